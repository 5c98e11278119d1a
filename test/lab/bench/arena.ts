import path from 'node:path';

import type { Fault } from '../../../sandbox';
import { findInstallation, startN8n, type N8n, type Workflow } from '../../../scripts/n8n';
import type { FetchJob, FetchResult } from './fetchProcess';
import { startHelper, type HelperProcess } from '../../helperProcess';
import { readUsage, resetPeakMemory } from './processUsage';
import type { Contestant } from './rounds';
import type { PrepareSandbox, ReportSandbox, SandboxReport } from './sandboxProcess';
import { IMPILO_NODE, MEASURED_NODE, type CredentialReference } from './workflowParts';

/** What a contestant meets each time it runs. */
export interface Course {
	/** Orders that the API has before; by default, only those of the seed. */
	orders?: number;
	/** Patients that it has before; by default, only those of the seed. */
	patients?: number;
	faults: Fault[];
	/** What the webhook is called with. */
	input: object;
}

/** A list behind a field of the Impilo node, and what is typed into it. */
export interface ListSearch {
	/** As the node names it, e.g. `searchPatients`. */
	method: string;
	/** The name of the field. */
	field: string;
	filter: string;
}

/** What is measured in an arena. */
export type Measure = 'time' | 'memory';

/** One n8n, one sandbox and one bare loop, each in its own process. */
export interface Arena {
	readonly n8n: N8n;
	readonly apiUrl: string;
	readonly credential: CredentialReference;
	/** A workflow of n8n as a contestant; its name is the path of its webhook. */
	enterWorkflow(name: string, workflow: Workflow, course: Course): Promise<Contestant>;
	/** Searching a list of the editor as a contestant. */
	enterSearch(name: string, search: ListSearch, course: Omit<Course, 'input'>): Contestant;
	/** The bare loop as a contestant. */
	enterFetchLoop(
		name: string,
		job: Pick<FetchJob, 'bodies' | 'concurrency'>,
		{ orders, patients, faults }: Course,
	): Contestant;
	stop(): Promise<void>;
}

const EXECUTION_TIMEOUT_MS = 300_000;

type SandboxHelper = HelperProcess<PrepareSandbox | ReportSandbox, SandboxReport>;

/**
 * Starts everything that a scenario needs.
 *
 * @param packageDirectory the built package
 * @param measures what matters: an n8n that has given up all memory it can is slow for a while
 */
export async function openArena(packageDirectory: string, measures: Measure): Promise<Arena> {
	const { node } = findInstallation();
	const stops: Array<() => Promise<void>> = [];
	const stop = async (): Promise<void> => {
		for (const stopOne of stops.splice(0).reverse()) await stopOne();
	};
	try {
		const sandbox: SandboxHelper = await startHelper(path.join(__dirname, 'sandboxProcess.ts'), {
			nodeArguments: ['--import', 'tsx'],
		});
		stops.push(sandbox.stop);
		const fetchLoop: HelperProcess<FetchJob, FetchResult> = await startHelper(
			path.join(__dirname, 'fetchProcess.ts'),
			{ node, nodeArguments: ['--disable-warning=MODULE_TYPELESS_PACKAGE_JSON'] },
		);
		stops.push(fetchLoop.stop);
		const n8n = await startN8n({ packageDirectory });
		stops.push(n8n.stop);
		const { url: apiUrl, apiKey } = await sandbox.ask({ kind: 'report' });
		const credential = await n8n.createCredential({
			name: 'Impilo sandbox',
			type: 'impiloApi',
			data: { environment: 'custom', baseUrl: apiUrl, apiKey },
		});
		return {
			n8n,
			apiUrl,
			credential,
			async enterWorkflow(name, workflow, course) {
				const workflowId = await n8n.createWorkflow(workflow);
				await n8n.activate(workflowId);
				return {
					name,
					run: async () =>
						await runWorkflow(
							n8n,
							sandbox,
							{ id: workflowId, webhookPath: workflow.name, measures },
							course,
						),
				};
			},
			enterSearch: (name, search, course) => ({
				name,
				run: async () => await runSearch(n8n, sandbox, { credential, search }, course),
			}),
			enterFetchLoop: (name, job, course) => ({
				name,
				run: async () =>
					await runFetchLoop(
						fetchLoop,
						sandbox,
						{ ...job, url: `${apiUrl}/api/v3/order`, headers: { 'Impilo-API-Key': apiKey } },
						course,
					),
			}),
			stop,
		};
	} catch (error) {
		await stop();
		throw error;
	}
}

