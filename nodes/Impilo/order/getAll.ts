import { readTimestamp } from '../api/timestamp';
import { parseTime } from '../fields/time';
import { patientFilter } from '../patient/reference';
import { UNKNOWN_PATIENT } from '../patient/refusals';
import { choicesFilter, listFilter } from '../run/filterKinds';
import { listOperation } from '../run/listOperation';
import { EXTERNAL_ORDER_ID, externalIdsOf, parseExternalOrderIds } from './externalIds';
import type { ImpiloOrder } from './order';
import { findLastEvent, simplifyOrder } from './order';
import { STATUS_OPTIONS } from './statuses';

/** Stands for the patient of an order to a site: no patient has this ID. */
const NO_PATIENT = 0;

export const getAll = listOperation<ImpiloOrder>({
	name: 'order',
	by: 'patient, external order ID, status or last change',
	refusals: [UNKNOWN_PATIENT],
	filters: [
		listFilter<ImpiloOrder, string[]>({
			property: {
				displayName: 'External Order IDs',
				name: 'externalOrderIds',
				placeholder: 'e.g. PO-2026-0117, PO-2026-0118',
				description:
					'Only orders with one of these IDs: separated by commas, or an expression that returns a list',
			},
			query: EXTERNAL_ORDER_ID,
			saysWhose: true,
			read: parseExternalOrderIds,
			matches: (order, ids) => externalIdsOf(order).some((id) => ids.includes(id)),
		}),
		patientFilter(
			'patientId',
			({ patient, site }) => patient?.id ?? (site ? NO_PATIENT : undefined),
			{ description: 'Only orders for this patient' },
		),
		listFilter<ImpiloOrder, number>({
			property: {
				displayName: 'Status Changed After',
				name: 'statusChangedAfter',
				type: 'dateTime',
				default: '',
				description:
					'Only orders whose last event is later than this. Impilo has no such filter, so the node reads all orders that match the other filters. An order without events is left out.',
			},
			read: (value, field, { context }) => parseTime(value, field, context.getTimezone()),
			matches: (order, afterMs) => {
				const changedMs = readTimestamp(findLastEvent(order)?.eventTimestamp);
				return changedMs === undefined ? undefined : changedMs > afterMs;
			},
			untold: 'Impilo gives no readable time of the last change',
		}),
		choicesFilter(
			{
				displayName: 'Statuses',
				name: 'statuses',
				description:
					'Only orders in one of these statuses. Impilo has no such filter, so the node reads all orders that match the other filters.',
				options: STATUS_OPTIONS,
			},
			'status',
			undefined,
			({ currentStatus }) => currentStatus,
		),
	],
	simplify: simplifyOrder,
});
