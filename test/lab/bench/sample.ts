import { median } from './statistics';

/** What one contestant did in one round. */
export interface Sample {
	/** The node alone, as n8n's run data tells it; for the bare loop, the loop. */
	nodeMs: number;
	/** The whole execution; undefined for the bare loop. */
	executionMs?: number;
	/** Of the whole process while the contestant was at work. */
	cpuMs: number | undefined;
	/** What the process held before, and the most that it held at once meanwhile. */
	memoryBeforeMb: number | undefined;
	peakMemoryMb: number | undefined;
	/** The longest that n8n's event loop was held up meanwhile; undefined for the bare loop. */
	longestStallMs?: number;
	/** Requests that the API got. */
	requests: number;
	/** The most of them that it had at once. */
	peakInFlight: number;
	status: string;
	/** Items that the node gave. */
	items: number;
	/** The external order IDs of each order that the API has got. */
	placed: string[][];
}

/** All rounds of one contestant. */
export interface Standing {
	contestant: string;
	samples: Sample[];
}

/** The median of one measure over all rounds; NaN where it was not to be had. */
export function medianOf(
	{ samples }: Standing,
	read: (sample: Sample) => number | undefined,
): number {
	return median(samples.map(read).filter((value) => value !== undefined));
}
