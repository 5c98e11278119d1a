import type { IDataObject } from 'n8n-workflow';

import type { RunRecord, TryEnd } from '../execution';
import type { Finding } from './finding';
import { finding } from './finding';

/** What n8n shows of one row in the end. */
export type Outcome =
	| { kind: 'success'; json: IDataObject }
	| { kind: 'failure'; text: string; isDoubt: boolean }
	/** The run stopped at another row, and said of this one that it's done, that it's in doubt, or nothing. */
	| { kind: 'stopped'; isDone: boolean; isDoubt: boolean }
	/** Nobody was told anything. */
	| { kind: 'unheard' };

const DOUBT = /not known whether|(?:was|were) placed twice|more than one/i;

/** What each row was said to be by the end of a try. */
export function outcomesOf({ plan }: RunRecord, end: TryEnd | undefined): Outcome[] {
	return plan.rows.map((_, row): Outcome => {
		if (end === undefined) return { kind: 'unheard' };
		if ('outputs' in end) {
			const output = end.outputs.find(({ pairedItem }) => indicesOf(pairedItem).includes(row));
			if (output === undefined) return { kind: 'unheard' };
			const { error, details } = output.json;
			if (error === undefined) return { kind: 'success', json: output.json };
			const text = `${String(error)} ${JSON.stringify(details)}`;
			return { kind: 'failure', text, isDoubt: DOUBT.test(String(error)) };
		}
		if (plan.onError !== 'stopWorkflow') return { kind: 'unheard' };
		const { message, description } = end;
		if (namedItems(message).includes(row)) {
			return { kind: 'failure', text: `${message} ${description}`, isDoubt: DOUBT.test(message) };
		}
		const about = description
			.split(/(?<=\.)\s+|\n+/)
			.filter((sentence) => listedItems(sentence).includes(row));
		const isDoubt = about.some((sentence) => DOUBT.test(sentence));
		return { kind: 'stopped', isDoubt, isDone: about.some((sentence) => !DOUBT.test(sentence)) };
	});
}

/** How the run ended, as far as it did. */
export function lastEnd({ tries }: RunRecord): TryEnd | undefined {
	return tries.at(-1)?.end;
}

/** All that a run says in the end; notes are lost where it throws. */
export function wordsOf(record: RunRecord): string[] {
	const end = lastEnd(record);
	if (end === undefined) return [];
	if ('message' in end) return [`${end.message} ${end.description}`];
	const errors = end.outputs.filter(({ json }) => json.error !== undefined);
	return [...end.hints, ...errors.map(({ json }) => JSON.stringify(json))];
}

/** Whether a text names both, by their IDs. */
export function namesBoth(text: string, one: number, other: number): boolean {
	return [one, other].every((id) => new RegExp(`(?<!\\d)${id}(?!\\d)`).test(text));
}

/** Whether each row left exactly once, as something. */
export function judgeRows(record: RunRecord): Finding[] {
	const { plan, name, isOver, isStopped } = record;
	const end = lastEnd(record);
	if (!isOver || end === undefined) return [];
	if ('message' in end) {
		if (plan.onError === 'stopWorkflow') return [];
		return [finding('passedThrough', name, end.message)];
	}
	const seen = plan.rows.map(
		(_, row) => end.outputs.filter(({ pairedItem }) => indicesOf(pairedItem).includes(row)).length,
	);
	const odd = seen.findIndex((times) => times !== 1);
	const pairs = end.outputs.flatMap(({ pairedItem }) => indicesOf(pairedItem));
	if (odd >= 0 || pairs.length !== plan.rows.length) {
		return [
			finding(
				seen[odd] === 0 ? 'leftNever' : 'leftTwice',
				name,
				'row',
				odd,
				isStopped ? 'stopped' : '',
			),
		];
	}
	return [];
}

/** Whether all rows of an order have come to the same. */
export function judgeOrdersOfRows(record: RunRecord): Finding[] {
	const outcomes = outcomesOf(record, record.isOver ? lastEnd(record) : undefined);
	return record.plan.rows.flatMap(({ joins }, row) => {
		// What is wrong with the node is told of the first row, where it stops.
		if (joins === undefined || record.plan.broken !== undefined) return [];
		// Where they are refused, one says what is wrong, and the others name it.
		const [first, own] = [outcomes[joins], outcomes[row]].map((outcome) =>
			outcome?.kind === 'success'
				? JSON.stringify(outcome.json)
				: outcome !== undefined && 'isDoubt' in outcome && outcome.isDoubt,
		);
		return first === own ? [] : [finding('tornApart', record.name, 'rows', joins, row)];
	});
}

function indicesOf(pairedItem: unknown): unknown[] {
	if (Array.isArray(pairedItem)) return pairedItem.flatMap(indicesOf);
	return typeof pairedItem === 'object' && pairedItem !== null && 'item' in pairedItem
		? [pairedItem.item]
		: [pairedItem];
}

/** "… [items 0–2, 5]" */
function namedItems(message: string): number[] {
	const list = /\[items? ([\d–, ]+)\]/.exec(message)?.[1];
	return list === undefined ? [] : listedItems(`: ${list}.`);
}

/** "…: 0–2, 5." */
function listedItems(sentence: string): number[] {
	const list = /: ([\d–, ]+)\.?$/.exec(sentence.trim())?.[1];
	if (list === undefined) return [];
	return list.split(', ').flatMap((part) => {
		const [from = NaN, to = from] = part.split('–').map(Number);
		return Number.isNaN(from)
			? []
			: Array.from({ length: to - from + 1 }, (_, index) => from + index);
	});
}
