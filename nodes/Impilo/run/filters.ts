import type { IDataObject, INode, INodeProperties } from 'n8n-workflow';

import type { Maybe } from '../api/json';
import { isGiven, isObject, readJson } from '../api/json';
import { readLocator } from '../fields/locator';
import { InputRefusal } from '../fields/refusal';
import { parseCollection } from '../fields/values';
import { isAgentTool } from './errors';
import type { ValueOf } from './parameters';
import type { OperationRun } from './runItems';

/** What a filter may be set to. */
export type FilterValue = string | number | boolean | string[] | number[];

/** A filter with the value that one item gives it. */
export interface SetFilter<T> {
	value: FilterValue;
	/** The query for Impilo; empty if it has no such filter. */
	query: IDataObject;
	/** Whether Impilo has no such filter, so that the node filters. */
	isPicked: boolean;
	/** Whether an entity matches; undefined if that can't be told. */
	matches: (entity: T) => boolean | undefined;
	/** Whether Impilo may return an entity that isn't meant, e.g. with a longer text. */
	isLeftOut?: (entity: T) => boolean;
}

/** One entry of the Filters of a Get Many: its field, and how its value is read and applied. */
export interface Filter<T> {
	property: INodeProperties;
	/** Whether it says whose results to return: an agent may not leave it out. */
	saysWhose?: boolean;
	/**
	 * @param value not empty
	 * @param valueOf gives the other parameters of the item
	 * @throws InputRefusal
	 */
	set: (value: unknown, run: OperationRun, valueOf: ValueOf) => Promise<SetFilter<T>>;
	/** Completes "Status Changed After left out 2 orders: …", if the node filters and can't tell. */
	untold?: string;
	/** For a filter with choices. Impilo may have undocumented ones. */
	choice?: {
		/** E.g. "status". */
		word: string;
		of: (entity: T) => Maybe<string>;
	};
}

/** The Filters collection of a Get Many. */
export function filtersField(filters: ReadonlyArray<Filter<never>>): INodeProperties {
	return {
		displayName: 'Filters',
		name: 'filters',
		type: 'collection',
		placeholder: 'Add Filter',
		default: {},
		options: filters.map(({ property }) => property),
	};
}

/**
 * Reads the Filters of one item, and refuses empty ones: otherwise, an expression that finds nothing
 * would return everybody's results. A model may leave out filters that it fills itself, but not those
 * that the author of its tool has filled, nor those that say whose results to return.
 *
 * @returns the filled values, by name
 * @throws InputRefusal also for an unknown filter
 */
export function readFilters(
	valueOf: ValueOf,
	node: INode,
	filters: ReadonlyArray<Pick<Filter<never>, 'property' | 'saysWhose'>>,
): ReadonlyMap<string, unknown> {
	const filled = new Map<string, unknown>();
	for (const [name, value] of parseCollection(valueOf('filters'), 'Filters')) {
		const filter = filters.find(({ property }) => property.name === name);
		if (filter === undefined) {
			throw new InputRefusal(
				'Filters',
				`has an unknown field: "${name}"`,
				`Remove or correct it. Known fields are: ${filters.map(({ property }) => property.name).join(', ')}.`,
			);
		}
		if (!isEmpty(value)) filled.set(name, value);
		else if (filter.saysWhose || !isLeftToModel(node, name)) throw emptyFilter(filter.property);
	}
	return filled;
}

/** Whether a model gives the value of a filter. */
function isLeftToModel(node: INode, name: string): boolean {
	const filters: unknown = node.parameters.filters;
	const saved = isObject(filters) ? filters[name] : undefined;
	return isAgentTool(node) && /\$fromAI\b/i.test(JSON.stringify(saved ?? ''));
}

/** The refusal of an empty filter. */
export function emptyFilter({ displayName }: INodeProperties): InputRefusal {
	return new InputRefusal(
		displayName,
		'is empty',
		`Under Filters, fill ${displayName}, or remove it to get all results.`,
	);
}

/** Whether a filter is empty, or contains only spaces and commas. */
export function isEmpty(parameter: unknown): boolean {
	const { value } = readLocator(parameter);
	const isList =
		Array.isArray(value) || (typeof value === 'string' && value.trim().startsWith('['));
	const list = isList ? readJson(value) : undefined;
	if (Array.isArray(list)) return list.every(isEmpty);
	return !isGiven(value) || (typeof value === 'string' && /^[\s,]*$/.test(value));
}
