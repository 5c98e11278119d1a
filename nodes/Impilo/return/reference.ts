import type { INodeProperties } from 'n8n-workflow';

import type { ImpiloClient } from '../api/client';
import type { Explanation } from '../api/failure';
import { readById } from '../api/readById';
import { parseId } from '../fields/id';
import { locatorField, readLocator } from '../fields/locator';
import type { ImpiloReturn } from './return';

/** The field that picks a return; `field` can change any of its properties. */
export function pickReturn(field: Partial<INodeProperties> = {}): INodeProperties {
	return locatorField(
		{ displayName: 'Return', name: 'returnId', description: 'The return at Impilo', ...field },
		'searchReturns',
	);
}

/**
 * Reads the Return field.
 *
 * @throws InputRefusal
 */
export function parseReturnId(parameter: unknown, field = 'Return'): number {
	return parseId(readLocator(parameter).value, 'return', field);
}

export function noSuchReturn(id: number): Explanation {
	return {
		happened: `Impilo has no return ${id}`,
		remedy:
			'Check Return, and that Environment of the credential is the one where the return was created.',
	};
}

/**
 * Reads one return by its ID at Impilo.
 *
 * @throws ImpiloFailure when there's none
 */
export async function readReturn(client: ImpiloClient, id: number): Promise<ImpiloReturn> {
	return await readById<ImpiloReturn>(client, {
		path: '/return',
		name: 'return',
		id,
		notFound: noSuchReturn(id),
	});
}
