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

/** From n8n. */
export type Report =
	{ kind: 'executionFinished'; execution: FinishedExecution } | { kind: 'garbageCollected' };

/** To n8n. */
export interface Request {
	kind: 'collectGarbage';
	/** Also gives up compiled code and spare pages, which makes n8n slow for a while. */
	thoroughly: boolean;
}
