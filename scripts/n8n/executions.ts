/** Which execution is waited for: a certain one, or the next of a workflow. */
export type ExecutionChoice = { executionId: string } | { workflowId: string };

const DEFAULT_TIMEOUT_MS = 60_000;

interface Waiter {
	isMeant: (execution: FinishedExecution) => boolean;
	resolve: (execution: FinishedExecution) => void;
}

/** Remembers the executions that have finished, and tells those who wait for one. */
export class FinishedExecutions {
	private readonly finished = new Map<string, FinishedExecution>();

	private readonly waiters = new Set<Waiter>();

	add(execution: FinishedExecution): void {
		this.finished.set(execution.id, execution);
		for (const waiter of this.waiters) {
			if (!waiter.isMeant(execution)) continue;
			this.waiters.delete(waiter);
			waiter.resolve(execution);
		}
	}

	/** All that have finished so far, in that order. */
	list(): FinishedExecution[] {
		return [...this.finished.values()];
	}

	/**
	 * Waits for an execution. One that is chosen by its ID may have finished before; by workflow, the
	 * next to finish from now on is meant, so ask before you set it off.
	 *
	 * @throws Error when it has not finished in time
	 */
	async waitFor(
		choice: ExecutionChoice,
		timeoutMs = DEFAULT_TIMEOUT_MS,
	): Promise<FinishedExecution> {
		if ('executionId' in choice) {
			const execution = this.finished.get(choice.executionId);
			if (execution !== undefined) return execution;
		}
		const isMeant =
			'executionId' in choice
				? ({ id }: FinishedExecution) => id === choice.executionId
				: ({ workflowId }: FinishedExecution) => workflowId === choice.workflowId;
		return await new Promise((resolve, reject) => {
			const waiter: Waiter = {
				isMeant,
				resolve: (execution) => {
					clearTimeout(timer);
					resolve(execution);
				},
			};
			const timer = setTimeout(() => {
				this.waiters.delete(waiter);
				reject(
					new Error(
						`After ${timeoutMs} ms, no execution of ${JSON.stringify(choice)} has finished`,
					),
				);
			}, timeoutMs);
			this.waiters.add(waiter);
		});
	}
}

/** What passes between n8n's process and the one that started it. Types only: both sides import it. */

/** One run of a node in an execution, as n8n's run data tells it. */
export interface NodeRun {
	/** Milliseconds since 1970. */
	startedAt: number;
	/** Milliseconds, with all tries of Retry On Fail. */
	executionTimeMs: number;
	status: string;
	/** Items given, by output. */
	itemCounts: number[];
	/**
	 * Of each item that the first output gave, the value of the first field there is of those named by
	 * `REPORTED_FIELDS`; empty where nothing is named.
	 */
	values: unknown[];
	error: string | undefined;
}

/** An execution that has come to its end, and is saved as far as its workflow wants that. */
export interface FinishedExecution {
	id: string;
	workflowId: string;
	/** `manual`, `webhook`, `trigger` … */
	mode: string;
	/** `success`, `error`, `canceled` … */
	status: string;
	/** From the start of the first node to the end of the last, in milliseconds. */
	durationMs: number;
	/** The runs of each node, by its name. */
	nodes: Record<string, NodeRun[]>;
	error: string | undefined;
}

/** Names fields to be reported of the items that nodes give, with commas between. */
export const REPORTED_FIELDS = 'REPORTED_FIELDS';

/** How n8n's process is doing. */
export interface Vitals {
	/** Resident memory. */
	memoryMb: number;
	/** Objects of JavaScript, garbage included. */
	heapMb: number;
	/** The longest that n8n's event loop was held up since this was last read: it did nothing else meanwhile. */
	longestStallMs: number;
}

/** From n8n. */
export type Report =
	| { kind: 'executionFinished'; execution: FinishedExecution }
	| { kind: 'garbageCollected' }
	| { kind: 'vitals'; vitals: Vitals };

/** To n8n. */
export type Request =
	| {
			kind: 'collectGarbage';
			/** Also gives up compiled code and spare pages, which makes n8n slow for a while. */
			thoroughly: boolean;
	  }
	| { kind: 'readVitals' };
