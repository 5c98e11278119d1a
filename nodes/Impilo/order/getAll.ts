import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { tryToParseDateTime } from 'n8n-workflow';

import type { ImpiloClient } from '../api/client';
import { ImpiloFailure } from '../api/failure';
import { KNOWN_STATUSES, normalizeStatus } from '../api/orderStatus';
import type { ListRequest } from '../api/pages';
import { LARGEST_PAGE, readAll, readSome } from '../api/pages';
import type { ImpiloOrder } from '../api/types';
import { pickPatient, readLocator } from '../lookup/locator';
import { checkCarriesOneOf } from '../lookup/ordersByExternalId';
import { PatientFinder } from '../lookup/patientFinder';
import { parsePatientReference } from '../lookup/patientReference';
import {
	parseCollection,
	parseCount,
	parseExternalOrderIds,
	parseText,
	readJson,
} from '../run/fieldValues';
import { InputRefusal } from '../run/refusal';
import { runItems } from '../run/runItems';
import type { Operation } from './operation';
import { showFor } from './operation';
import { findLastEvent, readTimestamp } from './orderView';
import { presentOrder, SIMPLIFY_FIELD } from './simplify';

/** The Filters of one item, read and checked. */
interface OrderFilters {
	patientId?: number;
	externalOrderIds: string[];
	/** Normalized; empty means any. */
	statuses: string[];
	/** Milliseconds since 1970. */
	changedAfterMs?: number;
}

const STATUS_NAMES: Record<(typeof KNOWN_STATUSES)[number], string> = {
	availableForPickup: 'Available for Pickup',
	awaitingShipment: 'Awaiting Shipment',
	delivered: 'Delivered',
	onHold: 'On Hold',
	orderPlaced: 'Order Placed',
	pendingAdditionalInformation: 'Pending Additional Information',
	pendingInventory: 'Pending Inventory',
	reconfirmAddress: 'Reconfirm Address',
	returnIssued: 'Return Issued',
	shipped: 'Shipped',
	unableToFulfill: 'Unable to Fulfill',
	unsuccessfulDelivery: 'Unsuccessful Delivery',
	voided: 'Voided',
};

export const getAll: Operation = {
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many orders',
		description: 'Get many orders, all or by patient, external order ID, status or last change',
	},
	fields: showFor('getAll', [
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
		{
			displayName: 'Filters',
			name: 'filters',
			type: 'collection',
			placeholder: 'Add Filter',
			default: {},
			options: [
				{
					displayName: 'External Order IDs',
					name: 'externalOrderIds',
					type: 'string',
					default: '',
					placeholder: 'e.g. PO-2026-0117, PO-2026-0118',
					description:
						'Only orders that carry one of these IDs: text with commas between, or an expression that gives a list',
				},
				pickPatient({ description: 'Only orders for this patient' }),
				{
					displayName: 'Status Changed After',
					name: 'statusChangedAfter',
					type: 'dateTime',
					default: '',
					description:
						'Only orders whose last event is later than this. Impilo has no such filter: the node reads all orders that the other filters leave, and picks these. An order without events is left out.',
				},
				{
					displayName: 'Statuses',
					name: 'statuses',
					type: 'multiOptions',
					default: [],
					description:
						'Only orders that are in one of these statuses. Impilo has no such filter: the node reads all orders that the other filters leave, and picks these.',
					options: KNOWN_STATUSES.map((value) => ({ name: STATUS_NAMES[value], value })),
				},
			],
		},
		SIMPLIFY_FIELD,
	]),
	execute: async ({ context, client, itemCount, concurrency }) => {
		const patients = new PatientFinder(client);
		return await runItems(context, itemCount, {
			concurrency,
			gate: client.gate,
			work: async (itemIndex) => {
				const returnAll = context.getNodeParameter('returnAll', itemIndex, false) === true;
				const limit = returnAll
					? Infinity
					: parseCount(
							context.getNodeParameter('limit', itemIndex, 50),
							'Limit',
							'Give how many orders to return at most, or switch on Return All.',
						);
				const filters = await readFilters(context, itemIndex, patients);
				return await readOrders(client, filters, limit, presentOrder(context, itemIndex));
			},
		});
	},
};

async function readFilters(
	context: IExecuteFunctions,
	itemIndex: number,
	patients: PatientFinder,
): Promise<OrderFilters> {
	const fields = parseCollection(context.getNodeParameter('filters', itemIndex, {}), 'Filters');
	const externalOrderIds = parseExternalOrderIds(
		fields.get('externalOrderIds'),
		'External Order IDs',
	);
	const statuses = parseStatuses(fields.get('statuses'));
	const changedAfterMs = parseTime(fields.get('statusChangedAfter'), context.getTimezone());
	const patient = fields.get('patientId');
	const { value } = readLocator(patient);
	const patientId =
		value === undefined || value === null || value === ''
			? undefined
			: await patients.findId(parsePatientReference(patient));
	return { patientId, externalOrderIds, statuses, changedAfterMs };
}

function parseStatuses(value: unknown): string[] {
	const list = readJson(value);
	const entries: unknown[] = Array.isArray(list) ? list : parseText(list, 'Statuses').split(',');
	return entries
		.map((entry) => normalizeStatus(parseText(entry, 'Statuses')))
		.filter((status) => status !== '');
}

/** A time without a zone is in the zone of the workflow, as everywhere in n8n. */
function parseTime(value: unknown, timezone: string): number | undefined {
	if (value === undefined || value === null || value === '') return undefined;
	const ms = readMillis(value, timezone);
	if (ms !== undefined) return ms;
	throw new InputRefusal(
		'Status Changed After is not a time',
		'Give a date, with a time if you like, e.g. 2026-01-31T08:00:00, or an expression such as {{ $now.minus(1, "day") }}.',
	);
}

function readMillis(value: unknown, timezone: string): number | undefined {
	try {
		return tryToParseDateTime(value, timezone).toMillis();
	} catch {
		return undefined;
	}
}

async function readOrders(
	client: ImpiloClient,
	filters: OrderFilters,
	limit: number,
	present: (order: ImpiloOrder) => IDataObject,
): Promise<INodeExecutionData[]> {
	const list: ListRequest = {
		path: '/order',
		query: {
			patientId: filters.patientId,
			externalOrderId: filters.externalOrderIds.length > 0 ? filters.externalOrderIds : undefined,
		},
		purpose: 'list orders',
	};
	const picksHere = filters.statuses.length > 0 || filters.changedAfterMs !== undefined;
	const wanted = new Set(filters.externalOrderIds);
	const convert = (order: ImpiloOrder): INodeExecutionData | undefined => {
		checkFilters(order, filters.patientId, wanted);
		return isPicked(order, filters) ? { json: present(order) } : undefined;
	};
	if (limit === Infinity) return await readAll(client, list, LARGEST_PAGE, convert);
	const size = picksHere ? LARGEST_PAGE : Math.min(limit, LARGEST_PAGE);
	return await readSome(client, list, size, limit, convert);
}

/** A server that ignores a filter would hand other patients' orders to the workflow. */
function checkFilters(
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

function isPicked(order: ImpiloOrder, { statuses, changedAfterMs }: OrderFilters): boolean {
	if (statuses.length > 0 && !statuses.includes(normalizeStatus(order.currentStatus))) return false;
	if (changedAfterMs === undefined) return true;
	const changedMs = readTimestamp(findLastEvent(order)?.eventTimestamp);
	return changedMs !== undefined && changedMs > changedAfterMs;
}