async function runWorkflow(
	n8n: N8n,
	sandbox: SandboxHelper,
	{ id, webhookPath, measures }: { id: string; webhookPath: string; measures: Measure },
	{ orders, patients, faults, input }: Course,
): ReturnType<Contestant['run']> {
	await sandbox.ask({ kind: 'prepare', orders, patients, faults });
	await n8n.collectGarbage(measures === 'memory');
	await resetPeakMemory(n8n.pid);
	const before = await readUsage(n8n.pid);
	// From here on, stalls count.
	await n8n.readVitals();
	const execution = await n8n.executeByWebhook(id, webhookPath, input, EXECUTION_TIMEOUT_MS);
	const after = await readUsage(n8n.pid);
	const { longestStallMs } = await n8n.readVitals();
	const { requests, peakInFlight, placed } = await sandbox.ask({ kind: 'report' });
	const run = execution.nodes[MEASURED_NODE]?.at(-1);
	if (run === undefined) throw new Error(`${webhookPath}: ${execution.error ?? 'nothing ran'}`);
	return {
		nodeMs: run.executionTimeMs,
		executionMs: execution.durationMs,
		cpuMs: after && before && after.cpuMs - before.cpuMs,
		memoryBeforeMb: before?.memoryMb,
		peakMemoryMb: after?.peakMemoryMb,
		longestStallMs,
		requests,
		peakInFlight,
		status: execution.status,
		items: run.itemCounts[0] ?? 0,
		placed,
	};
}

async function runSearch(
	n8n: N8n,
	sandbox: SandboxHelper,
	{ credential, search }: { credential: CredentialReference; search: ListSearch },
	{ orders, patients, faults }: Omit<Course, 'input'>,
): ReturnType<Contestant['run']> {
	await sandbox.ask({ kind: 'prepare', orders, patients, faults });
	await n8n.collectGarbage();
	await resetPeakMemory(n8n.pid);
	const before = await readUsage(n8n.pid);
	await n8n.readVitals();
	const startedAt = performance.now();
	const answer = await n8n.rest.request(
		'POST',
		'/dynamic-node-parameters/resource-locator-results',
		{
			methodName: search.method,
			path: `parameters.${search.field}`,
			nodeTypeAndVersion: { name: IMPILO_NODE.type, version: IMPILO_NODE.typeVersion },
			currentNodeParameters: { resource: 'order', operation: 'create' },
			credentials: { impiloApi: credential },
			filter: search.filter,
		},
	);
	const nodeMs = performance.now() - startedAt;
	const after = await readUsage(n8n.pid);
	const { longestStallMs } = await n8n.readVitals();
	const { requests, peakInFlight } = await sandbox.ask({ kind: 'report' });
	return {
		nodeMs,
		cpuMs: after && before && after.cpuMs - before.cpuMs,
		memoryBeforeMb: before?.memoryMb,
		peakMemoryMb: after?.peakMemoryMb,
		longestStallMs,
		requests,
		peakInFlight,
		status: 'success',
		items: (answer as { results: unknown[] }).results.length,
		placed: [],
	};
}

async function runFetchLoop(
	fetchLoop: HelperProcess<FetchJob, FetchResult>,
	sandbox: SandboxHelper,
	job: FetchJob,
	{ orders, patients, faults }: Course,
): ReturnType<Contestant['run']> {
	await sandbox.ask({ kind: 'prepare', orders, patients, faults });
	await resetPeakMemory(fetchLoop.pid);
	const before = await readUsage(fetchLoop.pid);
	const result = await fetchLoop.ask(job);
	const usage = await readUsage(fetchLoop.pid);
	const { requests, peakInFlight, placed } = await sandbox.ask({ kind: 'report' });
	return {
		nodeMs: result.durationMs,
		cpuMs: result.cpuMs,
		memoryBeforeMb: before?.memoryMb,
		peakMemoryMb: usage?.peakMemoryMb,
		requests,
		peakInFlight,
		status: 'success',
		items: result.placed,
		placed,
	};
}
