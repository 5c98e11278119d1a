import type { NodeExecutionHint } from 'n8n-workflow';

import { isGiven } from '../api/json';
import { countOf, listItems, listSomeItems, listDuplicates, outputHint, were } from '../run/hints';
import type { Memory } from './memory';

/** What was sent for the items of a run, by earlier tries as well; items by their index in the input. */
export interface SendSummary {
	/** How many things were made. */
	count: number;
	/** Items whose thing was made. */
	made: number[];
	/** Those of them that a new execution would make again. */
	unsafe: number[];
	/** Items whose thing may or may not have been made. */
	doubtful: number[];
	/** The IDs of what was made twice and stays so, the oldest first; their items fail. */
	keptTwice: Array<readonly string[]>;
	/** Items whose thing may have a duplicate that couldn't be looked for. */
	unchecked: number[];
	/** The IDs of what has the same key as something that was made, each group once. */
	duplicates: Map<string, readonly string[]>;
}

/** What else became of the items of a batch. */
export interface Tally {
	/** How many items got what existed before the run. */
	existing: number;
	/** How many items got what an earlier item of the batch made. */
	repeated: number;
	/** The IDs of what has the same key, the one that is used first, each group once. */
	duplicates: Map<string, readonly string[]>;
	/** Items whose thing may have a duplicate that couldn't be looked for. */
	unchecked: number[];
}

/** How a kind of thing is spoken of. */
export interface Wording {
	/** E.g. "order". */
	one: string;
	/** E.g. "placed". */
	made: string;
	/** What it's found by, e.g. "external order ID"; undefined where it can't be found. */
	key?: string;
	/** E.g. "they would be placed twice". */
	wouldDuplicate: string;
	/** What is said of items that got what existed, after their number. */
	existed: string;
	/** What to do about several with the same key. */
	duplicateAdvice: string;
}

export function createTally(): Tally {
	return { existing: 0, repeated: 0, duplicates: new Map(), unchecked: [] };
}

/**
 * Reads from the memories of the items what was sent for them.
 *
 * @param together the items of each thing; the first has its memory
 * @param wouldDouble whether a new execution would make an item's thing again
 */
export function summarizeSends(
	together: ReadonlyArray<readonly number[]>,
	memoryOf: (itemIndex: number) => Memory<unknown>,
	wouldDouble: (itemIndex: number) => boolean,
): SendSummary {
	const made: Array<readonly number[]> = [];
	const unsafe: Array<readonly number[]> = [];
	const doubtful: Array<readonly number[]> = [];
	const unchecked: Array<readonly number[]> = [];
	const duplicates: SendSummary['duplicates'] = new Map();
	// Items that share a key share what was made.
	const keptTwice = new Map<string, readonly string[]>();
	for (const itemIndices of together) {
		const [itemIndex] = itemIndices;
		if (itemIndex === undefined) continue;
		const { state } = memoryOf(itemIndex);
		if (state.is === 'unconfirmed') doubtful.push(itemIndices);
		const ids = state.is === 'failed' ? state.ids : [];
		if (ids.length > 0) keptTwice.set(ids.join(), ids);
		const ofItem = state.is === 'made' ? state.duplicates : undefined;
		if (ofItem) duplicates.set(ofItem.join(), ofItem);
		if (state.is === 'made' && state.isUnchecked) unchecked.push(itemIndices);
		if (state.is !== 'made' && ids.length === 0) continue;
		made.push(itemIndices);
		if (wouldDouble(itemIndex)) unsafe.push(itemIndices);
	}
	return {
		count: made.length,
		made: made.flat(),
		unsafe: unsafe.flat(),
		doubtful: doubtful.flat(),
		keptTwice: [...keptTwice.values()],
		unchecked: unchecked.flat(),
		duplicates,
	};
}

/** What a run says that stops before it has made anything. */
export function nothingMade({ one, made }: Wording): string {
	return `No ${one} of this run was ${made}.`;
}

/**
 * What a stopped run says about what it has made: its notes are lost.
 *
 * @param wanted how many things were wanted
 */
export function describeDone(
	words: Wording,
	account: SendSummary,
	tally: Tally,
	wanted: number,
): string {
	if (wanted === 1) return '';
	const { one, made } = words;
	const { count: count, doubtful, keptTwice } = account;
	const parts = [
		count > 0 &&
			`${countOf(count, one)} of this run ${were(count)} ${made} before it stopped, for these items: ${listItems(account.made)}.`,
		doubtful.length > 0 &&
			`It is not known whether the ${one}s of these items were ${made}: ${listItems(doubtful)}.`,
		keptTwice.length > 0 &&
			`These were ${made} twice, by another run as well: ${listDuplicates(keptTwice)}.`,
		describeUnchecked(words, account.unchecked),
		describeDuplicates(words, {
			duplicates: new Map([...account.duplicates, ...tally.duplicates]),
		}),
		count > 0 && describeAgain(words, account),
	];
	return parts.filter(Boolean).join(' ') || nothingMade(words);
}

function describeAgain(
	{ one, made, key, wouldDuplicate }: Wording,
	{ unsafe }: SendSummary,
): string {
	return unsafe.length === 0
		? `Run it again once this is fixed: ${one}s with an ${key} are looked up first and not ${made} twice.`
		: `Remove these items before you run it again, as ${wouldDuplicate}: ${listItems(unsafe)}.`;
}

/** Notes for the output of a finished run. */
export function hintsOfTally(words: Wording, tally: Tally): NodeExecutionHint[] {
	const { one, key } = words;
	const { existing, repeated, unchecked } = tally;
	const notes = [
		existing > 0 ? `${countOf(existing, 'item')} ${words.existed}` : undefined,
		repeated > 0
			? `${countOf(repeated, 'item')} repeated the ${key} of an earlier item and got its ${one}.`
			: undefined,
	];
	const warnings = [describeUnchecked(words, unchecked), describeDuplicates(words, tally)];
	return [
		...notes.filter(isGiven).map((note) => outputHint(note)),
		...warnings.filter(isGiven).map((warning) => outputHint(warning, 'warning')),
	];
}

function describeUnchecked({ one, made }: Wording, items: readonly number[]): string | undefined {
	if (items.length === 0) return undefined;
	return `It could not be checked whether another run ${made} the ${one}s of these items at the same time: ${listSomeItems(items)}. Run the workflow again later: it then says which ${one}s are there twice.`;
}

/** The keys themselves stay out: they may tell who the patient is. */
function describeDuplicates(
	{ one, key, duplicateAdvice }: Wording,
	{ duplicates }: Pick<Tally, 'duplicates'>,
): string | undefined {
	if (duplicates.size === 0) return undefined;
	return `Impilo has more than one ${one} with the same ${key}: ${listDuplicates([...duplicates.values()])}. ${duplicateAdvice}`;
}
