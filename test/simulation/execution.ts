import { setMaxListeners } from 'node:events';

import type { INodeExecutionData, INodeType } from 'n8n-workflow';

import type { Owner, VirtualClock } from './clock';
import { createContext } from './context';
import type { Network } from './network';
import type { RunPlan } from './plan';

/** Tells a step to whoever wants to see it. */
export type Tell = (describe: () => string) => void;

/** What came of one try. */
export type TryEnd =
	| { outputs: INodeExecutionData[]; hints: string[] }
	| { message: string; description: string; hints: string[] };

/** One run of the node, with all its tries, as n8n shows it. */
export interface RunRecord {
	plan: RunPlan;
	/** As orders and requests name it. */
	name: string;
	process: number;
	tries: Array<{ startMs: number; endMs?: number; end?: TryEnd }>;
	/** Whether n8n knows how it ended. */
	isOver: boolean;
	isStopped: boolean;
}

/** A process of n8n, with its own copy of the node. */
export interface Process extends Owner {
	number: number;
	node: INodeType;
}

/** Runs a node as n8n does: in a loop, and with Retry On Fail. */
export async function runExecution(
	plan: RunPlan,
	executionId: string,
	process: Process,
	network: Network,
	clock: VirtualClock,
	records: RunRecord[],
	tell: Tell,
): Promise<'done' | 'failed'> {
	const stop = new AbortController();
	// Each request in flight listens to it.
	setMaxListeners(0, stop.signal);
	const { stopMs } = plan;
	const items = plan.rows.map((_, number) => ({ json: { number } }));
	for (let runIndex = 0; runIndex < plan.loops; runIndex++) {
		const name = `p${process.number}/e${executionId}/${runIndex}`;
		const record: RunRecord = {
			plan,
			name,
			process: process.number,
			tries: [],
			isOver: false,
			isStopped: false,
		};
		records.push(record);
		if (stopMs !== undefined && runIndex === 0) {
			clock.after(
				stopMs,
				() => {
					record.isStopped = !record.isOver;
					stop.abort();
				},
				process,
			);
		}
		const sender = { run: name, process: process.number };
		const run = { plan, executionId, runIndex, items, sender, signal: stop.signal };
		for (let number = 1; number <= plan.maxTries; number++) {
			if (number > 1) {
				await new Promise<void>((wake) => clock.after(plan.waitBetweenTriesMs, wake, process));
			}
			const hints: string[] = [];
			const current: RunRecord['tries'][number] = { startMs: clock.now };
			record.tries.push(current);
			tell(
				() =>
					`${name} try ${number}: ${plan.resource} ${plan.operation}, ${plan.rows.length} items`,
			);
			current.end = await execute(process, createContext(run, network, process, hints), hints);
			current.endMs = clock.now;
			tell(() => `${name} try ${number} ends: ${JSON.stringify(current.end)}`);
			if (!isRetried(current.end)) break;
		}
		record.isOver = true;
		if (stop.signal.aborted) return 'done';
		const { end } = record.tries.at(-1) ?? {};
		if (end !== undefined && 'message' in end && plan.onError === 'stopWorkflow') return 'failed';
	}
	return 'done';
}

async function execute(
	{ node }: Process,
	context: ReturnType<typeof createContext>,
	hints: string[],
): Promise<TryEnd> {
	try {
		const outputs = (await node.execute?.call(context)) as INodeExecutionData[][] | undefined;
		return { outputs: outputs?.[0] ?? [], hints };
	} catch (error) {
		const { message, description } = error as { message: string; description?: string | null };
		return { message, description: description ?? '', hints };
	}
}

/** n8n runs the node again after a throw, and where the first item says `error`. */
function isRetried(end: TryEnd): boolean {
	return 'message' in end || Boolean(end.outputs[0]?.json.error);
}
