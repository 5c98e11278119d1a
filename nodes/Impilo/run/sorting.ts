import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import type { Maybe } from '../api/json';
import { isGiven } from '../api/json';
import { parseBoolean, parseChoice, parseCollection } from '../fields/values';
import type { ValueOf } from './parameters';

/** Something that Impilo can sort by. */
export interface SortChoice<T> {
	option: INodePropertyOptions;
	of: (entity: T) => Maybe<string | number>;
}

/** How an item wants its results sorted. */
export interface Sorting<T> {
	by: SortChoice<T>;
	isDescending: boolean;
}

const SORT_BY = 'Sort By';
const SORT_DESCENDING = 'Sort Descending';

/** The Options of a list that Impilo can sort. */
export function sortOptions(choices: ReadonlyArray<SortChoice<never>>): INodeProperties[] {
	const preset = choices[0]?.option.value;
	return [
		{
			displayName: SORT_BY,
			name: 'sortBy',
			type: 'options',
			default: preset,
			description: 'The field to sort by',
			options: choices.map(({ option }) => option),
		},
		{
			displayName: SORT_DESCENDING,
			name: 'sortDescending',
			type: 'boolean',
			default: false,
			description: 'Whether to sort in descending order. Only matters with Sort By.',
		},
	];
}

/**
 * @returns undefined if nothing has to be sorted
 * @throws InputRefusal
 */
export function readSorting<T>(
	valueOf: ValueOf,
	choices: ReadonlyArray<SortChoice<T>>,
): Sorting<T> | undefined {
	const options = parseCollection(valueOf('options'), 'Options');
	const values = choices.map(({ option }) => String(option.value));
	const value = parseChoice(options.get('sortBy'), values, SORT_BY);
	const by = choices.find(({ option }) => option.value === value);
	if (by === undefined) return undefined;
	const isDescending = parseBoolean(options.get('sortDescending'), SORT_DESCENDING) ?? false;
	return { by, isDescending };
}

/** Sorts what has been read, as Impilo would. */
export function sortBy<T>(
	entries: T[],
	valueOf: (entry: T) => Maybe<string | number>,
	isDescending: boolean,
): void {
	entries.sort((one, other) => compare(valueOf(one), valueOf(other)));
	if (isDescending) entries.reverse();
}

/** Numbers by size, text alphabetically, and missing values last. */
function compare(one: Maybe<string | number>, other: Maybe<string | number>): number {
	if (!isGiven(one) || !isGiven(other)) return Number(isGiven(other)) - Number(isGiven(one));
	if (typeof one === 'number' && typeof other === 'number') return one - other;
	return String(one).localeCompare(String(other));
}
