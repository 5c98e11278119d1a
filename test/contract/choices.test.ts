import type { INodeProperties } from 'n8n-workflow';

import { Impilo } from '../../nodes/Impilo/Impilo.node';
import { ImpiloTrigger } from '../../nodes/Impilo/ImpiloTrigger.node';
import {
	KNOWN_DEVICE_STATUSES,
	KNOWN_ORDER_STATUSES,
	KNOWN_RETURN_STATUSES,
	READING_TYPES,
	TICKET_TYPES,
	WEBHOOK_TYPES,
} from '../../sandbox';

/** What the node offers to choose from, compared with what Impilo documents, as the sandbox has it. */

interface Field {
	/** Empty for the trigger's. */
	resource: string;
	property: INodeProperties;
}

const FIELDS = [
	...new Impilo().description.properties,
	...new ImpiloTrigger().description.properties,
].flatMap((property): Field[] => {
	const [resource = ''] = property.displayOptions?.show?.resource ?? [];
	const inner = (property.options ?? []).flatMap((entry) => ('type' in entry ? [entry] : []));
	return [property, ...inner].map((each) => ({ resource: String(resource), property: each }));
});

it.each<[string, string[], readonly string[]]>([
	['events', ['event', ''], WEBHOOK_TYPES],
	['orderStatuses', ['event', ''], KNOWN_ORDER_STATUSES],
	['statuses', ['order'], KNOWN_ORDER_STATUSES],
	['statuses', ['device'], KNOWN_DEVICE_STATUSES],
	['status', ['return'], KNOWN_RETURN_STATUSES],
	['ticketType', ['supportTicket', 'supportTicket'], TICKET_TYPES],
	['readingTypes', ['item'], READING_TYPES],
])('%s of %j offers all that is documented and nothing else', (name, resources, documented) => {
	const fields = FIELDS.filter(
		({ resource, property }) => property.name === name && resources.includes(resource),
	);

	expect(fields).toHaveLength(resources.length);
	for (const { property } of fields) {
		const values = (property.options ?? []).map((entry) =>
			'value' in entry ? entry.value : undefined,
		);
		expect([...values].sort()).toEqual([...documented].sort());
	}
});
