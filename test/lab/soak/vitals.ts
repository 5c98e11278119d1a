import { setTimeout as wait } from 'node:timers/promises';

import type { N8n } from '../../../scripts/n8n';

/** How n8n was doing at one moment of the run. */
export interface VitalSigns {
	/** Minutes since the start. */
	minutes: number;
	/** Orders placed and read, events and searches so far. */
	done: number;
	/** Resident memory of n8n's process. */
	memoryMb: number;
	/** Its objects, garbage included. */
	heapMb: number;
	/** What is left of them once all garbage is collected, and all that V8 could do without. */
	liveMb: number;
	/** The longest that its event loop was held up since the moment before. */
	longestStallMs: number;
}

/** Not more, as n8n is slow for a moment after each. */
const SAMPLES = 40;
const SHORTEST_INTERVAL_MS = 5_000;
const MS_PER_MINUTE = 60_000;

/** Looks at n8n again and again, until the end. */
export class VitalsMonitor {
	readonly samples: VitalSigns[] = [];

	private readonly startedMs = Date.now();

	private readonly ending = new AbortController();

	private readonly looking: Promise<void>;

	/**
	 * @param minutes how long the run may take
	 * @param countDone how much has been done so far
	 */
	constructor(
		private readonly n8n: Pick<N8n, 'readVitals' | 'collectGarbage'>,
		minutes: number,
		private readonly countDone: () => number,
	) {
		const intervalMs = Math.max(SHORTEST_INTERVAL_MS, (minutes * MS_PER_MINUTE) / SAMPLES);
		this.looking = this.lookEvery(intervalMs);
		// Who waits for the end is told.
		this.looking.catch(() => undefined);
	}

	/**
	 * Looks for the last time.
	 *
	 * @throws Error when n8n has ended
	 */
	async end(): Promise<void> {
		this.stop();
		await this.looking;
		await this.look();
	}

	/** Looks no more. */
	stop(): void {
		this.ending.abort();
	}

	private async lookEvery(intervalMs: number): Promise<void> {
		const { signal } = this.ending;
		while (!signal.aborted) {
			await this.look();
			await wait(intervalMs, undefined, { signal }).catch(() => undefined);
		}
	}

	private async look(): Promise<void> {
		const minutes = (Date.now() - this.startedMs) / MS_PER_MINUTE;
		const done = this.countDone();
		const { memoryMb, heapMb, longestStallMs } = await this.n8n.readVitals();
		// V8 keeps tens of kilobytes of each request for a minute or two, which would look like a leak.
		await this.n8n.collectGarbage(true);
		// Also sets the stalls back, as collecting is one.
		const { heapMb: liveMb } = await this.n8n.readVitals();
		this.samples.push({ minutes, done, memoryMb, heapMb, liveMb, longestStallMs });
	}
}
