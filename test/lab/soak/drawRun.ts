import { drawChart } from './chart';
import { skipWarmUp } from './memory';
import type { VitalSigns } from './vitals';

/** How much of each task had been done at a moment. */
export interface Progress {
	minutes: number;
	orders: number;
	reads: number;
	events: number;
}

/** The picture of a run: memory above, what was done below. */
export function drawRun(
	samples: readonly VitalSigns[],
	progress: readonly Progress[],
	subtitle: string,
): string {
	const over = (read: (sample: VitalSigns) => number) =>
		samples.map((sample) => [sample.minutes, read(sample)] as const);
	const countOf = (kind: 'orders' | 'reads' | 'events') =>
		progress.map((moment) => [moment.minutes, moment[kind]] as const);
	return drawChart({
		title: "Memory of n8n's process during the long run",
		subtitle,
		xLabel: 'minutes',
		shaded: { until: skipWarmUp(samples)[0]?.minutes ?? 0, label: 'warm-up' },
		panels: [
			{
				title: 'Memory, MB',
				lines: [
					{ name: 'resident', colour: '#7a3e9d', points: over(({ memoryMb }) => memoryMb) },
					{ name: 'heap', colour: '#8a8a8a', points: over(({ heapMb }) => heapMb) },
					{ name: 'heap without garbage', colour: '#0b6e4f', points: over(({ liveMb }) => liveMb) },
				],
			},
			{
				title: 'Done so far',
				lines: [
					{ name: 'orders read', colour: '#1f6feb', points: countOf('reads') },
					{ name: 'orders placed', colour: '#c2410c', points: countOf('orders') },
					{ name: 'events taken', colour: '#0b6e4f', points: countOf('events') },
				],
			},
		],
	});
}
