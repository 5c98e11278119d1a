/**
 * Loaded by n8n itself, as an external hook: tells the process that started n8n about each execution
 * that finishes. So nothing has to be polled for, and an execution can be timed that isn't saved.
 *
 * n8n's Node.js runs this file as it is, so it has no import but of types, and no syntax but types to
 * be left out.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import type { FinishedExecution, NodeRun, Report, Request, Vitals } from './executions';

const PAGES_RETURNED_MS = 500;
const BYTES_PER_MB = 2 ** 20;
const NANOSECONDS_PER_MS = 1e6;

/** As `REPORTED_FIELDS` names them. */
const reportedFields = (process.env.REPORTED_FIELDS ?? '').split(',').filter((name) => name !== '');

const eventLoopDelay = monitorEventLoopDelay({ resolution: 10 });
eventLoopDelay.enable();

interface N8nTaskData {
	startTime: number;
	executionTime: number;
	executionStatus?: string;
	data?: Record<string, Array<unknown[] | null> | undefined>;
	error?: { message?: string };
}

interface N8nRun {
	mode: string;
	status: string;
	startedAt: Date | string;
	stoppedAt?: Date | string;
	data?: { resultData?: { runData?: Record<string, N8nTaskData[]>; error?: { message?: string } } };
}

/** The hooks by resource and operation, in the shape that n8n asks for. */
export const workflow = {
	postExecute: [
		async (
			run: N8nRun | undefined,
			{ id: workflowId }: { id: string },
			id: string,
		): Promise<void> => {
			// One that waits, e.g. for a page of a form to be seen, goes on.
			if (run !== undefined && run.status !== 'waiting') {
				send({ kind: 'executionFinished', execution: describe(run, workflowId, id) });
			}
		},
	],
};

function describe(run: N8nRun, workflowId: string, id: string): FinishedExecution {
	const { runData = {}, error } = run.data?.resultData ?? {};
	const stoppedAt = run.stoppedAt ?? new Date();
	return {
		id,
		workflowId,
		mode: run.mode,
		status: run.status,
		durationMs: new Date(stoppedAt).getTime() - new Date(run.startedAt).getTime(),
		nodes: Object.fromEntries(
			Object.entries(runData).map(([name, runs]) => [name, runs.map(describeNodeRun)]),
		),
		error: error?.message,
	};
}

function describeNodeRun(task: N8nTaskData): NodeRun {
	return {
		startedAt: task.startTime,
		executionTimeMs: task.executionTime,
		status: task.executionStatus ?? 'unknown',
		itemCounts: (task.data?.main ?? []).map((items) => items?.length ?? 0),
		values: reportedFields.length === 0 ? [] : (task.data?.main?.[0] ?? []).map(readReported),
		error: task.error?.message,
	};
}

function readReported(item: unknown): unknown {
	const { json = {} } = item as { json?: Record<string, unknown> };
	const field = reportedFields.find((name) => name in json);
	return field === undefined ? undefined : json[field];
}

function readVitals(): Vitals {
	const { rss, heapUsed } = process.memoryUsage();
	const vitals = {
		memoryMb: rss / BYTES_PER_MB,
		heapMb: heapUsed / BYTES_PER_MB,
		longestStallMs: eventLoopDelay.max / NANOSECONDS_PER_MS,
	};
	eventLoopDelay.reset();
	return vitals;
}

function send(report: Report): void {
	process.send?.(report);
}

function collectGarbage(thoroughly: boolean): void {
	setFlagsFromString('--expose-gc');
	const collect: unknown = runInNewContext('gc');
	if (typeof collect === 'function') {
		collect(thoroughly ? { type: 'major', flavor: 'last-resort' } : undefined);
	}
}

process.on('message', (request: Request) => {
	if (request.kind === 'readVitals') {
		send({ kind: 'vitals', vitals: readVitals() });
		return;
	}
	collectGarbage(request.thoroughly);
	// Freed pages go back to the operating system a little later.
	setTimeout(() => send({ kind: 'garbageCollected' }), PAGES_RETURNED_MS);
});
