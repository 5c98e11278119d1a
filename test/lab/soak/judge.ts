/** What became of the orders that were asked for. */
export interface Placements {
	/** How many are there once. */
	once: number;
	/** External order IDs, as in the lists after it. */
	twice: string[];
	lost: string[];
	/** Of orders that nobody asked for. */
	stray: string[];
	/** Of orders that are there once, and whose item got another. */
	mixedUp: string[];
	/** How many orders were placed and voided again. */
	voided: number;
}

const VOIDED = 'voided';

/**
 * Holds what was asked for against what Impilo has.
 *
 * @param asked external order IDs
 * @param given the ID of the order that the workflow got for each
 * @param placed external order ID, ID and status of each order that Impilo has
 */
export function judgePlacements(
	asked: readonly string[],
	given: ReadonlyMap<string, unknown>,
	placed: ReadonlyArray<readonly [externalOrderId: string, id: number, status: string]>,
): Placements {
	const live = new Map<string, number[]>();
	for (const [externalOrderId, id, status] of placed) {
		if (status === VOIDED) continue;
		const ids = live.get(externalOrderId);
		if (ids === undefined) live.set(externalOrderId, [id]);
		else ids.push(id);
	}
	const idsOf = (externalOrderId: string): number[] => live.get(externalOrderId) ?? [];
	const once = asked.filter((id) => idsOf(id).length === 1);
	const known = new Set(asked);
	return {
		once: once.length,
		twice: [...live].filter(([, ids]) => ids.length > 1).map(([id]) => id),
		lost: asked.filter((id) => idsOf(id).length === 0),
		stray: [...live.keys()].filter((id) => !known.has(id)),
		mixedUp: once.filter((id) => idsOf(id)[0] !== given.get(id)),
		voided: placed.filter(([, , status]) => status === VOIDED).length,
	};
}

/** What became of the events that were sent. */
export interface Starts {
	/** How many have started the workflow once. */
	once: number;
	twice: string[];
	never: string[];
	/** Started the workflow, and weren't sent. */
	stray: string[];
}

/** @param starts how often each event has started the workflow */
export function judgeStarts(sent: readonly string[], starts: ReadonlyMap<string, number>): Starts {
	const known = new Set(sent);
	return {
		once: sent.filter((id) => starts.get(id) === 1).length,
		twice: [...starts].filter(([, count]) => count > 1).map(([id]) => id),
		never: sent.filter((id) => !starts.has(id)),
		stray: [...starts.keys()].filter((id) => !known.has(id)),
	};
}
