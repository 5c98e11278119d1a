import { median } from '../bench/statistics';
import type { VitalSigns } from './vitals';

/** What is watched for growth. */
export type MemoryKind = 'memoryMb' | 'liveMb';

/** How much memory may grow after the warm-up; more than this isn't noise. */
const MOST_GROWTH_MB: Record<MemoryKind, number> = { memoryMb: 150, liveMb: 40 };
/** Of all that is done, what is done before memory has to be flat. */
const WARM_UP = 0.25;
/** In a short run, a quarter of the work is done before n8n has loaded all that it needs. */
const WARM_UP_MINUTES = 2;
const FEWEST_SAMPLES = 8;
const BYTES_PER_MB = 2 ** 20;

/** Whether memory stayed flat after the warm-up. */
export interface Growth {
	/** By how much it grew after the warm-up, from its slope; negative where it shrank. */
	grownMb: number;
	allowedMb: number;
	/** The smallest leak per order, read, event or search that would have been noticed. */
	noticeableBytes: number;
	isFlat: boolean;
}

/** The samples after the warm-up. */
export function skipWarmUp(samples: readonly VitalSigns[]): VitalSigns[] {
	const all = samples.at(-1)?.done ?? 0;
	return samples.filter(({ done, minutes }) => done >= WARM_UP * all && minutes >= WARM_UP_MINUTES);
}

/**
 * Judges the growth by the median of the slopes between all pairs of samples (Theil and Sen), which a
 * few high or low ones don't sway.
 *
 * @returns undefined where there are too few samples to tell
 */
export function judgeGrowth(samples: readonly VitalSigns[], kind: MemoryKind): Growth | undefined {
	const warm = skipWarmUp(samples);
	const [first, last] = [warm[0], warm.at(-1)];
	if (first === undefined || last === undefined || warm.length < FEWEST_SAMPLES) return undefined;
	const slopes = warm.flatMap((one, index) =>
		warm
			.slice(index + 1)
			.filter((other) => other.done > one.done)
			.map((other) => (other[kind] - one[kind]) / (other.done - one.done)),
	);
	const work = last.done - first.done;
	const grownMb = slopes.length === 0 ? 0 : median(slopes) * work;
	const allowedMb = MOST_GROWTH_MB[kind];
	return {
		grownMb,
		allowedMb,
		noticeableBytes: (allowedMb * BYTES_PER_MB) / work,
		isFlat: grownMb <= allowedMb,
	};
}
