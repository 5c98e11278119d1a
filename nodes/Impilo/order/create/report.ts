import type { NodeExecutionHint } from 'n8n-workflow';

import { countOf, listItems, outputHint } from '../../run/hints';

const MOST_TWINS_SHOWN = 10;

/** How the orders of a batch came about; items by their index in the input. */
export interface Tally {
	/** Items whose order was placed at Impilo in this run. */
	placed: number[];
	/** How many of them have no external order ID. */
	placedWithoutId: number;
	/** Those that a repeated run would place again: without an external order ID, or with Create Another Order. */
	placedUnsafely: number[];
	/** Items whose order may or may not have been placed. */
	doubtful: number[];
	/** How many items got an order that existed before the run. */
	existing: number;
	/** How many items got the order of an earlier item of the batch. */
	repeated: number;
	/** The IDs of orders that have the same external order ID, the oldest first. */
	placedTwice: Map<string, readonly string[]>;
}

export function createTally(): Tally {
	return {
		placed: [],
		placedWithoutId: 0,
		placedUnsafely: [],
		doubtful: [],
		existing: 0,
		repeated: 0,
		placedTwice: new Map(),
	};
}

/** What a stopped run says about the orders that it has placed. */
export function describeDone(tally: Tally, itemCount: number): string {
	const { placed, placedUnsafely, doubtful } = tally;
	if (itemCount === 1) return '';
	const doubt =
		doubtful.length > 0
			? `It is not known whether the orders of these items were placed: ${listItems(doubtful)}.`
			: '';
	if (placed.length === 0) return doubt || 'No order of this run was placed.';
	const done = `${countOf(placed.length, 'order')} of this run ${were(placed.length)} placed before it stopped, for these items: ${listItems(placed)}.`;
	const again =
		placedUnsafely.length === 0
			? 'Run it again once this is fixed: orders with an external order ID are looked up first and not placed twice.'
			: `Remove these items before you run it again, as they would be placed twice: ${listItems(placedUnsafely)}.`;
	return [done, doubt, again].filter((part) => part !== '').join(' ');
}

/** Notes for the output of a finished run. */
export function hintsOfTally(tally: Tally): NodeExecutionHint[] {
	const { existing, repeated, placedWithoutId, placedTwice } = tally;
	const messages: string[] = [];
	if (existing > 0) {
		messages.push(
			`${countOf(existing, 'item')} got an order that already existed at Impilo with the same external order ID. Nothing was placed again.`,
		);
	}
	if (repeated > 0) {
		messages.push(
			`${countOf(repeated, 'item')} repeated the external order ID of an earlier item and got its order.`,
		);
	}
	if (placedWithoutId > 0) {
		messages.push(
			`${countOf(placedWithoutId, 'order')} ${were(placedWithoutId)} placed without an external order ID, and would be placed again if the workflow is repeated. Fill External Order IDs with something that stays the same for an order, e.g. the ID of its row, to make repeats safe.`,
		);
	}
	const hints = messages.map((message) => outputHint(message));
	if (placedTwice.size > 0) hints.push(outputHint(describeTwins(placedTwice), 'warning'));
	return hints;
}

/** The external order IDs themselves stay out: they may be about a patient. */
function describeTwins(placedTwice: Tally['placedTwice']): string {
	const twins = [...placedTwice.values()].map((ids) => ids.join(' and '));
	const shown = twins.slice(0, MOST_TWINS_SHOWN).join('; ');
	const more =
		twins.length > MOST_TWINS_SHOWN ? `; and ${twins.length - MOST_TWINS_SHOWN} more` : '';
	return `Impilo has more than one order with the same external order ID: ${shown}${more}. The oldest was returned. Void the others at Impilo if they were placed by mistake.`;
}

function were(number: number): string {
	return number === 1 ? 'was' : 'were';
}
