import type { INodeProperties } from 'n8n-workflow';

import type { KeyOf } from '../api/pages';
import { parseChoice } from '../fields/values';
import type { ImpiloStock } from '../item/stock';
import { IMPILO_STOCK_PATH, keyOfPlace } from '../item/stock';
import type { ValueOf } from '../run/parameters';

/** Which places are meant. */
export type Scope = 'everywhere' | 'impilo' | 'own';

const SCOPES: Record<Scope, { path: string; keyOf: KeyOf<ImpiloStock> }> = {
	everywhere: { path: '/inventory', keyOf: ({ item }) => item?.id },
	impilo: { path: IMPILO_STOCK_PATH, keyOf: keyOfPlace },
	own: { path: '/inventory/site', keyOf: keyOfPlace },
};

export const SCOPE_FIELD: INodeProperties = {
	displayName: 'Where',
	name: 'scope',
	type: 'options',
	default: 'everywhere',
	description: 'Where to look for stock',
	options: [
		{ name: 'Everywhere', value: 'everywhere', description: 'One entry per item, over all sites' },
		{
			name: "Impilo's Sites",
			value: 'impilo',
			description: 'One entry per item and site that orders are shipped from',
		},
		{ name: 'Own Sites', value: 'own', description: 'One entry per item and site of your account' },
	],
};

/**
 * Reads the Where field.
 *
 * @throws InputRefusal
 */
export function readScope(valueOf: ValueOf): Scope {
	const scopes: Scope[] = ['everywhere', 'impilo', 'own'];
	return parseChoice(valueOf(SCOPE_FIELD.name), scopes, SCOPE_FIELD.displayName) ?? 'everywhere';
}

/** The list at Impilo for the places that an item means. */
export function listOfScope(valueOf: ValueOf): (typeof SCOPES)[Scope] {
	return SCOPES[readScope(valueOf)];
}
