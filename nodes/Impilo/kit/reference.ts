import type { INodeProperties } from 'n8n-workflow';

import { locatorField } from '../fields/locator';

/** The field that picks a kit. */
export function pickKit(): INodeProperties {
	return locatorField(
		{ displayName: 'Kit', name: 'kitId', description: 'The kit at Impilo' },
		'searchKits',
	);
}
