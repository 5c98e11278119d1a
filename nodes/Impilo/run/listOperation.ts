import type {
	IDataObject,
	INodeExecutionData,
	INodeProperties,
	INodePropertyOptions,
} from 'n8n-workflow';

import { ImpiloFailure } from '../api/failure';
import type { Maybe } from '../api/json';
import { isGiven } from '../api/json';
import type { KeyOf, ManyValues } from '../api/lists';
import { readList, splitValues } from '../api/lists';
import type { KnownRefusal } from '../api/request';
import { parseBoolean, parseChoice, parseCollection, parseCount } from '../fields/values';
import { FilterHints } from './filterHints';
import type { Filter, FilterValue, SetFilter } from './filters';
import { filtersField, readFilters } from './filters';
import { pluralOf, showHints } from './hints';
import type { Operation } from './operation';
import type { ValueOf } from './parameters';
import type { OperationRun } from './runItems';
import { runItems } from './runItems';
import { present, readSimplify, SIMPLIFY_FIELD } from './simplify';

/** A list at Impilo, and how the node offers it. */
export interface Listed<T> {
	/** Of what is listed, e.g. "patient". */
	name: string;
	/** What it's got by, for the description, e.g. "name". */
	by: string;
	/** Where the list is, if not at e.g. `/patient`, and what tells its entries apart; by `fields`. */
	source?: (valueOf: ValueOf) => { path: string; keyOf: KeyOf<T> };
	/** The most entries that Impilo grants a page, where it isn't 250. */
	largestPage?: number;
	refusals?: readonly KnownRefusal[];
	/** What stands before the filters. */
	fields?: INodeProperties[];
	filters: ReadonlyArray<Filter<T>>;
	/** What Impilo can sort by. */
	sortBy?: ReadonlyArray<SortChoice<T>>;
	simplify: (entity: T) => object;
}

/** Something that Impilo can sort by. */
export interface SortChoice<T> {
	option: INodePropertyOptions;
	of: (entity: T) => Maybe<string | number>;
}

const RETURN_ALL: INodeProperties = {
	displayName: 'Return All',
	name: 'returnAll',
	type: 'boolean',
	default: false,
	description: 'Whether to return all results or only up to a given limit',
};

const LIMIT: INodeProperties = {
	displayName: 'Limit',
	name: 'limit',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 50,
	description: 'Max number of results to return',
	displayOptions: { show: { returnAll: [false] } },
};

/** The operation Get Many of a resource. */
export function listOperation<T extends object>(listed: Listed<T>): Operation {
	const { name, by, fields = [], filters, sortBy } = listed;
	const names = pluralOf(name);
	return {
		option: {
			name: 'Get Many',
			value: 'getAll',
			action: `Get many ${names}`,
			description: `Get many ${names}, all or by ${by}`,
		},
		fields: [...fields, RETURN_ALL, LIMIT, filtersField(filters), SIMPLIFY_FIELD],
		options: sortBy && sortOptions(sortBy.map(({ option }) => option)),
		execute: async (run) => {
			const hints = filters.map((filter) => new FilterHints(filter));
			const outputs = await runItems(
				run,
				async (itemIndex) => await listForItem(listed, run, run.valuesOf(itemIndex), hints),
			);
			showHints(
				run.context,
				hints.flatMap((ofFilter) => ofFilter.list(name)),
			);
			return outputs;
		},
	};
}

/** A filter that an item has set, and what is noticed of it. */
interface UsedFilter<T> {
	set: SetFilter<T>;
	hints: FilterHints<T>;
}

async function listForItem<T extends object>(
	listed: Listed<T>,
	run: OperationRun,
	valueOf: ValueOf,
	allHints: ReadonlyArray<FilterHints<T>>,
): Promise<INodeExecutionData[]> {
	const { name, source, largestPage, refusals, simplify: toSimplified } = listed;
	const limit = readLimit(valueOf);
	const simplify = readSimplify(valueOf);
	const sortBy = listed.sortBy ?? [];
	const sort = readSort(
		valueOf,
		sortBy.map(({ option }) => option),
	);
	const filters = await setFilters(allHints, run, valueOf);
	const sets = filters.map(({ set }) => set);
	const query: IDataObject = Object.assign(sort, ...sets.map((set) => set.query));
	const values = takeMostValues(query);
	const sortChoice = sortBy.find(({ option }) => option.value === sort.sort);
	// Each part of a list that is read in parts is sorted by itself only.
	const isSortedHere =
		sortChoice !== undefined &&
		values !== undefined &&
		splitValues(values.name, values.values).length > 1;

	const { path = `/${name}`, keyOf } = source?.(valueOf) ?? {};
	const found = await readList(run.client, {
		list: {
			path,
			query,
			purpose: `list ${pluralOf(name)}`,
			refusals,
			personal: sets
				.flatMap(({ value }) => [value].flat())
				.filter((part) => typeof part === 'string'),
		},
		limit: isSortedHere ? Infinity : limit,
		convert: (entity: T) =>
			isWanted(entity, filters, name)
				? { json: present(entity, simplify, toSimplified), sortValue: sortChoice?.of(entity) }
				: undefined,
		picks: sets.some(({ isPicked }) => isPicked),
		keyOf,
		largestPage,
		values,
	});
	// With more to come, what was asked for may be there as well.
	if (found.length < limit) for (const { set, hints } of filters) hints.ask(set.value);
	if (isSortedHere) {
		found.sort((one, other) => compare(one.sortValue, other.sortValue));
		if (sort.sortDescending === true) found.reverse();
	}
	return found.slice(0, limit).map(({ json }) => ({ json }));
}

