import type { INodeProperties } from 'n8n-workflow';

import type { ImpiloClient } from '../api/client';
import type { Operation } from './operation';
import { forEachItem } from './operation';
import { present, readSimplify, SIMPLIFY_FIELD } from './simplify';

/** Describes a Get. */
export interface ReadableResource<T> {
	/** E.g. "order". */
	name: string;
	/** E.g. "Get an order by its ID or an external order ID". */
	description: string;
	/** The field that picks it. */
	field: INodeProperties;
	/**
	 * Reads the field, and then the entity at Impilo.
	 *
	 * @throws InputRefusal
	 * @throws ImpiloFailure
	 */
	read: (client: ImpiloClient, parameter: unknown) => Promise<T>;
	simplify: (entity: T) => object;
}

/** The operation Get of a resource. */
export function getOperation<T extends object>(resource: ReadableResource<T>): Operation {
	const { name, description, field, read, simplify } = resource;
	return {
		option: { name: 'Get', value: 'get', action: `Get ${name}`, description },
		fields: [field, SIMPLIFY_FIELD],
		execute: forEachItem(async ({ client, valuesOf }, itemIndex) => {
			const valueOf = valuesOf(itemIndex);
			const isSimplified = readSimplify(valueOf);
			const entity = await read(client, valueOf(field.name));
			// A copy: items may share what was read, and later nodes may change the JSON of each.
			return [{ json: { ...present(entity, isSimplified, simplify) } }];
		}),
	};
}
