import type { IExecuteFunctions, NodeExecutionHint } from 'n8n-workflow';

import { pluralOf } from '../api/words';

/** A note that n8n shows on the node's output. */
export function outputHint(
	message: string,
	type: NodeExecutionHint['type'] = 'info',
): NodeExecutionHint {
	return { message, type, location: 'outputPane' };
}

/** Shows notes on the node's output. In n8n 1.100 and older, a tool that an AI agent calls can't show them. */
export function showHints(context: IExecuteFunctions, hints: readonly NodeExecutionHint[]): void {
	if ('addExecutionHints' in context) context.addExecutionHints(...hints);
}

/** "1 order", "2 orders". */
export function countOf(number: number, noun: string): string {
	return `${number} ${number === 1 ? noun : pluralOf(noun)}`;
}

/** "once", "2 times". */
export function countTimes(number: number): string {
	return number === 1 ? 'once' : `${number} times`;
}

/** "0–11, 14": consecutive items are joined. */
export function listItems(items: readonly number[]): string {
	return findRanges(items).map(nameRange).join(', ');
}

const MOST_SHOWN = 10;

/** As `listItems`, but only ten entries, and how many others there are: for what the items say as well. */
export function listSomeItems(items: readonly number[]): string {
	const ranges = findRanges(items);
	const shown = ranges.slice(0, MOST_SHOWN);
	const others = items.length - shown.reduce((sum, [from, to]) => sum + to - from + 1, 0);
	return [...shown.map(nameRange), ...(others > 0 ? [`and ${others} more`] : [])].join(', ');
}

/** "item 4", "items 4, 7–8" */
export function nameItems(items: readonly number[]): string {
	return `${items.length === 1 ? 'item' : 'items'} ${listSomeItems(items)}`;
}

function findRanges(items: readonly number[]): Array<[from: number, to: number]> {
	const ranges: Array<[number, number]> = [];
	for (const item of [...items].sort((one, other) => one - other)) {
		const last = ranges.at(-1);
		if (last?.[1] === item - 1) last[1] = item;
		else ranges.push([item, item]);
	}
	return ranges;
}

function nameRange([from, to]: readonly [from: number, to: number]): string {
	return from === to ? `${from}` : `${from}–${to}`;
}

/** Lists ten entries at most, and says how many others there are. */
export function listSome(entries: readonly string[], separator: string): string {
	const shown = entries.slice(0, MOST_SHOWN).join(separator);
	const others = entries.length - MOST_SHOWN;
	return others > 0 ? `${shown}${separator}and ${others} more` : shown;
}

/** Lists groups of IDs that belong together: "1 and 2; 7 and 9". */
export function listDuplicates(duplicates: ReadonlyArray<readonly string[]>): string {
	return listSome(
		duplicates.map((ids) => ids.join(' and ')),
		'; ',
	);
}

/** "was" for one, "were" for any other number. */
export function were(number: number): string {
	return number === 1 ? 'was' : 'were';
}
