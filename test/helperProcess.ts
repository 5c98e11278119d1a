import { fork } from 'node:child_process';
import { once } from 'node:events';

/** A process of a test's own that answers questions, one after the other. */
export interface HelperProcess<Question extends object, Answer> {
	readonly pid: number;
	ask(question: Question): Promise<Answer>;
	/** Ends it by its process ID. */
	stop(): Promise<void>;
}

export interface HelperOptions {
	/** Default: the Node.js that runs this. */
	node?: string;
	nodeArguments: string[];
	/** Set beside the variables of this process. */
	environment?: NodeJS.ProcessEnv;
}

/**
 * Starts a file that answers each message of its parent process with one message.
 *
 * @throws Error if it can't be started
 */
export async function startHelper<Question extends object, Answer>(
	file: string,
	{ node = process.execPath, nodeArguments, environment = {} }: HelperOptions,
): Promise<HelperProcess<Question, Answer>> {
	const child = fork(file, [], {
		execPath: node,
		execArgv: nodeArguments,
		env: { ...process.env, ...environment },
	});
	await once(child, 'spawn');
	const { pid } = child;
	if (pid === undefined) throw new Error(`${file} did not start`);
	const ended = once(child, 'exit');
	return {
		pid,
		async ask(question) {
			const answered = once(child, 'message');
			child.send(question);
			const answer = await Promise.race([answered, ended.then(() => undefined)]);
			if (answer === undefined) throw new Error(`${file} has ended without an answer`);
			return answer[0] as Answer;
		},
		async stop() {
			child.kill('SIGTERM');
			await ended;
		},
	};
}
