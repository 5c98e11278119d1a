import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { parseBoolean } from '../fields/values';
import type { ValueOf } from './parameters';

export const SIMPLIFY_FIELD: INodeProperties = {
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
};

/**
 * Whether the item asks for the simplified version.
 *
 * @throws InputRefusal
 */
export function readSimplify(valueOf: ValueOf): boolean {
	return parseBoolean(valueOf(SIMPLIFY_FIELD.name), SIMPLIFY_FIELD.displayName) !== false;
}

/** Something that Impilo sent as the output's JSON: with Simplify off, as it was sent. */
export function present<T extends object>(
	entity: T,
	simplify: boolean,
	toSimplified: (entity: T) => object,
): IDataObject {
	// n8n's type asks for an index signature, which interfaces don't have.
	return (simplify ? toSimplified(entity) : entity) as IDataObject;
}
