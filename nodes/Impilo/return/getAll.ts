import { isGiven } from '../api/json';
import { findOrderId, parseOrderReference, pickOrder } from '../order/reference';
import { choiceFilter, dayFilter, flagFilter, listFilter, searchFilter } from '../run/listFilters';
import { listOperation } from '../run/listOperation';
import type { ImpiloReturn } from './return';
import { RETURN_STATUS_OPTIONS } from './statuses';
import { simplifyReturn } from './view';

export const getAll = listOperation<ImpiloReturn>({
	name: 'returns',
	by: 'status, order, text or last update',
	path: '/return',
	filters: [
		listFilter<ImpiloReturn, number>({
			property: pickOrder({
				displayName: 'Related Order',
				name: 'relatedOrderId',
				description: 'Only returns that belong to this order',
			}),
			query: 'relatedOrderId',
			saysWhose: true,
			read: async (value, field, { client }) =>
				await findOrderId(client, parseOrderReference(value, field)),
			matches: ({ relatedOrderId }, id) =>
				isGiven(relatedOrderId) ? relatedOrderId === id : undefined,
		}),
		searchFilter(
			{
				displayName: 'Search',
				name: 'searchString',
				placeholder: 'e.g. 4001',
				description: 'Only returns in which Impilo finds this text',
			},
			'searchString',
		),
		flagFilter(
			{
				displayName: 'Standalone',
				name: 'standalone',
				description:
					'Whether to return only returns that belong to no order, or only those that belong to one',
			},
			'standalone',
			({ relatedOrderId }) => (isGiven(relatedOrderId) ? false : undefined),
		),
		choiceFilter(
			{
				displayName: 'Status',
				name: 'status',
				default: 'rmaPlaced',
				description: 'Only returns in this status',
				options: RETURN_STATUS_OPTIONS,
			},
			'status',
			({ currentStatus }) => currentStatus,
		),
		dayFilter(
			{
				displayName: 'Updated Before',
				name: 'lastUpdatedBefore',
				placeholder: 'e.g. 2026-01-31',
				description: 'Only returns that have not changed since this day, as year-month-day',
			},
			'lastUpdatedBefore',
		),
	],
	simplify: simplifyReturn,
});
