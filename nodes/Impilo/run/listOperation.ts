import type { IDataObject, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import type { INodePropertyOptions } from 'n8n-workflow';

import { ImpiloFailure } from '../api/failure';
import type { Maybe } from '../api/json';
import { isGiven } from '../api/json';
import type { KeyOf, ListRequest } from '../api/pages';
import { readList } from '../api/pages';
import type { ManyValues } from '../api/parts';
import { readListInParts, splitValues } from '../api/parts';
import type { KnownRefusal } from '../api/request';
import { parseBoolean, parseChoice, parseCollection } from '../fields/values';
import { filtersField, readFilters, readLimit, RETURN_ALL_FIELDS } from './getMany';
import type { ListFilter, SetFilter } from './listFilters';
import type { Operation } from './operation';
import { forEachItem } from './operation';
import type { ValueOf } from './parameters';
import type { OperationRun } from './runItems';
import { present, readSimplify, SIMPLIFY_FIELD } from './simplify';

/** A list at Impilo, and how the node offers it. */
export interface ListedResource<T> {
	/** In the plural, e.g. "patients". */
	name: string;
	/** What it's got by, for the description, e.g. "name". */
	by: string;
	/** Where the list is, e.g. `/patient`; it may depend on `fields`. */
	path: string | ((valueOf: ValueOf) => string);
	/** The most entries that Impilo grants a page, where it isn't 250. */
	largestPage?: number;
	/** What tells entries apart that have no ID; it may depend on `fields`. */
	keyOf?: (valueOf: ValueOf) => KeyOf<T>;
	refusals?: readonly KnownRefusal[];
	/** What stands before the filters. */
	fields?: INodeProperties[];
	filters: ReadonlyArray<ListFilter<T>>;
	/** What Impilo can sort by. */
	sortBy?: ReadonlyArray<SortChoice<T>>;
	simplify: (entity: T) => object;
}

/** Something that Impilo can sort by. */
export interface SortChoice<T> {
	option: INodePropertyOptions;
	of: (entity: T) => Maybe<string | number>;
}

/** The operation Get Many of a resource. */
export function listOperation<T extends object>(resource: ListedResource<T>): Operation {
	const { name, by, fields = [], filters, sortBy } = resource;
	return {
		option: {
			name: 'Get Many',
			value: 'getAll',
			action: `Get many ${name}`,
			description: `Get many ${name}, all or by ${by}`,
		},
		fields: [...fields, ...RETURN_ALL_FIELDS, filtersField(filters), SIMPLIFY_FIELD],
		options: sortBy && sortOptions(sortBy.map(({ option }) => option)),
		execute: forEachItem(async (run, itemIndex) => await readItem(resource, run, itemIndex)),
	};
}

async function readItem<T extends object>(
	resource: ListedResource<T>,
	run: OperationRun,
	itemIndex: number,
): Promise<INodeExecutionData[]> {
	const { name, path, largestPage, keyOf, refusals, simplify: toSimplified } = resource;
	const valueOf = run.valuesOf(itemIndex);
	const limit = readLimit(valueOf);
	const simplify = readSimplify(valueOf);
	const sortBy = resource.sortBy ?? [];
	const sort = readSort(
		valueOf,
		sortBy.map(({ option }) => option),
	);
	const filters = await setFilters(resource, run, valueOf);
	const set = filters.map(({ set: filter }) => filter);
	const convert = (entity: T): INodeExecutionData | undefined => {
		for (const { label, set: filter } of filters) {
			const matches = filter.matches(entity);
			if (filter.isPicked && matches !== true) return undefined;
			if (matches === false) throw ignoredFilter(name, label);
		}
		return { json: present(entity, simplify, toSimplified) };
	};

	const list: ListRequest = {
		path: typeof path === 'string' ? path : path(valueOf),
		query: Object.assign(sort, ...set.map(({ query }) => query)) as IDataObject,
		purpose: `list ${name}`,
		refusals,
		personal: set.flatMap(({ personal }) => personal),
	};
	const options = {
		largestPage,
		picks: set.some(({ isPicked }) => isPicked),
		keyOf: keyOf?.(valueOf),
	};
	const many = findLongest(list.query ?? {});
	if (many === undefined) return await readList(run.client, list, limit, convert, options);
	const sortChoice = sortBy.find(({ option }) => option.value === sort.sort);
	if (sortChoice === undefined || splitValues(many.name, many.values).length === 1) {
		return await readListInParts(run.client, list, many, limit, convert, options);
	}
	// Each part is sorted by itself only.
	const found = await readListInParts(
		run.client,
		list,
		many,
		Infinity,
		(entity: T) => {
			const output = convert(entity);
			return output && { output, sortValue: sortChoice.of(entity) };
		},
		options,
	);
	const sorted = found.sort((one, other) => compare(one.sortValue, other.sortValue));
	if (sort.sortDescending === true) sorted.reverse();
	return sorted.slice(0, limit).map(({ output }) => output);
}

/** Numbers by size, text by the alphabet, and what is missing at the end. */
function compare(one: Maybe<string | number>, other: Maybe<string | number>): number {
	if (!isGiven(one) || !isGiven(other)) return Number(isGiven(other)) - Number(isGiven(one));
	if (typeof one === 'number' && typeof other === 'number') return one - other;
	return String(one).localeCompare(String(other));
}

/** The filter with the most values, where any takes several. */
function findLongest(query: IDataObject): ManyValues | undefined {
	const several = Object.entries(query).flatMap(([name, values]) =>
		Array.isArray(values) ? { name, values: values as Array<string | number> } : [],
	);
	return several.sort((one, other) => other.values.length - one.values.length)[0];
}

async function setFilters<T>(
	{ filters }: ListedResource<T>,
	run: OperationRun,
	valueOf: ValueOf,
): Promise<Array<{ label: string; set: SetFilter<T> }>> {
	const given = readFilters(valueOf, run.context.getNode(), filters);
	const results: Array<{ label: string; set: SetFilter<T> }> = [];
	for (const filter of filters) {
		const { property } = filter;
		const value = given.get(property.name);
		if (value === undefined) continue;
		const set = await filter.set(value, run, valueOf);
		results.push({ label: property.displayName, set });
	}
	return results;
}

function ignoredFilter(name: string, label: string): ImpiloFailure {
	return new ImpiloFailure({
		happened: `Impilo answered with other ${name} than those asked for with ${label}`,
		remedy: `It seems to ignore the filter, so nothing was done with them. Tell Impilo about it; until then, remove ${label} from Filters and pick what you need in the next node.`,
	});
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
