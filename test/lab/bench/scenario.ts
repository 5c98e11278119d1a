import type { Arena, Measure } from './arena';
import type { IncomingOrder } from './createWorkflows';
import type { Standing } from './sample';

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

/** The standing of a contestant by its name. */
export function findStanding(standings: readonly Standing[], name: string): Standing {
	const standing = standings.find(({ contestant }) => contestant === name);
	if (standing === undefined) throw new Error(`There is no contestant ${name}`);
	return standing;
}
