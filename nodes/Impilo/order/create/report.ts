import type { NodeExecutionHint } from 'n8n-workflow';

import { isGiven } from '../../api/json';
import {
	countOf,
	listItems,
	listSomeItems,
	listSome,
	listTwins,
	outputHint,
	were,
} from '../../run/hints';

/** What a run says that stops before it has placed anything. */
export const NOTHING_PLACED = 'No order of this run was placed.';

/** How the orders of a batch came about; items by their index in the input. */
export interface Tally {
	/** Items whose order was placed at Impilo in this run. */
	placed: number[];
	/** How many of them have no external order ID. */
	placedWithoutId: number;
	/** How many of them have one that was made by the node. */
	placedWithGeneratedId: number;
	/** Those of them whose expression for one gave nothing. */
	placedWithForgottenId: number[];
	/** Those that a new execution would place again: without an external order ID of the user's, or with Create Another Order. */
	placedUnsafely: number[];
	/** Items whose order may or may not have been placed. */
	doubtful: number[];
	/** How many items got an order that existed before the run. */
	existing: number;
	/** How many items got the order of an earlier item of the batch. */
	repeated: number;
	/** The IDs of orders that have the same external order ID, the oldest first, each group once. */
	placedTwice: Map<string, readonly string[]>;
	/** IDs of orders that were voided, each with that of the twin that stays. */
	voided: Array<readonly [voided: string, kept: string]>;
	/** The IDs of orders that were placed twice and stay so, the oldest first; their items fail. */
	keptTwice: Array<readonly string[]>;
	/** Items whose order may have a twin that couldn't be looked for. */
	unchecked: number[];
}

export function createTally(): Tally {
	return {
		placed: [],
		placedWithoutId: 0,
		placedWithGeneratedId: 0,
		placedWithForgottenId: [],
		placedUnsafely: [],
		doubtful: [],
		existing: 0,
		repeated: 0,
		placedTwice: new Map(),
		voided: [],
		keptTwice: [],
		unchecked: [],
	};
}

/** What a stopped run says about the orders that it has placed. */
export function describeDone(tally: Tally, itemCount: number): string {
	const { placed, placedUnsafely, doubtful, keptTwice } = tally;
	if (itemCount === 1) return '';
	const doubt =
		doubtful.length > 0
			? `It is not known whether the orders of these items were placed: ${listItems(doubtful)}.`
			: '';
	if (placed.length === 0) return doubt || NOTHING_PLACED;
	const done = `${countOf(placed.length, 'order')} of this run ${were(placed.length)} placed before it stopped, for these items: ${listItems(placed)}.`;
	const twice =
		keptTwice.length > 0
			? `These were placed twice, by another run as well: ${listTwins(keptTwice)}.`
			: '';
	const again =
		placedUnsafely.length === 0
			? 'Run it again once this is fixed: orders with an external order ID are looked up first and not placed twice.'
			: `Remove these items before you run it again, as they would be placed twice: ${listItems(placedUnsafely)}.`;
	return [done, doubt, twice, again].filter((part) => part !== '').join(' ');
}

/** Notes for the output of a finished run. */
export function hintsOfTally(tally: Tally): NodeExecutionHint[] {
	const notes = [
		describeExisting(tally.existing),
		describeRepeated(tally.repeated),
		describeWithoutId(tally.placedWithoutId),
		describeGeneratedIds(tally.placedWithGeneratedId),
		describeVoided(tally.voided),
	];
	const warnings = [
		describeForgottenIds(tally.placedWithForgottenId),
		describeUnchecked(tally.unchecked),
		describeTwins([...tally.placedTwice.values()]),
	];
	return [
		...notes.filter(isGiven).map((note) => outputHint(note)),
		...warnings.filter(isGiven).map((warning) => outputHint(warning, 'warning')),
	];
}

function describeExisting(count: number): string | undefined {
	if (count === 0) return undefined;
	return `${countOf(count, 'item')} got an order that already existed at Impilo with the same external order ID. Nothing was placed again.`;
}

function describeRepeated(count: number): string | undefined {
	if (count === 0) return undefined;
	return `${countOf(count, 'item')} repeated the external order ID of an earlier item and got its order.`;
}

const FILL_IDS =
	'Fill External Order IDs with something that stays the same for an order, e.g. the ID of its row, to make repeats safe.';

function describeWithoutId(count: number): string | undefined {
	if (count === 0) return undefined;
	return `${countOf(count, 'order')} ${were(count)} placed without an external order ID, and would be placed again if the workflow is repeated. ${FILL_IDS}`;
}

function describeGeneratedIds(count: number): string | undefined {
	if (count === 0) return undefined;
	return `${countOf(count, 'order')} ${were(count)} placed with a generated external order ID (n8n-…). It is the same for every try of this execution, but a new execution has another and would place the order again. ${FILL_IDS}`;
}

function describeForgottenIds(items: readonly number[]): string | undefined {
	if (items.length === 0) return undefined;
	return `The expression in External Order IDs gave nothing for these items: ${listSomeItems(items)}. Their orders were placed without an external order ID, and would be placed again if the workflow is repeated. Check that the data has a value for each order.`;
}

/** The external order IDs themselves stay out: they may be about a patient. */
function describeVoided(voided: Tally['voided']): string | undefined {
	if (voided.length === 0) return undefined;
	const orders = voided.map(([id, kept]) => `${id} (order ${kept} stays)`);
	return `Another run placed the same orders at the same time, so ${countOf(voided.length, 'order')} of this run ${were(voided.length)} voided: ${listSome(orders, ', ')}.`;
}

function describeUnchecked(items: readonly number[]): string | undefined {
	if (items.length === 0) return undefined;
	return `It could not be checked whether another run placed the orders of these items at the same time: ${listSomeItems(items)}. Run the workflow again later: it then says which orders are there twice.`;
}

function describeTwins(twins: ReadonlyArray<readonly string[]>): string | undefined {
	if (twins.length === 0) return undefined;
	return `Impilo has more than one order with the same external order ID: ${listTwins(twins)}. The oldest was returned. Void the others at Impilo if they are not wanted.`;
}
