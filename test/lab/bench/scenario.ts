import type { Arena, Measure } from './arena';
import type { IncomingOrder } from './createWorkflows';
import { medianOf, type Sample, type Standing } from './sample';

/** The ways to do a job that the picture of the measurements sets side by side. */
export const WAYS = ['Impilo', 'HTTP Request node', 'bare fetch loop'] as const;
export type Way = (typeof WAYS)[number];

/** Bars of the picture: one measure of each way to do a job. */
export interface Figure {
	label: string;
	unit: 's' | 'MB' | 'orders';
	values: Partial<Record<Way, number>>;
}

/** How long and how much is measured. */
export interface Extent {
	rounds: number;
	tell: (progress: string) => void;
}

/** A promise of the package, held against what was measured. */
export interface Target {
	promise: string;
	measured: string;
	/** Undefined where it could not be measured. */
	isReached: boolean | undefined;
}

export interface ScenarioResult {
	title: string;
	/** What is to be known to read the table. */
	notes: string[];
	standings: Standing[];
	/** Which columns the table has. */
	shows: 'speed' | 'memory' | 'placements' | 'growth';
	/** Where growth is shown: how large the work of each standing is, in what unit. */
	sizes?: { unit: string; each: number[] };
	/** The contestant that the others are compared with. */
	reference: string;
	targets: Target[];
	/** What of it the picture shows. */
	figures?: Figure[];
	/** Where duplicates and losses are told: the orders that were meant to be placed. */
	expected?: IncomingOrder[];
}

/**
 * Measures something in arenas of its own, so that no scenario finds what another has left.
 *
 * @param open opens an arena; whoever asked for the scenario stops what is left open when it fails
 */
export type Scenario = (
	open: (measures: Measure) => Promise<Arena>,
	extent: Extent,
) => Promise<ScenarioResult>;

export function sayLatency(latencyMs: number): string {
	return latencyMs === 0 ? 'API answers at once' : `API takes ${latencyMs} ms`;
}

/** @returns medians, without those that were not measured */
export function figureOfTime(label: string, standings: Partial<Record<Way, Standing>>): Figure {
	return { label, unit: 's', values: mediansOf(standings, ({ nodeMs }) => nodeMs / 1000) };
}

export function figureOfMemory(label: string, standings: Partial<Record<Way, Standing>>): Figure {
	return { label, unit: 'MB', values: mediansOf(standings, ({ peakMemoryMb }) => peakMemoryMb) };
}

function mediansOf(
	standings: Partial<Record<Way, Standing>>,
	read: (sample: Sample) => number | undefined,
): Figure['values'] {
	const values: Figure['values'] = {};
	for (const way of WAYS) {
		const standing = standings[way];
		const value = standing === undefined ? NaN : medianOf(standing, read);
		if (!Number.isNaN(value)) values[way] = value;
	}
	return values;
}

/** The standing of a contestant by its name. */
export function findStanding(standings: readonly Standing[], name: string): Standing {
	const standing = standings.find(({ contestant }) => contestant === name);
	if (standing === undefined) throw new Error(`There is no contestant ${name}`);
	return standing;
}
