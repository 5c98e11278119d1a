import type { INodeProperties } from 'n8n-workflow';

import type { ImpiloClient } from '../api/client';
import { readById } from '../api/readById';
import { parseId } from '../fields/id';
import { locatorField, readLocator } from '../fields/locator';
import type { ImpiloItem } from './item';

/** The field that picks an item; `field` can change any of its properties. */
export function pickItem(field: Partial<INodeProperties> = {}): INodeProperties {
	return locatorField(
		{ displayName: 'Item', name: 'itemId', description: 'The item at Impilo', ...field },
		'searchItems',
	);
}

/**
 * Reads the Item field.
 *
 * @throws InputRefusal
 */
export function parseItemId(parameter: unknown, field = 'Item'): number {
	return parseId(readLocator(parameter).value, 'item', field);
}

/**
 * Reads one item by its ID at Impilo.
 *
 * @throws ImpiloFailure when there's none
 */
export async function readItem(client: ImpiloClient, id: number): Promise<ImpiloItem> {
	return await readById<ImpiloItem>(client, {
		path: '/item',
		name: 'item',
		id,
		notFound: {
			happened: `Impilo has no item ${id}`,
			remedy: 'Check Item, and that Environment of the credential is the one where the item is.',
		},
	});
}
