import type { INodeProperties, NodeHint } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';

import { device } from './device';
import { event } from './event/getMissed';
import { inventory } from './inventory/inventory';
import { item } from './item/item';
import { kit } from './kit/kit';
import { order } from './order';
import { patient } from './patient';
import { returnResource } from './return';
import type { ListSearch } from './run/listSearch';
import type { Operation, Resource } from './run/operation';
import { operationFields } from './run/operation';
import { optionsField } from './run/settings';
import { site } from './site';
import { supportTicket } from './supportTicket';

/** Every resource of the node, in the order of the list. */
export const RESOURCES: readonly Resource[] = [
	device,
	event,
	inventory,
	item,
	kit,
	order,
	patient,
	returnResource,
	site,
	supportTicket,
];

const { value: defaultResource } = order.option;

const LISTED = RESOURCES.filter(({ operations }) => operations.length > 0);

/** The Resource list, the Operation list of each, and the fields of all operations. */
export const RESOURCE_FIELDS: INodeProperties[] = [
	{
		displayName: 'Resource',
		name: 'resource',
		type: 'options',
		noDataExpression: true,
		default: defaultResource,
		options: LISTED.map(({ option }) => option),
	},
	...LISTED.flatMap(operationFields),
];

/** The Options of the node, those of single operations included. */
export const OPTIONS_FIELD = optionsField(
	LISTED.flatMap(({ option, operations }) =>
		operations.flatMap((operation) =>
			updateDisplayOptions(
				{ show: { '/resource': [option.value], '/operation': [operation.option.value] } },
				operation.options ?? [],
			),
		),
	),
);

/** What n8n shows in place of the output until an operation has run. */
export const FIRST_RUN_HINTS: NodeHint[] = LISTED.flatMap(({ option, operations }) =>
	operations.flatMap((operation) =>
		operation.firstRunHint === undefined
			? []
			: {
					message: operation.firstRunHint,
					type: 'warning',
					location: 'outputPane',
					whenToDisplay: 'beforeExecution',
					displayCondition: `={{ $parameter.resource === "${option.value}" && $parameter.operation === "${operation.option.value}" }}`,
				},
	),
);

/** The searches of all locators, by the names that the locators use. */
export const LIST_SEARCHES: Record<string, ListSearch> = Object.assign(
	{},
	...RESOURCES.map(({ searches }) => searches),
);

/** @returns undefined if the resource or its operation isn't in its list */
export function findOperation(resource: unknown, operation: unknown): Operation | undefined {
	return RESOURCES.find(({ option }) => option.value === resource)?.operations.find(
		({ option }) => option.value === operation,
	);
}
