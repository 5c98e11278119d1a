import type { NodeExecutionHint } from 'n8n-workflow';

/** How the orders of a batch came about. */
export interface PlacementTally {
	/** Placed at Impilo in this run. */
	placed: number;
	/** Of those, the ones without an external order ID. */
	placedWithoutId: number;
	/** Of those, the ones that a repeated run would place again, whether by choice or for want of an ID. */
	placedUnsafely: number;
	/** Not known whether they were placed. */
	doubtful: number;
	/** Items that got an order which Impilo had before anything was placed. */
	existing: number;
	/** Items that got the order of an earlier item of the batch. */
	repeated: number;
}

export const EMPTY_TALLY: PlacementTally = {
	placed: 0,
	placedWithoutId: 0,
	placedUnsafely: 0,
	doubtful: 0,
	existing: 0,
	repeated: 0,
};

/** What a stopped run has to say about the orders that are placed already. */
export function describeDone(tally: PlacementTally, itemCount: number): string {
	const { placed, placedUnsafely, doubtful } = tally;
	if (itemCount === 1) return '';
	const doubt =
		doubtful > 0
			? `It is not known whether Impilo has placed ${count(doubtful, 'order')} of this run.`
			: '';
	if (placed === 0) return doubt || 'No order of this run was placed.';
	const done = `${count(placed, 'order')} of this run ${were(placed)} placed before it stopped.`;
	const again =
		placedUnsafely === 0
			? 'Run it again when this is mended: orders with an external order ID are looked up first and not placed twice.'
			: `Take the items that are done out before you run it again: ${count(placedUnsafely, 'order')} would be placed twice.`;
	return [done, doubt, again].filter((part) => part !== '').join(' ');
}

/** Notes for the output of a finished run. */
export function hintsOfTally(tally: PlacementTally): NodeExecutionHint[] {
	const { existing, repeated, placedWithoutId } = tally;
	const messages: string[] = [];
	if (existing > 0) {
		messages.push(
			`${count(existing, 'item')} got an order that existed already at Impilo with the same external order ID. Nothing was placed again.`,
		);
	}
	if (repeated > 0) {
		messages.push(
			`${count(repeated, 'item')} repeated the external order ID of an earlier item and got its order.`,
		);
	}
	if (placedWithoutId > 0) {
		messages.push(
			`${count(placedWithoutId, 'order')} ${were(placedWithoutId)} placed without an external order ID, and would be placed again if the workflow is repeated. Fill External Order IDs with something that stays the same for an order, e.g. the ID of its row, to make repeats safe.`,
		);
	}
	return messages.map((message) => ({ message, location: 'outputPane', type: 'info' }));
}

function count(number: number, thing: string): string {
	return `${number} ${thing}${number === 1 ? '' : 's'}`;
}

function were(number: number): string {
	return number === 1 ? 'was' : 'were';
}
