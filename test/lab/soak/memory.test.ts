import { judgeGrowth, skipWarmUp } from './memory';
import type { VitalSigns } from './vitals';

const MINUTES = 20;
const DONE = 350_000;

/** A run with a sample every ten seconds. */
function sample(liveMbAt: (share: number, index: number) => number): VitalSigns[] {
	return Array.from({ length: MINUTES * 6 + 1 }, (_, index): VitalSigns => {
		const share = index / (MINUTES * 6);
		return {
			minutes: share * MINUTES,
			done: share * DONE,
			memoryMb: 500,
			heapMb: 300,
			liveMb: liveMbAt(share, index),
			longestStallMs: 20,
		};
	});
}

/** What n8n needs for what is under way goes up and down. */
const noise = (index: number): number => [0, 12, -9, 30, -4, 7][index % 6] ?? 0;

it('memory that goes up and down is flat', () => {
	const growth = judgeGrowth(
		sample((_, index) => 250 + noise(index)),
		'liveMb',
	);
	expect(growth?.isFlat).toBe(true);
	expect(Math.abs(growth?.grownMb ?? NaN)).toBeLessThan(5);
});

it('what n8n takes and gives back while it warms up does not count', () => {
	const samples = sample((share, index) => (share < 0.2 ? 800 : 250) + noise(index));
	expect(judgeGrowth(samples, 'liveMb')?.isFlat).toBe(true);
	expect(skipWarmUp(samples)[0]?.minutes).toBeCloseTo(5);
});

it('a short run warms up for two minutes', () => {
	const samples = sample(() => 250).map((one) => ({ ...one, minutes: one.minutes / 5 }));
	expect(skipWarmUp(samples)[0]?.minutes).toBeCloseTo(2);
});

it('a leak of 250 bytes for each order, read and event is one', () => {
	const leaked = (share: number) => (share * DONE * 250) / 2 ** 20;
	const growth = judgeGrowth(
		sample((share, index) => 250 + leaked(share) + noise(index)),
		'liveMb',
	);
	expect(growth?.isFlat).toBe(false);
	expect(growth?.noticeableBytes).toBeLessThan(250);
	expect(growth?.grownMb).toBeCloseTo(leaked(0.75), -1);
});

it('a run of a minute is too short to tell', () => {
	expect(judgeGrowth(sample(() => 250).slice(0, 6), 'liveMb')).toBeUndefined();
});
