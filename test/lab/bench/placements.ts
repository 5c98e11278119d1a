import type { IncomingOrder } from './createWorkflows';

export interface PlacementCount {
	/** Orders that the API has once, as it should be. */
	once: number;
	/** Orders that the API has beside the first for the same external order ID. */
	duplicates: number;
	/** Orders that were meant, and that the API doesn't have. */
	lost: number;
}

/**
 * Holds what was meant against what the API has.
 *
 * @param placed the external order IDs of each order that the API has got
 */
export function countPlacements(
	meant: readonly IncomingOrder[],
	placed: readonly string[][],
): PlacementCount {
	const timesPlaced = new Map<string, number>();
	for (const id of placed.flat()) timesPlaced.set(id, (timesPlaced.get(id) ?? 0) + 1);
	const counts = meant.map(({ externalOrderId }) => timesPlaced.get(externalOrderId) ?? 0);
	return {
		once: counts.filter((count) => count === 1).length,
		duplicates: counts.reduce((sum, count) => sum + Math.max(0, count - 1), 0),
		lost: counts.filter((count) => count === 0).length,
	};
}
