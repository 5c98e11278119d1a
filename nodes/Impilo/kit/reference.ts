import type { INodeProperties } from 'n8n-workflow';

import type { ImpiloClient } from '../api/client';
import { readById } from '../api/readById';
import { parseId } from '../fields/id';
import { locatorField, readLocator } from '../fields/locator';
import type { ImpiloKit } from './kit';

/** The field that picks a kit; `field` can change any of its properties. */
export function pickKit(field: Partial<INodeProperties> = {}): INodeProperties {
	return locatorField(
		{ displayName: 'Kit', name: 'kitId', description: 'The kit at Impilo', ...field },
		'searchKits',
	);
}

/**
 * Reads the Kit field.
 *
 * @throws InputRefusal
 */
export function parseKitId(parameter: unknown, field = 'Kit'): number {
	return parseId(readLocator(parameter).value, 'kit', field);
}

/**
 * Reads one kit by its ID at Impilo.
 *
 * @throws ImpiloFailure when there's none
 */
export async function readKit(client: ImpiloClient, id: number): Promise<ImpiloKit> {
	return await readById<ImpiloKit>(client, {
		path: '/kit',
		name: 'kit',
		id,
		notFound: {
			happened: `Impilo has no kit ${id}`,
			remedy: 'Check Kit, and that Environment of the credential is the one where the kit is.',
		},
	});
}
