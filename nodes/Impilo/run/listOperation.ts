import type { IDataObject, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import type { Maybe } from '../api/json';
import type { KeyOf, ManyValues } from '../api/lists';
import { readId, readList } from '../api/lists';
import { listRequest } from '../api/pages';
import type { KnownRefusal } from '../api/request';
import { pathOf } from '../api/request';
import { pluralOf } from '../api/words';
import { parseBoolean, parseCount } from '../fields/values';
import type { Filter } from './filters';
import { filtersField } from './filters';
import { countOf, outputHint, showHints } from './hints';
import type { Operation } from './operation';
import type { ValueOf } from './parameters';
import type { OperationRun } from './runItems';
import { runItems } from './runItems';
import { present, readSimplify, SIMPLIFY_FIELD } from './simplify';
import type { SortChoice } from './sorting';
import { readSorting, sortBy, sortOptions } from './sorting';
import { FilterHints, isWanted, setFilters } from './usedFilters';

/** Describes a Get Many. */
export interface ListedResource<T> {
	/** Of one, e.g. "patient". */
	name: string;
	/** Completes "Get many …, optionally by …", e.g. "name". */
	by: string;
	/** The path and the keys of the entries, if not e.g. `/patient` and their IDs. */
	source?: (valueOf: ValueOf) => { path: string; keyOf: KeyOf<T> };
	/** The largest page that Impilo allows, if not 250. */
	largestPage?: number;
	/** About what a filter may name. */
	refusals?: readonly KnownRefusal[];
	/** The fields before the filters. */
	fields?: INodeProperties[];
	filters: ReadonlyArray<Filter<T>>;
	/** What Impilo can sort by. */
	sortBy?: ReadonlyArray<SortChoice<T>>;
	simplify: (entity: T) => object;
}

const REFUSED_FILTER: KnownRefusal = {
	status: 400,
	words: 'Invalid data provided',
	happened: 'Impilo does not accept the value of a filter',
	remedy: 'Check the values under Filters, in particular those that come from data.',
};

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
export function listOperation<T extends object>(resource: ListedResource<T>): Operation {
	const { name, by, fields = [], filters, sortBy: choices } = resource;
	const names = pluralOf(name);
	return {
		option: {
			name: 'Get Many',
			value: 'getAll',
			action: `Get many ${names}`,
			description: `Get many ${names}, optionally by ${by}`,
		},
		fields: [...fields, RETURN_ALL, LIMIT, filtersField(filters), SIMPLIFY_FIELD],
		options: choices && sortOptions(choices),
		execute: async (run) => {
			const hints = filters.map((filter) => new FilterHints(filter));
			let missing = 0;
			const outputs = await runItems(
				run,
				async (itemIndex) =>
					await listForItem(resource, run, run.valuesOf(itemIndex), hints, (count) => {
						missing += count;
					}),
			);
			const gaps = `${countOf(missing, name)} may be missing: Impilo's list kept changing while it was read. Run the workflow again. If it keeps happening, report it to Impilo.`;
			showHints(run.context, [
				...hints.flatMap((ofFilter) => ofFilter.list(name)),
				...(missing > 0 ? [outputHint(gaps, 'warning')] : []),
			]);
			return outputs;
		},
	};
}

/** What is kept of an entity. */
interface Found {
	json: IDataObject;
	sortValue: Maybe<string | number>;
}

async function listForItem<T extends object>(
	resource: ListedResource<T>,
	run: OperationRun,
	valueOf: ValueOf,
	allHints: ReadonlyArray<FilterHints<T>>,
	onGaps: (missing: number) => void,
): Promise<INodeExecutionData[]> {
	const { name, source, largestPage, refusals = [], simplify: toSimplified } = resource;
	const limit = readLimit(valueOf);
	const simplify = readSimplify(valueOf);
	const sorting = readSorting(valueOf, resource.sortBy ?? []);
	const filters = await setFilters(allHints, run, valueOf);
	const sets = filters.map(({ set }) => set);
	const query: IDataObject = Object.assign(
		sorting ? { sort: sorting.by.option.value, sortDescending: sorting.isDescending } : {},
		...sets.map((set) => set.query),
	);
	const { path = pathOf(name), keyOf = readId } = source?.(valueOf) ?? {};
	const found = await readList<T, Found>(run.client, {
		list: {
			...listRequest(name, query),
			path,
			refusals: sets.length > 0 ? [...refusals, REFUSED_FILTER] : [],
			personal: sets
				.flatMap(({ value }) => [value].flat())
				.filter((part) => typeof part === 'string'),
		},
		limit,
		convert: (entity) => {
			for (const hints of allHints) hints.see(entity);
			if (!isWanted(entity, filters, name, keyOf(entity))) return undefined;
			if (sets.some(({ isLeftOut }) => isLeftOut?.(entity))) return undefined;
			const json = present(entity, simplify, toSimplified);
			return { json, sortValue: sorting?.by.of(entity) };
		},
		picks: sets.some(({ isPicked, isLeftOut }) => isPicked || isLeftOut !== undefined),
		keyOf,
		largestPage,
		values: findMostValues(query),
		sort:
			sorting && ((results) => sortBy(results, ({ sortValue }) => sortValue, sorting.isDescending)),
		onGaps,
	});
	// If there are more, what was asked for may be among them.
	if (found.length < limit) for (const { set, hints } of filters) hints.ask(set.value);
	return found.map(({ json }) => ({ json }));
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
		'Enter the max number of results to return, or switch on Return All.',
	);
}

/** The filter with the most values, if any has several. */
function findMostValues(query: IDataObject): ManyValues | undefined {
	const several = Object.entries(query).flatMap(([name, values]) =>
		Array.isArray(values) ? { name, values: values as Array<string | number> } : [],
	);
	return several.sort((one, other) => other.values.length - one.values.length)[0];
}
