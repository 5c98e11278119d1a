import type { INode, INodeProperties } from 'n8n-workflow';

import { isGiven } from '../api/json';
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
	/** Whether it says whose results are meant, rather than narrowing them down: it may not be blank. */
	identifies?: boolean;
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
 * nothing would otherwise let everybody's results through. An agent leaves those empty that it doesn't
 * want.
 *
 * @returns their values by name
 * @throws InputRefusal also for a filter that isn't known
 */
export function readFilters(
	valueOf: ValueOf,
	node: INode,
	filters: readonly Filter[],
): ReadonlyMap<string, unknown> {
	const given = parseCollection(valueOf('filters'), 'Filters');
	const mayBeEmpty = isAgentTool(node);
	for (const [name, value] of given) {
		const filter = filters.find(({ property }) => property.name === name);
		if (filter === undefined) {
			throw new InputRefusal(
				'Filters',
				`has an unknown field: "${name}"`,
				`Remove or correct it. Known fields are: ${filters.map(({ property }) => property.name).join(', ')}.`,
			);
		}
		const isBlankAllowed = !filter.identifies && isGiven(readLocator(value).value);
		if (isEmpty(value) && !isBlankAllowed && !mayBeEmpty) throw emptyFilter(filter);
	}
	return given;
}

/** The refusal of a filter that is there but empty. */
export function emptyFilter({ property: { displayName } }: Filter): InputRefusal {
	return new InputRefusal(
		displayName,
		'is empty',
		`Under Filters, fill ${displayName}, or remove it to get results with any.`,
	);
}

/** Whether nothing was filled into a filter. */
export function isEmpty(parameter: unknown): boolean {
	const { value } = readLocator(parameter);
	if (Array.isArray(value)) return value.length === 0;
	return !isGiven(value) || (typeof value === 'string' && value.trim() === '');
}
