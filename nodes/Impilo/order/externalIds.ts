import type { ImpiloClient } from '../api/client';
import type { Explanation } from '../api/failure';
import type { Findings } from '../api/findByValues';
import { findByValues } from '../api/findByValues';
import type { GateOptions } from '../api/gate';
import { isGiven, isObject, listOf, readJson } from '../api/json';
import type { ListRequest } from '../api/pages';
import type { KnownRefusal } from '../api/request';
import { InputRefusal } from '../fields/refusal';
import { parseText, refuseUnusableInUrl } from '../fields/values';
import type { ImpiloOrder } from './order';

/** The filter's name in the query. */
export const EXTERNAL_ORDER_ID = 'externalOrderId';

/**
 * Finds the orders that have any of the given external order IDs, many IDs a request.
 *
 * @returns the orders of each ID that has any, voided ones included, and the IDs that couldn't be looked
 * up
 * @throws ImpiloFailure for what concerns all IDs, also if Impilo returns an order with none of them: it
 * ignores the filter, and the node might use somebody else's order
 */
export async function findOrdersByExternalId(
	client: ImpiloClient,
	externalOrderIds: readonly string[],
	passage: GateOptions = {},
): Promise<Findings<ImpiloOrder>> {
	const list: ListRequest = {
		...passage,
		path: '/order',
		purpose: 'look up orders by external order ID',
		refusals: [REFUSED_ID],
	};
	return await findByValues<ImpiloOrder>(client, list, {
		name: EXTERNAL_ORDER_ID,
		values: externalOrderIds,
		valuesOf: externalIdsOf,
		ignoredFilter: IGNORED_FILTER,
		writtenOtherwise: explainOtherCase,
		whyUnclear: explainHiddenIds,
	});
}

const REFUSED_ID: KnownRefusal = {
	status: 400,
	words: 'Invalid data provided',
	happened: 'Impilo does not accept the external order ID',
	remedy: 'Check the external order ID, in particular if it comes from data.',
};

const IGNORED_FILTER: Explanation = {
	happened: 'Impilo returned orders with other external order IDs than those asked for',
	remedy:
		'It seems to ignore the filter, or upper and lower case, so they were not used. Report it to Impilo; until it is fixed, use order IDs instead of external order IDs.',
};

function nameOf({ id }: ImpiloOrder): string {
	return isGiven(id) ? `order ${id}` : 'an order without an ID';
}

function explainHiddenIds(hidden: ImpiloOrder): Explanation | undefined {
	if (externalIdsOf(hidden).length > 0) return undefined;
	return {
		happened: `Impilo returned ${nameOf(hidden)} for this external order ID, but did not show its external order IDs`,
		remedy:
			'It may be the right one or not, so it was not used. Look at it at Impilo, and report it to Impilo; until it is fixed, use order IDs instead of external order IDs.',
	};
}

function explainOtherCase(other: ImpiloOrder): Explanation {
	const order = nameOf(other);
	return {
		happened: `Impilo ignores upper and lower case, and has ${order} with this external order ID, written differently`,
		remedy: `If you mean ${order}, write the external order ID as it is there. Otherwise choose one that differs in more than upper and lower case, accents or spaces.`,
	};
}

export function externalIdsOf(order: ImpiloOrder): string[] {
	return listOf(order.externalOrderIds).filter((id) => typeof id === 'string');
}

/**
 * The user's own order IDs: separated by commas, or a list.
 *
 * @returns each once, in their order; empty if there are none
 */
export function parseExternalOrderIds(value: unknown, field: string): string[] {
	const asList = typeof value === 'string' && /^\s*\[/.test(value) ? readJson(value) : value;
	const parts: unknown[] = Array.isArray(asList)
		? asList
		: parseExternalOrderId(asList, field).split(',');
	const ids = parts.map((part) => parseExternalOrderId(part, field)).filter((id) => id !== '');
	for (const id of ids) refuseUnusableInUrl(id, field);
	return [...new Set(ids)];
}

function parseExternalOrderId(value: unknown, field: string): string {
	if (isObject(value) || Array.isArray(value)) {
		throw new InputRefusal(
			field,
			'is not a list of IDs',
			'Separate the IDs with commas, e.g. PO-1, PO-2, or use an expression that returns a list of text.',
		);
	}
	return parseText(value, field);
}
