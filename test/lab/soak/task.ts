import { setTimeout as wait } from 'node:timers/promises';

import type { FinishedExecution, N8n, NodeRun, Workflow } from '../../../scripts/n8n';
import { MEASURED_NODE } from '../bench/workflowParts';

/** What a task of the run has found in the end. */
export interface Finding {
	/** What has been done, in one line. */
	done: string;
	/** What went wrong, each in one line; empty where all is as it should be. */
	wrongs: string[];
}

/** Something that is done again and again. */
export interface Task {
	/** How much has been done. */
	readonly done: number;
	/** How much of the whole that is, from 0 to 1. */
	readonly share: number;
	/** Goes on until all is done, or the run is over. */
	work(pace: Pace): Promise<void>;
	/** Holds what was asked for against what came of it. */
	judge(): Promise<Finding>;
}

/** When a task goes on. */
export interface Pace {
	/**
	 * To be waited for before each piece of work.
	 *
	 * @returns false where the run is over
	 */
	goesOn(): Promise<boolean>;
}

/** By so much of the whole a task may be ahead of the slowest. */
const MOST_AHEAD = 0.02;
const POLL_MS = 50;

/**
 * Keeps tasks together: n8n has the same mixture of work from the start to the end, and none of it is
 * left over for the last minutes.
 *
 * @param others how much of each task is done, from 0 to 1
 */
export function keepTogether(
	own: () => number,
	others: () => number[],
	isOver: () => boolean,
): Pace {
	return {
		async goesOn() {
			while (!isOver() && own() > Math.min(...others()) + MOST_AHEAD) await wait(POLL_MS);
			return !isOver();
		},
	};
}

const EXECUTION_TIMEOUT_MS = 300_000;

/** An active workflow that is started by its webhook, once at a time. */
export interface Runner {
	/** @throws Error when the measured node didn't run */
	run(input: object): Promise<{ execution: FinishedExecution; node: NodeRun }>;
}

export async function openRunner(n8n: N8n, workflow: Workflow): Promise<Runner> {
	const workflowId = await n8n.createWorkflow(workflow);
	await n8n.activate(workflowId);
	return {
		async run(input) {
			const execution = await n8n.executeByWebhook(
				workflowId,
				workflow.name,
				input,
				EXECUTION_TIMEOUT_MS,
			);
			const node = execution.nodes[MEASURED_NODE]?.at(-1);
			if (node === undefined) {
				throw new Error(`${workflow.name}: ${execution.error ?? 'nothing ran'}`);
			}
			return { execution, node };
		},
	};
}

/** "3 orders lost: soak-7, soak-9, soak-12"; nothing where there are none. */
export function tellWrong(entries: readonly string[], what: string): string[] {
	if (entries.length === 0) return [];
	const shown = entries.slice(0, 5).join(', ');
	return [`${entries.length} ${what}: ${shown}${entries.length > 5 ? ' …' : ''}`];
}
