import type { NodeExecutionHint } from 'n8n-workflow';

import { ImpiloFailure } from '../api/failure';
import { isGiven } from '../api/json';
import { readTimestamp } from '../api/timestamp';
import { normalizeWord } from '../api/words';
import { parseTime } from '../fields/time';
import { findPatientId, parsePatientReference, pickPatient } from '../patient/reference';
import type { Filter } from '../run/getMany';
import { emptyFilter, readFilters } from '../run/getMany';
import { countOf, outputHint } from '../run/hints';
import type { ValueOf } from '../run/parameters';
import type { OperationRun } from '../run/runItems';
import { checkCarriesOneOf, parseExternalOrderIds } from './externalIds';
import type { ImpiloOrder } from './order';
import { isKnownStatus, parseStatuses, STATUS_OPTIONS } from './statuses';
import { findLastEvent } from './view';

const EXTERNAL_ORDER_IDS: Filter = {
	property: {
		displayName: 'External Order IDs',
		name: 'externalOrderIds',
		type: 'string',
		default: '',
		placeholder: 'e.g. PO-2026-0117, PO-2026-0118',
		description:
			'Only orders with one of these IDs: text with commas between, or an expression that gives a list',
	},
	saysWhose: true,
};

const PATIENT: Filter = {
	property: pickPatient({ description: 'Only orders for this patient' }),
	saysWhose: true,
};

const STATUS_CHANGED_AFTER: Filter = {
	property: {
		displayName: 'Status Changed After',
		name: 'statusChangedAfter',
		type: 'dateTime',
		default: '',
		description:
			'Only orders whose last event is later than this. Impilo has no such filter: the node reads all orders that the other filters leave, and picks these. An order without events is left out.',
	},
};

const STATUSES: Filter = {
	property: {
		displayName: 'Statuses',
		name: 'statuses',
		type: 'multiOptions',
		default: [],
		description:
			'Only orders in one of these statuses. Impilo has no such filter: the node reads all orders that the other filters leave, and picks these.',
		options: STATUS_OPTIONS,
	},
};

export const ORDER_FILTERS: readonly Filter[] = [
	EXTERNAL_ORDER_IDS,
	PATIENT,
	STATUS_CHANGED_AFTER,
	STATUSES,
];

/** The Filters of one item, read and checked. */
export interface OrderFilters {
	patientId?: number;
	externalOrderIds: string[];
	/** Normalized; empty means any. */
	statuses: string[];
	/** Milliseconds since 1970. */
	changedAfterMs?: number;
}

/**
 * Reads the Filters of one item.
 *
 * @throws InputRefusal, and ImpiloFailure when the patient can't be found
 */
export async function readOrderFilters(
	{ context, client }: Pick<OperationRun, 'context' | 'client'>,
	valueOf: ValueOf,
): Promise<OrderFilters> {
	const given = readFilters(valueOf, context.getNode(), ORDER_FILTERS);
	const read = <T>(
		{ property: { name, displayName } }: Filter,
		parse: (value: unknown, field: string) => T,
	): T => parse(given.get(name), displayName);

	const externalOrderIds = read(EXTERNAL_ORDER_IDS, parseExternalOrderIds);
	const statuses = read(STATUSES, parseStatuses);
	// Such as a list of nothing but dashes.
	if (given.has(STATUSES.property.name) && statuses.length === 0) throw emptyFilter(STATUSES);
	const changedAfterMs = read(STATUS_CHANGED_AFTER, (value, field) =>
		parseTime(value, field, context.getTimezone()),
	);
	const patient = read(PATIENT, (value, field) =>
		isGiven(value) ? parsePatientReference(value, field) : undefined,
	);
	const patientId = patient && (await findPatientId(client, patient));
	return { patientId, externalOrderIds, statuses, changedAfterMs };
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
			'It seems to ignore the filter, so nothing was done with them. Tell Impilo about it; until then, remove Patient from Filters and pick the orders by patientId in the next node.',
	});
}

/** What was seen while orders were picked, for telling the user why some were left out. */
export interface SeenOrders {
	/** Normalized. */
	statuses: Set<string>;
	wanted: Set<string>;
	/** Orders whose last event has no time that can be read. */
	unreadableTimes: number;
}

/** Applies the filters that Impilo doesn't have, and notes what it has seen. */
export function isPicked(order: ImpiloOrder, filters: OrderFilters, seen: SeenOrders): boolean {
	const { statuses, changedAfterMs } = filters;
	const status = normalizeWord(order.currentStatus);
	seen.statuses.add(status);
	if (statuses.length > 0 && !statuses.includes(status)) return false;
	if (changedAfterMs === undefined) return true;
	const changedMs = readTimestamp(findLastEvent(order)?.eventTimestamp);
	if (changedMs === undefined) seen.unreadableTimes++;
	return changedMs !== undefined && changedMs > changedAfterMs;
}

/** Notes for the output where the filters left orders out for a reason that the user may not expect. */
export function hintsOfFilters(seen: SeenOrders): NodeExecutionHint[] {
	const strange = [...seen.wanted].filter(
		(status) => !isKnownStatus(status) && !seen.statuses.has(status),
	);
	const hints: NodeExecutionHint[] = [];
	if (strange.length > 0) {
		hints.push(
			outputHint(
				`No order has the status ${strange.map((status) => `"${status}"`).join(' or ')}, and Impilo does not document it. Check Statuses under Filters.`,
			),
		);
	}
	if (seen.unreadableTimes > 0) {
		hints.push(
			outputHint(
				`Status Changed After left out ${countOf(seen.unreadableTimes, 'order')}: Impilo does not say in a readable way when the last change was.`,
			),
		);
	}
	return hints;
}
