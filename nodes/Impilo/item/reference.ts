import type { INodeProperties } from 'n8n-workflow';

import { locatorField } from '../fields/locator';

/** The field that picks an item. */
export function pickItem(): INodeProperties {
	return locatorField(
		{ displayName: 'Item', name: 'itemId', description: 'The item at Impilo' },
		'searchItems',
	);
}
