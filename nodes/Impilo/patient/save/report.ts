import type { NodeExecutionHint } from 'n8n-workflow';

import { isGiven } from '../../api/json';
import { countOf, listItems, listSomeItems, listTwins, outputHint, were } from '../../run/hints';

/** What a run says that stops before it has created anyone. */
export const NOBODY_CREATED = 'No patient of this run was created.';

/** How the patients of a batch came about; items by their index in the input. */
export interface Tally {
	/** Items whose patient was created in this run. */
	created: number[];
	/** Those of them without an external identifier, whom another run would create again. */
	createdWithoutIdentifier: number[];
	/** Items whose patient may or may not have been created. */
	doubtful: number[];
	/** How many items got a patient who existed before the run, as Impilo had them. */
	existing: number;
	/** How many items got the patient of an earlier item of the batch. */
	repeated: number;
	/** The IDs of patients who have the same external identifier, the one that is used first, each group once. */
	twins: Map<string, readonly string[]>;
	/** Items whose patient may have a twin who couldn't be looked for. */
	unchecked: number[];
}

export function createTally(): Tally {
	return {
		created: [],
		createdWithoutIdentifier: [],
		doubtful: [],
		existing: 0,
		repeated: 0,
		twins: new Map(),
		unchecked: [],
	};
}

/** What a stopped run says about the patients whom it has created. */
export function describeDone(tally: Tally, itemCount: number): string {
	const { created, createdWithoutIdentifier, doubtful } = tally;
	if (itemCount === 1) return '';
	const doubt =
		doubtful.length > 0
			? `It is not known whether the patients of these items were created: ${listItems(doubtful)}.`
			: '';
	if (created.length === 0) return doubt || NOBODY_CREATED;
	const done = `${countOf(created.length, 'patient')} of this run ${were(created.length)} created before it stopped, for these items: ${listItems(created)}.`;
	const again =
		createdWithoutIdentifier.length === 0
			? 'Run it again once this is fixed: patients with an external identifier are looked up first and not created twice.'
			: `Remove these items before you run it again, as their patients would be created twice: ${listItems(createdWithoutIdentifier)}.`;
	return [done, doubt, again].filter((part) => part !== '').join(' ');
}

/**
 * Notes for the output of a finished run.
 *
 * @param isExpression whether External Identifier is filled with an expression: that it gave nothing
 * wasn't meant
 */
export function hintsOfTally(tally: Tally, isExpression: boolean): NodeExecutionHint[] {
	const { existing, repeated, createdWithoutIdentifier, twins, unchecked } = tally;
	const notes = [describeExisting(existing), describeRepeated(repeated)];
	const withoutIdentifier = describeWithoutIdentifier(createdWithoutIdentifier, isExpression);
	const warnings = [describeUnchecked(unchecked), describeTwins([...twins.values()])];
	(isExpression ? warnings : notes).push(withoutIdentifier);
	return [
		...notes.filter(isGiven).map((note) => outputHint(note)),
		...warnings.filter(isGiven).map((warning) => outputHint(warning, 'warning')),
	];
}

function describeExisting(count: number): string | undefined {
	if (count === 0) return undefined;
	return `${countOf(count, 'item')} got a patient who already existed at Impilo with the same external identifier. Nothing was created or changed.`;
}

function describeRepeated(count: number): string | undefined {
	if (count === 0) return undefined;
	return `${countOf(count, 'item')} repeated the external identifier of an earlier item and got its patient.`;
}

function describeWithoutIdentifier(
	items: readonly number[],
	isExpression: boolean,
): string | undefined {
	if (items.length === 0) return undefined;
	const created =
		'without an external identifier, and would be created again if the workflow is repeated';
	return isExpression
		? `The expression in External Identifier gave nothing for these items: ${listSomeItems(items)}. Their patients were created ${created}. Check that the data has a value for each patient.`
		: `${countOf(items.length, 'patient')} ${were(items.length)} created ${created}. Fill External Identifier with something that stays the same for a patient, e.g. the ID in the medical record, to make repeats safe.`;
}

function describeUnchecked(items: readonly number[]): string | undefined {
	if (items.length === 0) return undefined;
	return `It could not be checked whether another run created the patients of these items at the same time: ${listSomeItems(items)}. Run the workflow again later: it then says which patients are there twice.`;
}

/** The external identifiers themselves stay out: they tell who the patient is. */
function describeTwins(twins: ReadonlyArray<readonly string[]>): string | undefined {
	if (twins.length === 0) return undefined;
	return `Impilo has more than one patient with the same external identifier: ${listTwins(twins)}. The first of them was used. ${twinRemedy('the first')}`;
}

/** A patient can't be voided. */
export function twinRemedy(used: string): string {
	return `Go on with ${used}. If the others were not meant to be created, move what belongs to them to ${used} at Impilo, and take them out of use with Disenroll and Archive; otherwise give each its own external identifier with Update.`;
}
