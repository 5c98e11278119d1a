import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** How an npm command has ended. */
export interface NpmResult {
	/** Whether it did what it was asked for. */
	isDone: boolean;
	/** What it has printed, on both channels. */
	output: string;
}

export interface NpmOptions {
	/** Ends npm, and everything it has started. */
	signal: AbortSignal;
	onOutput?: (text: string) => void;
}

/** Runs the npm that runs this, or the one of the PATH. */
export async function runNpm(
	args: readonly string[],
	directory: string,
	{ signal, onOutput }: NpmOptions,
): Promise<NpmResult> {
	signal.throwIfAborted();
	const script = process.env.npm_execpath;
	const [command, first] = script ? [process.execPath, [script]] : ['npm', []];
	const child = spawn(command, [...first, ...args], {
		cwd: directory,
		stdio: ['ignore', 'pipe', 'pipe'],
		// A group of its own, so that its compilers can be ended with it.
		detached: true,
	});
	let output = '';
	const keep = (text: string): void => {
		output += text;
		onOutput?.(text);
	};
	child.stdout.setEncoding('utf8').on('data', keep);
	child.stderr.setEncoding('utf8').on('data', keep);
	child.once('error', (error) => keep(error.message));
	const kill = (): void => {
		try {
			if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
		} catch {
			// It has ended by itself.
		}
	};
	// Not gently: npm would first undo what it has done, which takes long, and the next `npm ci` begins
	// anew in any case.
	signal.addEventListener('abort', kill, { once: true });
	process.once('exit', kill);
	await once(child, 'close').catch(() => undefined);
	signal.removeEventListener('abort', kill);
	process.removeListener('exit', kill);
	signal.throwIfAborted();
	return { isDone: child.exitCode === 0, output };
}
