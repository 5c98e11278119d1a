import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

export const SIMPLIFY_FIELD: INodeProperties = {
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
};

/** Whether the item asks for the simplified version. */
export function readSimplify(context: IExecuteFunctions, itemIndex: number): boolean {
	return context.getNodeParameter(SIMPLIFY_FIELD.name, itemIndex, true) !== false;
}
