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
	/** What Impilo is asked for; empty where it has no such filter. */
	query: IDataObject;
	/** Whether Impilo has no such filter, so that the node picks what matches. */
	isPicked: boolean;
	/** Whether something is what the filter asks for; undefined where that can't be told. */
	matches: (entity: T) => boolean | undefined;
}

/** One entry of the Filters of a Get Many: its field, and how its value is read and applied. */
export interface Filter<T> {
	property: INodeProperties;
	/** Whether it says whose results are meant: an agent may not leave it out either. */
	saysWhose?: boolean;
	/**
	 * @param value not empty
	 * @param valueOf gives the other parameters of the item
	 * @throws InputRefusal
	 */
	set: (value: unknown, run: OperationRun, valueOf: ValueOf) => Promise<SetFilter<T>>;
	/** Completes "Status Changed After left out 2 orders: …", where the node picks and can't tell. */
	untold?: string;
	/** Of a filter with choices, of which Impilo may have others than it documents. */
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
 * Reads the Filters of one item, and refuses those that are there but empty: an expression that found
 * nothing would otherwise let everybody's results through. A model may leave out what it's asked to give,
 * but not what the author of its tool filled in, nor what says whose results are meant.
 *
 * @returns the values of those that are filled, by name
 * @throws InputRefusal also for a filter that isn't known
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

/** Whether it's a model that gives the value of a filter. */
function isLeftToModel(node: INode, name: string): boolean {
	const filters: unknown = node.parameters.filters;
	const saved = isObject(filters) ? filters[name] : undefined;
	return isAgentTool(node) && /\$fromAI\b/i.test(JSON.stringify(saved ?? ''));
}

/** The refusal of a filter that is there but empty. */
export function emptyFilter({ displayName }: INodeProperties): InputRefusal {
	return new InputRefusal(
		displayName,
		'is empty',
		`Under Filters, fill ${displayName}, or remove it to get all results.`,
	);
}

/** Whether nothing was filled into a filter, or nothing but blanks and commas. */
export function isEmpty(parameter: unknown): boolean {
	const { value } = readLocator(parameter);
	const isList =
		Array.isArray(value) || (typeof value === 'string' && value.trim().startsWith('['));
	const list = isList ? readJson(value) : undefined;
	if (Array.isArray(list)) return list.every(isEmpty);
	return !isGiven(value) || (typeof value === 'string' && /^[\s,]*$/.test(value));
}