/**
 * Reads Return All and Limit.
 *
 * @returns how many results are wanted at most; Infinity with Return All
 * @throws InputRefusal
 */
export function readLimit(valueOf: ValueOf): number {
	if (parseBoolean(valueOf(RETURN_ALL.name), RETURN_ALL.displayName)) return Infinity;
	return parseCount(
		valueOf(LIMIT.name),
		LIMIT.displayName,
		'Give the max number of results to return, or switch on Return All.',
	);
}

async function setFilters<T>(
	allHints: ReadonlyArray<FilterHints<T>>,
	run: OperationRun,
	valueOf: ValueOf,
): Promise<Array<UsedFilter<T>>> {
	const filters = allHints.map(({ filter }) => filter);
	const given = readFilters(valueOf, run.context.getNode(), filters);
	const used: Array<UsedFilter<T>> = [];
	for (const hints of allHints) {
		const { property, set } = hints.filter;
		const value = given.get(property.name);
		if (value !== undefined) used.push({ set: await set(value, run, valueOf), hints });
	}
	return used;
}

/**
 * Whether something is what the filters ask for.
 *
 * @throws ImpiloFailure where Impilo has ignored one: others' results could be taken for those asked for
 */
function isWanted<T>(entity: T, filters: ReadonlyArray<UsedFilter<T>>, name: string): boolean {
	let isLeftOut = false;
	let untold: FilterHints<T> | undefined;
	for (const { set, hints } of filters) {
		const matches = set.matches(entity);
		if (matches === false && !set.isPicked) throw ignoredFilter(name, hints.filter, set.value);
		hints.see(entity);
		if (matches === false) isLeftOut = true;
		else if (matches === undefined && set.isPicked) untold ??= hints;
	}
	if (!isLeftOut) untold?.leaveOutUntold();
	return !isLeftOut && untold === undefined;
}

function ignoredFilter<T>(
	name: string,
	{ property: { displayName: label }, choice }: Filter<T>,
	value: FilterValue,
): ImpiloFailure {
	const isText = choice === undefined && [value].flat().some((part) => typeof part === 'string');
	const orCase = isText ? ', or not to tell upper and lower case apart' : '';
	return new ImpiloFailure({
		happened: `Impilo answered with other ${pluralOf(name)} than those asked for with ${label}`,
		remedy: `It seems to ignore the filter${orCase}, so nothing was done with them. Tell Impilo about it; until then, remove ${label} from Filters and pick what you need in the next node.`,
	});
}

/** Takes the filter with the most values out of a query, where any takes several. */
function takeMostValues(query: IDataObject): ManyValues | undefined {
	const several = Object.entries(query).flatMap(([name, values]) =>
		Array.isArray(values) ? { name, values: values as Array<string | number> } : [],
	);
	const [most] = several.sort((one, other) => other.values.length - one.values.length);
	if (most !== undefined) delete query[most.name];
	return most;
}

/** Numbers by size, text by the alphabet, and what is missing at the end. */
function compare(one: Maybe<string | number>, other: Maybe<string | number>): number {
	if (!isGiven(one) || !isGiven(other)) return Number(isGiven(other)) - Number(isGiven(one));
	if (typeof one === 'number' && typeof other === 'number') return one - other;
	return String(one).localeCompare(String(other));
}

const SORT_BY = 'Sort By';
const SORT_DESCENDING = 'Sort Descending';

function sortOptions(choices: readonly INodePropertyOptions[]): INodeProperties[] {
	const preset = choices[0]?.value;
	return [
		{
			displayName: SORT_BY,
			name: 'sortBy',
			type: 'options',
			default: preset,
			description: 'What to sort by',
			options: [...choices],
		},
		{
			displayName: SORT_DESCENDING,
			name: 'sortDescending',
			type: 'boolean',
			default: false,
			description: 'Whether the largest or last comes first. Only matters with Sort By.',
		},
	];
}

/** @throws InputRefusal */
function readSort(valueOf: ValueOf, choices: readonly INodePropertyOptions[]): IDataObject {
	const options = parseCollection(valueOf('options'), 'Options');
	const values = choices.map(({ value }) => String(value));
	const sort = parseChoice(options.get('sortBy'), values, SORT_BY);
	if (sort === undefined) return {};
	const sortDescending = parseBoolean(options.get('sortDescending'), SORT_DESCENDING) ?? false;
	return { sort, sortDescending };
}
