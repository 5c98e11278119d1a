import type { NodeExecutionHint } from 'n8n-workflow';

/** How the orders of a batch came about; items by their index in the input. */
export interface PlacementTally {
	/** Items whose order was placed at Impilo in this run. */
	placed: number[];
	/** How many of those were placed without an external order ID. */
	placedWithoutId: number;
	/** Of those, the ones that a repeated run would place again, whether by choice or for want of an ID. */
	placedUnsafely: number[];
	/** Items of which it's not known whether their order was placed. */
	doubtful: number[];
	/** How many items got an order which Impilo had before anything was placed. */
	existing: number;
	/** How many items got the order of an earlier item of the batch. */
	repeated: number;
}

export function createTally(): PlacementTally {
	return {
		placed: [],
		placedWithoutId: 0,
		placedUnsafely: [],
		doubtful: [],
		existing: 0,
		repeated: 0,
	};
}

/** What a stopped run has to say about the orders that are placed already. */
export function describeDone(tally: PlacementTally, itemCount: number): string {
	const { placed, placedUnsafely, doubtful } = tally;
	if (itemCount === 1) return '';
	const doubt =
		doubtful.length > 0
			? `It is not known whether the orders of these items were placed: ${listItems(doubtful)}.`
			: '';
	if (placed.length === 0) return doubt || 'No order of this run was placed.';
	const done = `${count(placed.length, 'order')} of this run ${were(placed.length)} placed before it stopped, for these items: ${listItems(placed)}.`;
	const again =
		placedUnsafely.length === 0
			? 'Run it again when this is mended: orders with an external order ID are looked up first and not placed twice.'
			: `Take these items out before you run it again, as they would be placed twice: ${listItems(placedUnsafely)}.`;
	return [done, doubt, again].filter((part) => part !== '').join(' ');
}

/** "0–11, 14": items in a row are drawn together. */
function listItems(items: readonly number[]): string {
	const ranges: Array<[number, number]> = [];
	for (const item of [...items].sort((one, other) => one - other)) {
		const last = ranges.at(-1);
		if (last?.[1] === item - 1) last[1] = item;
		else ranges.push([item, item]);
	}
	return ranges.map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`)).join(', ');
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
