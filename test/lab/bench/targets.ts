import { medianOf, type Standing } from './sample';
import type { Target } from './scenario';

/** So many times as fast as the other, by the time of the node. */
export function atLeastTimesAsFast(
	promise: string,
	ours: Standing,
	theirs: Standing,
	times: number,
): Target {
	const ratio = medianOf(theirs, nodeMs) / medianOf(ours, nodeMs);
	return {
		promise: `${promise}: at least ${times} times as fast`,
		measured: `${ratio.toFixed(2)} times`,
		isReached: ratio >= times,
	};
}

/** Hardly slower than the bare loop. */
export function withinOf(promise: string, ours: Standing, loop: Standing, times: number): Target {
	const ratio = medianOf(ours, nodeMs) / medianOf(loop, nodeMs);
	return {
		promise: `${promise}: within ${times} of the bare fetch loop`,
		measured: `${ratio.toFixed(3)} of it`,
		isReached: ratio <= times,
	};
}

/** Hardly slower with something than without it. */
export function costsAtMost(
	promise: string,
	withIt: Standing,
	withoutIt: Standing,
	percent: number,
): Target {
	const cost = (medianOf(withIt, nodeMs) / medianOf(withoutIt, nodeMs) - 1) * 100;
	return {
		promise: `${promise} costs at most ${percent} %`,
		measured: `${cost.toFixed(1)} %`,
		isReached: cost <= percent,
	};
}

/** No more memory at its peak than the other. */
export function noMoreMemory(promise: string, ours: Standing, theirs: Standing): Target {
	const [ourPeak, theirPeak] = [medianOf(ours, peakMemoryMb), medianOf(theirs, peakMemoryMb)];
	const isMeasured = !Number.isNaN(ourPeak) && !Number.isNaN(theirPeak);
	return {
		promise: `${promise}: no more memory`,
		measured: isMeasured
			? `${ourPeak.toFixed(0)} MB against ${theirPeak.toFixed(0)} MB`
			: 'this machine does not tell',
		isReached: isMeasured ? ourPeak <= theirPeak : undefined,
	};
}

const nodeMs = (sample: Standing['samples'][number]) => sample.nodeMs;
const peakMemoryMb = (sample: Standing['samples'][number]) => sample.peakMemoryMb;
