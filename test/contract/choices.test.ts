import type { INodeProperties } from 'n8n-workflow';

import { Impilo } from '../../nodes/Impilo/Impilo.node';
import { ImpiloTrigger } from '../../nodes/Impilo/ImpiloTrigger.node';
import { KNOWN_ORDER_STATUSES, WEBHOOK_TYPES } from '../../sandbox';

/** What the node offers to choose from, compared with what Impilo documents, as the sandbox has it. */

const FORMS = [
	...new Impilo().description.properties,
	...new ImpiloTrigger().description.properties,
].flatMap(withInner);

function withInner(property: INodeProperties): INodeProperties[] {
	const inner = (property.options ?? []).flatMap((entry) => ('type' in entry ? [entry] : []));
	return [property, ...inner];
}

it.each<[string, number, readonly string[]]>([
	['events', 2, WEBHOOK_TYPES],
	['orderStatuses', 2, KNOWN_ORDER_STATUSES],
	['statuses', 1, KNOWN_ORDER_STATUSES],
])('%s, in %d forms, offers all that is documented and nothing else', (name, forms, documented) => {
	const fields = FORMS.filter((field) => field.name === name);

	expect(fields).toHaveLength(forms);
	for (const { options = [] } of fields) {
		const values = options.map((entry) => ('value' in entry ? entry.value : undefined));
		expect([...values].sort()).toEqual([...documented].sort());
	}
});
