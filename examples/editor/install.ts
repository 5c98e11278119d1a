import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { explainInstallFailure, type InstallStep } from './installFailure';
import { readInstallState, type InstallState } from './installState';
import { countPackages, formatDuration } from './npmProgress';
import { runNpm } from './runNpm';

export interface InstallOptions {
	/** With n8n's package.json and lock file. */
	directory: string;
	/** Gets all that npm prints. */
	logFile: string;
	/** Ends it; the next installation goes on from there. */
	signal: AbortSignal;
	tell: (line: string) => void;
}

const TOLD_EVERY_MS = 10_000;

const WHY: Record<Exclude<InstallState, 'ready'>, string> = {
	missing:
		'Installing n8n, with a Node.js of its own. Only this first time: it takes 5 to 10 minutes and 3 GB.',
	interrupted: 'The installation of n8n was interrupted. Doing it again.',
	outdated: 'Another version of n8n is wanted than the one installed. Installing that.',
	uncompiled: 'n8n is installed, but for what has to be compiled. Doing that.',
};

const COMMANDS: Record<InstallStep, readonly string[]> = {
	// `timing` and `silly` make npm tell of each package.
	packages: ['ci', '--ignore-scripts', '--timing', '--loglevel=silly', '--no-progress'],
	compile: ['rebuild', '--ignore-scripts=false', '--foreground-scripts', 'node', 'sqlite3'],
};

/**
 * Makes sure that n8n is installed: does what is missing, which is nothing the second time.
 *
 * @throws Error that says what went wrong and how to go on
 */
export async function installN8n(options: InstallOptions): Promise<void> {
	const { directory, tell } = options;
	const state = readInstallState(directory);
	if (state === 'ready') return;
	tell(WHY[state]);
	if (state !== 'uncompiled') await runStep('packages', options);
	await runStep('compile', options);
	if (readInstallState(directory) !== 'ready') {
		throw new Error(
			`npm has installed n8n, but it can't be started.\nDelete ${path.join(directory, 'node_modules')}, and run npm start again. All that npm has printed is in ${options.logFile}`,
		);
	}
}

async function runStep(step: InstallStep, options: InstallOptions): Promise<void> {
	const { directory, logFile, signal, tell } = options;
	const startedAt = Date.now();
	const total = countLocked(directory);
	let inPlace = 0;
	const progress = (): string =>
		step === 'compile'
			? 'compiling'
			: inPlace === 0
				? 'downloading'
				: `${inPlace} of about ${total} packages`;
	const timer = setInterval(
		() => tell(`  ${formatDuration(Date.now() - startedAt)}  ${progress()}`),
		TOLD_EVERY_MS,
	);
	try {
		const { isDone, output } = await runNpm(COMMANDS[step], directory, {
			signal,
			onOutput: countPackages((count) => {
				inPlace = count;
			}),
		});
		await mkdir(path.dirname(logFile), { recursive: true });
		await writeFile(logFile, output);
		if (!isDone) throw new Error(explainInstallFailure(step, output, logFile));
	} finally {
		clearInterval(timer);
	}
}

/** How many packages of the lock file are meant for this kind of machine. */
function countLocked(directory: string): number {
	const lock: unknown = JSON.parse(readFileSync(path.join(directory, 'package-lock.json'), 'utf8'));
	const { packages } = lock as { packages?: Record<string, { os?: string[]; cpu?: string[] }> };
	return Object.values(packages ?? {}).filter(
		({ os = [process.platform], cpu = [process.arch] }) =>
			os.includes(process.platform) && cpu.includes(process.arch),
	).length;
}
