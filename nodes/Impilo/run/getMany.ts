import type { INode, INodeProperties } from 'n8n-workflow';

import { isGiven, isObject, readJson } from '../api/json';
import { readLocator } from '../fields/locator';
import { InputRefusal } from '../fields/refusal';
import { parseBoolean, parseCollection, parseCount } from '../fields/values';
import { isAgentTool } from './errors';
import type { ValueOf } from './parameters';

/** What every Get Many begins with. */
export const RETURN_ALL_FIELDS: INodeProperties[] = [
	{
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		default: false,
		description: 'Whether to return all results or only up to a given limit',
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 50,
		description: 'Max number of results to return',
		displayOptions: { show: { returnAll: [false] } },
	},
];

/**
 * Reads Return All and Limit.
 *
 * @returns how many results are wanted at most; Infinity with Return All
 * @throws InputRefusal
 */
export function readLimit(valueOf: ValueOf): number {
	if (parseBoolean(valueOf('returnAll'), 'Return All')) return Infinity;
	return parseCount(
		valueOf('limit'),
		'Limit',
		'Give the max number of results to return, or switch on Return All.',
	);
}

/** One entry of a Filters collection. */
export interface Filter {
	property: INodeProperties;
	/** Whether it says whose results are meant: an agent may not leave it out either. */
	saysWhose?: boolean;
}

/** The Filters collection of a Get Many. */
export function filtersField(filters: readonly Filter[]): INodeProperties {
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
	filters: readonly Filter[],
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
		else if (filter.saysWhose || !isLeftToModel(node, name)) throw emptyFilter(filter);
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
export function emptyFilter({ property: { displayName } }: Filter): InputRefusal {
	return new InputRefusal(
		displayName,
		'is empty',
		`Under Filters, fill ${displayName}, or remove it to get results with any.`,
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
