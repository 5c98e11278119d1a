import type { NodeExecutionHint } from 'n8n-workflow';

import { isGiven } from '../api/json';
import {
	countOf,
	listItems,
	listSomeItems,
	listSome,
	listDuplicates,
	outputHint,
	were,
} from '../run/hints';
import type { Memory } from './memory';

/** What was sent for the items of a run, earlier tries included. Items are given by their index. */
export interface SendSummary {
	/** How many entities were created. */
	count: number;
	created: number[];
	/** Those of them that a new execution would create again. */
	unsafe: number[];
	/** Not known whether created. */
	doubtful: number[];
	/** The IDs of duplicates that stay, the oldest first. Their items fail. */
	keptTwice: Array<readonly string[]>;
	/** The IDs of what was created and voided, as another run had created the same. Their items fail. */
	voided: string[];
	/** Items whose duplicates couldn't be looked for. */
	unchecked: number[];
	/** The IDs of entities with the same key as a created one, each group once. */
	duplicates: Map<string, readonly string[]>;
}

/** Counts of what else was done for the items of a batch. */
export interface Tally {
	/** Items that got what existed before the run. */
	existing: number;
	/** Items that got what an earlier item has created. */
	repeated: number;
	/** The IDs of entities with the same key, first the one that is used, each group once. */
	duplicates: Map<string, readonly string[]>;
	/** Items whose duplicates couldn't be looked for. */
	unchecked: number[];
}

/** What messages call a type of entity. */
export interface Wording {
	/** E.g. "order". */
	one: string;
	/** E.g. "placed". */
	made: string;
	/** What it's found by, e.g. "external order ID"; undefined if it can't be found. */
	key?: string;
	/** E.g. "they would be placed twice". */
	wouldDuplicate: string;
	/** Follows the number of items that got what existed. */
	existed: string;
	/** What to do about several with the same key. */
	duplicateAdvice: string;
}

export function createTally(): Tally {
	return { existing: 0, repeated: 0, duplicates: new Map(), unchecked: [] };
}

/**
 * @param together the items of each entity; the first has its memory
 * @param wouldDuplicate whether a new execution would create it again
 */
export function summarizeSends(
	together: ReadonlyArray<readonly number[]>,
	memoryOf: (itemIndex: number) => Memory<unknown>,
	wouldDuplicate: (itemIndex: number) => boolean,
): SendSummary {
	const created: Array<readonly number[]> = [];
	const unsafe: Array<readonly number[]> = [];
	const doubtful: Array<readonly number[]> = [];
	const unchecked: Array<readonly number[]> = [];
	const duplicates: SendSummary['duplicates'] = new Map();
	// Items with the same key share what was created.
	const keptTwice = new Map<string, readonly string[]>();
	const voided = new Set<string>();
	for (const itemIndices of together) {
		const [itemIndex] = itemIndices;
		if (itemIndex === undefined) continue;
		const { state } = memoryOf(itemIndex);
		if (state.is === 'unconfirmed') doubtful.push(itemIndices);
		const ids = state.is === 'failed' ? state.ids : [];
		if (ids.length > 0) keptTwice.set(ids.join(), ids);
		if (state.is === 'failed' && state.voidedId !== undefined) voided.add(state.voidedId);
		const ofItem = state.is === 'created' ? state.duplicates : undefined;
		if (ofItem) duplicates.set(ofItem.join(), ofItem);
		if (state.is === 'created' && state.isUnchecked) unchecked.push(itemIndices);
		if (state.is !== 'created' && ids.length === 0) continue;
		created.push(itemIndices);
		if (wouldDuplicate(itemIndex)) unsafe.push(itemIndices);
	}
	return {
		count: created.length,
		created: created.flat(),
		unsafe: unsafe.flat(),
		doubtful: doubtful.flat(),
		keptTwice: [...keptTwice.values()],
		voided: [...voided],
		unchecked: unchecked.flat(),
		duplicates,
	};
}

export function nothingMade({ one, made }: Wording): string {
	return `No ${one} of this run was ${made}.`;
}

/**
 * Says in the message of a stopped run what it has created, as its hints are lost.
 *
 * @param wanted how many entities were wanted
 */
export function describeDone(
	wording: Wording,
	sends: SendSummary,
	tally: Tally,
	wanted: number,
): string {
	if (wanted === 1) return '';
	const { one, made } = wording;
	const { count, doubtful, keptTwice, voided } = sends;
	const parts = [
		count > 0 &&
			`${countOf(count, one)} of this run ${were(count)} ${made} before it stopped, for these items: ${listItems(sends.created)}.`,
		doubtful.length > 0 &&
			`It is not known whether the ${one}s of these items were ${made}: ${listItems(doubtful)}.`,
		keptTwice.length > 0 && `These were ${made} twice: ${listDuplicates(keptTwice)}.`,
		voided.length > 0 &&
			`${countOf(voided.length, one)} of this run ${were(voided.length)} voided, because another run had ${made} the same: ${listSome(voided, ', ')}.`,
		describeUnchecked(wording, sends.unchecked),
		describeDuplicates(wording, {
			duplicates: new Map([...sends.duplicates, ...tally.duplicates]),
		}),
		count > 0 && describeAgain(wording, sends),
	];
	return parts.filter(Boolean).join(' ') || nothingMade(wording);
}

function describeAgain(
	{ one, made, key, wouldDuplicate }: Wording,
	{ unsafe }: SendSummary,
): string {
	return unsafe.length === 0
		? `Run it again once this is fixed: ${one}s with an ${key} are looked up first and not ${made} twice.`
		: `Remove these items before you run it again, as ${wouldDuplicate}: ${listItems(unsafe)}.`;
}

/** Hints for the output of a finished run. */
export function hintsOfTally(wording: Wording, tally: Tally): NodeExecutionHint[] {
	const { one, key } = wording;
	const { existing, repeated, unchecked } = tally;
	const notes = [
		existing > 0 ? `${countOf(existing, 'item')} ${wording.existed}` : undefined,
		repeated > 0
			? `${countOf(repeated, 'item')} repeated the ${key} of an earlier item and got its ${one}.`
			: undefined,
	];
	const warnings = [describeUnchecked(wording, unchecked), describeDuplicates(wording, tally)];
	return [
		...notes.filter(isGiven).map((note) => outputHint(note)),
		...warnings.filter(isGiven).map((warning) => outputHint(warning, 'warning')),
	];
}

function describeUnchecked({ one, key }: Wording, items: readonly number[]): string | undefined {
	if (items.length === 0) return undefined;
	return `It could not be checked whether the ${one}s of these items exist twice: ${listSomeItems(items)}. Look for their ${key}s at Impilo later.`;
}

/** Without the keys, which may identify the patient. */
function describeDuplicates(
	{ one, key, duplicateAdvice }: Wording,
	{ duplicates }: Pick<Tally, 'duplicates'>,
): string | undefined {
	if (duplicates.size === 0) return undefined;
	return `Impilo has more than one ${one} with the same ${key}: ${listDuplicates([...duplicates.values()])}. ${duplicateAdvice}`;
}
