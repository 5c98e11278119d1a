import type { INodeProperties } from 'n8n-workflow';

import type { ValueOf } from './parameters';

export const SIMPLIFY_FIELD: INodeProperties = {
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
};

/** Whether the item asks for the simplified version. */
export function readSimplify(valueOf: ValueOf): boolean {
	return valueOf(SIMPLIFY_FIELD.name) !== false;
}
