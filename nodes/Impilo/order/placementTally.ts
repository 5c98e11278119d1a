import type { NodeExecutionHint } from 'n8n-workflow';

/** How the orders of a batch came about. */
export interface PlacementTally {
	/** Placed at Impilo in this run. */
	placed: number;
	/** Placed without an external order ID. */
	placedWithoutId: number;
	/** Found at Impilo before anything was placed, and returned. */
	existing: number;
	/** Items that got the order of an earlier item of the batch. */
	repeated: number;
}

export const EMPTY_TALLY: PlacementTally = {
	placed: 0,
	placedWithoutId: 0,
	existing: 0,
	repeated: 0,
};

/** What a stopped run has to say about the orders that are placed already. */
export function describeDone(
	{ placed, placedWithoutId }: PlacementTally,
	itemCount: number,
): string {
	if (itemCount === 1) return '';
	if (placed === 0) return 'No order of this run was placed.';
	const done = `${count(placed, 'order')} of this run ${placed === 1 ? 'was' : 'were'} placed before it stopped.`;
	const again =
		placedWithoutId === 0
			? 'Run it again when this is mended: orders with an external order ID are found and not placed twice.'
			: `Take the items that are done out before you run it again: ${count(placedWithoutId, 'order')} went out without an external order ID and would be placed twice.`;
	return `${done} ${again}`;
}

/** Notes for the output of a finished run. */
export function hintsOfTally(tally: PlacementTally): NodeExecutionHint[] {
	const messages: string[] = [];
	if (tally.existing > 0) {
		messages.push(
			`${count(tally.existing, 'order')} existed already at Impilo, by external order ID, and ${tally.existing === 1 ? 'was' : 'were'} returned instead of being placed again.`,
		);
	}
	if (tally.repeated > 0) {
		messages.push(
			`${count(tally.repeated, 'item')} repeated the external order ID of an earlier item and got its order.`,
		);
	}
	if (tally.placedWithoutId > 0) {
		messages.push(
			`${count(tally.placedWithoutId, 'order')} went out without an external order ID: run again, they would be placed again. Fill External Order IDs with something that stays the same for an order, e.g. the ID of its row, to make repeats safe.`,
		);
	}
	return messages.map((message) => ({ message, location: 'outputPane', type: 'info' }));
}

function count(number: number, thing: string): string {
	return `${number} ${thing}${number === 1 ? '' : 's'}`;
}
