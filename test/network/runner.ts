import { join } from 'node:path';

import { startHelper, type HelperProcess } from '../helperProcess';
import type { RunnerJob, RunnerResult } from './runnerJob';

export type Runner = HelperProcess<RunnerJob, RunnerResult>;

/** Starts another process of n8n, without any proxy. */
export async function startRunner(environment: NodeJS.ProcessEnv = {}): Promise<Runner> {
	const none = { HTTP_PROXY: '', HTTPS_PROXY: '', ALL_PROXY: '', NO_PROXY: '' };
	const lowerCase = { http_proxy: '', https_proxy: '', all_proxy: '', no_proxy: '' };
	return await startHelper(join(__dirname, 'runnerProcess.ts'), {
		nodeArguments: ['--import', 'tsx'],
		environment: { ...none, ...lowerCase, ...environment },
	});
}
