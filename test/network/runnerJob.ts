import type { INodeParameters } from 'n8n-workflow';

/** What another process of n8n is to run. */
export interface RunnerJob {
	baseUrl: string;
	apiKey: string;
	parameters: INodeParameters;
	/** How many items, each of which is tried whatever becomes of the others; one by default. */
	count?: number;
	/** Environment variables of that process, for this run. */
	environment?: Record<string, string>;
}

export interface RunnerResult {
	/** The JSON of the output items. */
	output: unknown[];
	/** Why the run stopped, and what to do about it; empty if it didn't. */
	message: string;
	description: string;
	/** The most memory that the process has ever had, in MiB. */
	peakMib: number;
	tookMs: number;
}
