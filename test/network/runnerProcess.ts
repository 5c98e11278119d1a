/** Another process of n8n, started with variables that are only read at its start. */
import { setImmediate as nextTurn } from 'node:timers/promises';

import { ImpiloApi } from '../../credentials/ImpiloApi.credentials';
import { systemClock } from '../../nodes/Impilo/api/clock';
// With its extension: without, the codex file beside it would be taken.
import { Impilo } from '../../nodes/Impilo/Impilo.node.ts';

import { packageFromClasses, runWorkflow } from '../engine/harness';
import type { RunnerJob, RunnerResult } from './runnerJob';
import { failureOf } from '../engine/outcome';

const NODE = 'Impilo';
const loadedPackage = packageFromClasses({ nodes: [new Impilo()], credentials: [new ImpiloApi()] });

// The node doesn't wait between its tries.
systemClock.sleep = async () => await nextTurn();

async function run({
	baseUrl,
	apiKey,
	parameters,
	count = 1,
	environment = {},
}: RunnerJob): Promise<RunnerResult> {
	Object.assign(process.env, environment);
	try {
		const done = await runWorkflow({
			package: loadedPackage,
			credentials: { impiloApi: { environment: 'custom', baseUrl, apiKey } },
			assignCredentials: true,
			items: Array.from({ length: count }, () => ({})),
			nodes: [
				{
					name: NODE,
					type: 'n8n-nodes-impilo.impilo',
					parameters: { resource: 'order', ...parameters },
					onError: count > 1 ? 'continueErrorOutput' : undefined,
				},
			],
		});
		return {
			output: done.items(NODE).map(({ json }) => json),
			...failureOf(done),
			peakMib: process.resourceUsage().maxRSS / 1024,
			tookMs: done.executionTime,
		};
	} finally {
		for (const name of Object.keys(environment)) delete process.env[name];
	}
}

process.on('message', (job: RunnerJob) => {
	void run(job).then((result) => process.send?.(result));
});
process.once('disconnect', () => process.exit());
