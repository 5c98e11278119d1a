import Table from 'cli-table3';

import { countPlacements } from './placements';
import { medianOf, type Standing } from './sample';
import type { ScenarioResult, Target } from './scenario';
import { findStanding } from './scenario';
import { median } from './statistics';

const NOT_TOLD = '–';

interface Column {
	heading: string;
	read: (standing: Standing) => string;
}

/** Prints a scenario as a table: medians over all rounds, and ratios to the contestant of reference. */
export function printResult(result: ScenarioResult): void {
	const reference = findStanding(result.standings, result.reference);
	const columns = describeColumns(result, reference);
	const table = new Table({
		head: ['', ...columns.map(({ heading }) => heading)],
		colAligns: ['left', ...columns.map(() => 'right' as const)],
		style: { head: [], border: [] },
	});
	for (const standing of result.standings) {
		table.push([standing.contestant, ...columns.map(({ read }) => read(standing))]);
	}
	const rounds = reference.samples.length;
	console.log(
		`\n${result.title} (${rounds === 1 ? 'one round' : `medians of ${rounds} rounds`})\n${table.toString()}`,
	);
	for (const note of result.notes) console.log(note);
}

function describeColumns(result: ScenarioResult, reference: Standing): Column[] {
	switch (result.shows) {
		case 'speed':
			return [...describeSpeed(reference), CPU, REQUESTS, IN_FLIGHT, ITEMS];
		case 'memory':
			return MEMORY;
		case 'placements':
			return [...describePlacements(result), ITEMS, ENDED_AS, ...describeSpeed(reference)];
		case 'growth':
			return [...describeGrowth(result), REQUESTS, ITEMS, ENDED_AS, ...MEMORY.slice(0, 2), STALL];
	}
}

const CPU: Column = {
	heading: 'CPU',
	read: (standing) => seconds(medianOf(standing, (sample) => sample.cpuMs)),
};

const REQUESTS: Column = {
	heading: 'requests',
	read: (standing) => count(medianOf(standing, ({ requests }) => requests)),
};

const IN_FLIGHT: Column = {
	heading: 'in flight',
	read: ({ samples }) => String(Math.max(...samples.map((sample) => sample.peakInFlight))),
};

const ITEMS: Column = {
	heading: 'items',
	read: (standing) => count(medianOf(standing, (sample) => sample.items)),
};

const STALL: Column = {
	heading: 'longest stall',
	read: (standing) => milliseconds(medianOf(standing, (sample) => sample.longestStallMs)),
};

const ENDED_AS: Column = {
	heading: 'ended as',
	read: ({ samples }) => [...new Set(samples.map(({ status }) => status))].join(', '),
};

const MEMORY: Column[] = [
	{
		heading: 'before',
		read: (standing) => megabytes(medianOf(standing, (sample) => sample.memoryBeforeMb)),
	},
	{
		heading: 'peak',
		read: (standing) => megabytes(medianOf(standing, (sample) => sample.peakMemoryMb)),
	},
	{
		heading: 'from – to',
		read: ({ samples }) => {
			const peaks = samples.map((sample) => sample.peakMemoryMb ?? NaN);
			return `${megabytes(Math.min(...peaks))} – ${megabytes(Math.max(...peaks))}`;
		},
	},
];

function describeSpeed(reference: Standing): Column[] {
	const nodeMs = (standing: Standing) => medianOf(standing, (sample) => sample.nodeMs);
	return [
		{ heading: 'node', read: (standing) => seconds(nodeMs(standing)) },
		{
			heading: 'from – to',
			read: ({ samples }) => {
				const times = samples.map((sample) => sample.nodeMs);
				return `${seconds(Math.min(...times))} – ${seconds(Math.max(...times))}`;
			},
		},
		{
			heading: 'ratio',
			read: (standing) => (nodeMs(standing) / nodeMs(reference)).toFixed(2),
		},
		{
			heading: 'execution',
			read: (standing) => seconds(medianOf(standing, (sample) => sample.executionMs)),
		},
	];
}

/** Each size next to the one before it. */
function describeGrowth({ standings, sizes }: ScenarioResult): Column[] {
	if (sizes === undefined) return [];
	const ratio = (read: (standing: Standing) => number) => (standing: Standing) => {
		const index = standings.indexOf(standing);
		const earlier = standings[index - 1];
		const [size, earlierSize] = [sizes.each[index], sizes.each[index - 1]];
		if (earlier === undefined || size === undefined || earlierSize === undefined) return NOT_TOLD;
		return (read(standing) / size / (read(earlier) / earlierSize)).toFixed(2);
	};
	const perUnit = (read: (standing: Standing) => number) => (standing: Standing) =>
		milliseconds(read(standing) / (sizes.each[standings.indexOf(standing)] ?? NaN));
	const time = (standing: Standing) => medianOf(standing, (sample) => sample.nodeMs);
	const cpu = (standing: Standing) => medianOf(standing, (sample) => sample.cpuMs);
	return [
		{ heading: 'time', read: (standing) => seconds(time(standing)) },
		{ heading: `per ${sizes.unit}`, read: perUnit(time) },
		{ heading: 'to before', read: ratio(time) },
		{ heading: 'CPU', read: (standing) => seconds(cpu(standing)) },
		{ heading: `per ${sizes.unit}`, read: perUnit(cpu) },
		{ heading: 'to before', read: ratio(cpu) },
	];
}

function describePlacements({ expected }: ScenarioResult): Column[] {
	if (expected === undefined) return [];
	const columns = [
		['placed once', 'once'],
		['duplicates', 'duplicates'],
		['lost', 'lost'],
	] as const;
	return columns.map(([heading, key]) => ({
		heading,
		read: ({ samples }) =>
			count(median(samples.map(({ placed }) => countPlacements(expected, placed)[key]))),
	}));
}

/** Prints what was to be reached, and whether it was. */
export function printTargets(targets: readonly Target[]): void {
	const table = new Table({
		head: ['To reach', 'Measured', ''],
		style: { head: [], border: [] },
	});
	for (const { promise, measured, isReached } of targets) {
		const verdict = isReached ? 'reached' : 'NOT REACHED';
		table.push([promise, measured, isReached === undefined ? NOT_TOLD : verdict]);
	}
	console.log(`\n${table.toString()}`);
}

function seconds(ms: number): string {
	return Number.isNaN(ms) ? NOT_TOLD : `${(ms / 1000).toFixed(2)} s`;
}

function milliseconds(ms: number): string {
	return Number.isNaN(ms) ? NOT_TOLD : `${ms.toFixed(ms < 10 ? 2 : 0)} ms`;
}

function megabytes(value: number): string {
	return Number.isNaN(value) ? NOT_TOLD : `${value.toFixed(0)} MB`;
}

function count(value: number): string {
	return Number.isNaN(value) ? NOT_TOLD : value.toLocaleString('en');
}
