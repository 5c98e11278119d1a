import type { IExecuteFunctions, INode, NodeExecutionHint } from 'n8n-workflow';

import { ImpiloFailure } from '../api/failure';
import { KNOWN_STATUSES, normalizeStatus } from '../api/orderStatus';
import { readTimestamp } from '../api/timestamp';
import type { ImpiloOrder } from '../api/types';
import { readLocator } from '../lookup/locator';
import { checkCarriesOneOf } from '../lookup/ordersByExternalId';
import type { PatientFinder } from '../lookup/patientFinder';
import { parsePatientReference } from '../lookup/patientReference';
import { isAgentTool } from '../run/agentTool';
import { parseCollection, parseExternalOrderIds } from '../run/fieldValues';
import { InputRefusal } from '../run/refusal';
import { parseTime } from '../run/time';
import { findLastEvent } from './orderView';
import { parseStatuses } from './statuses';

/** The Filters of one item, read and checked. */
export interface OrderFilters {
	patientId?: number;
	externalOrderIds: string[];
	/** Normalized; empty means any. */
	statuses: string[];
	/** Milliseconds since 1970. */
	changedAfterMs?: number;
}

/** What came by while orders were picked, for telling the user where nothing was found for a reason. */
export interface SeenOrders {
	/** Normalized. */
	statuses: Set<string>;
	wanted: Set<string>;
	/** Orders whose last event has no time that can be read. */
	unreadableTimes: number;
}

/** Notes for the output where the filters left nothing, or something out, for a reason. */
export function hintsOfFilters({
	statuses,
	wanted,
	unreadableTimes,
}: SeenOrders): NodeExecutionHint[] {
	const known = new Set(KNOWN_STATUSES.map(normalizeStatus));
	const strange = [...wanted].filter((status) => !known.has(status) && !statuses.has(status));
	const messages: string[] = [];
	if (strange.length > 0) {
		messages.push(
			`No order has the status ${strange.map((status) => `"${status}"`).join(' or ')}, and Impilo does not document it. Check Statuses under Filters.`,
		);
	}
	if (unreadableTimes > 0) {
		messages.push(
			`Status Changed After left out ${unreadableTimes} ${unreadableTimes === 1 ? 'order' : 'orders'} of which Impilo does not say in a readable way when the last change was.`,
		);
	}
	return messages.map((message) => ({ message, location: 'outputPane', type: 'info' }));
}

const FILTER_NAMES = new Map([
	['externalOrderIds', 'External Order IDs'],
	['patientId', 'Patient'],
	['statusChangedAfter', 'Status Changed After'],
	['statuses', 'Statuses'],
]);

/** Filters that say whose orders are meant; the others only narrow them down. */
const IDENTITY_FILTERS = ['externalOrderIds', 'patientId'];

/**
 * Reads the Filters of one item.
 *
 * @throws InputRefusal, and ImpiloFailure when the patient can't be found
 */
export async function readFilters(
	context: IExecuteFunctions,
	itemIndex: number,
	patients: PatientFinder,
): Promise<OrderFilters> {
	const fields = parseCollection(context.getNodeParameter('filters', itemIndex, {}), 'Filters');
	for (const name of fields.keys()) {
		if (FILTER_NAMES.has(name)) continue;
		throw new InputRefusal(
			`Filters has a field that is not known: "${name}"`,
			`Take it out, or correct it. Known are: ${[...FILTER_NAMES.keys()].join(', ')}.`,
		);
	}
	const node = context.getNode();
	refuseEmptyFilters(fields, node);
	const externalOrderIds = parseExternalOrderIds(
		fields.get('externalOrderIds'),
		'External Order IDs',
	);
	const statuses = parseStatuses(fields.get('statuses'), 'Statuses');
	// Text may hold commas and nothing else.
	const hasBlankIds = fields.has('externalOrderIds') && externalOrderIds.length === 0;
	const hasBlankStatuses = statuses.length === 0 && !isEmpty(fields.get('statuses'));
	if (hasBlankIds && !isAgentTool(node)) throw emptyFilter('externalOrderIds');
	if (hasBlankStatuses) throw emptyFilter('statuses');
	const changedAfterMs = parseTime(
		fields.get('statusChangedAfter'),
		'Status Changed After',
		context.getTimezone(),
	);
	const patient = fields.get('patientId');
	const patientId = isEmpty(patient)
		? undefined
		: await patients.findId(parsePatientReference(patient));
	return { patientId, externalOrderIds, statuses, changedAfterMs };
}

/**
 * Refuses filters that are there but empty: an expression that found nothing would otherwise let
 * everybody's orders through. An agent leaves those empty that it doesn't want.
 */
function refuseEmptyFilters(fields: ReadonlyMap<string, unknown>, node: INode): void {
	if (isAgentTool(node)) return;
	for (const [name, value] of fields) {
		const { value: content } = readLocator(value);
		const mayBeBlank = !IDENTITY_FILTERS.includes(name);
		if (!isEmpty(value) || (mayBeBlank && content !== undefined && content !== null)) continue;
		throw emptyFilter(name);
	}
}

function emptyFilter(name: string): InputRefusal {
	const label = FILTER_NAMES.get(name) ?? name;
	return new InputRefusal(
		`${label} is empty`,
		`Under Filters, fill ${label}, or take it out if orders are not to be picked by it.`,
	);
}

function isEmpty(parameter: unknown): boolean {
	const { value } = readLocator(parameter);
	if (Array.isArray(value)) return value.length === 0;
	return (
		value === undefined || value === null || (typeof value === 'string' && value.trim() === '')
	);
}

/**
 * Makes sure that an order is one of those asked for: a server that ignores a filter would hand other
 * patients' orders to the workflow.
 *
 * @throws ImpiloFailure
 */
export function checkFilters(
	order: ImpiloOrder,
	patientId: number | undefined,
	externalOrderIds: ReadonlySet<string>,
): void {
	if (externalOrderIds.size > 0) checkCarriesOneOf(order, externalOrderIds);
	if (patientId === undefined || order.patient?.id === patientId) return;
	const isUnknown = typeof order.patient?.id !== 'number' && !order.site;
	if (isUnknown) return;
	throw new ImpiloFailure({
		happened: 'Impilo answered with orders of other patients than the one asked for',
		remedy:
			'It does not seem to honour the filter, so nothing was done with them. Tell Impilo about it; until then, take Patient out of Filters and pick the orders by patientId in the next node.',
	});
}

/** Applies the filters that Impilo doesn't have, and keeps in mind what came by. */
export function isPicked(order: ImpiloOrder, filters: OrderFilters, seen: SeenOrders): boolean {
	const { statuses, changedAfterMs } = filters;
	const status = normalizeStatus(order.currentStatus);
	seen.statuses.add(status);
	if (statuses.length > 0 && !statuses.includes(status)) return false;
	if (changedAfterMs === undefined) return true;
	const changedMs = readTimestamp(findLastEvent(order)?.eventTimestamp);
	if (changedMs === undefined) seen.unreadableTimes++;
	return changedMs !== undefined && changedMs > changedAfterMs;
}
