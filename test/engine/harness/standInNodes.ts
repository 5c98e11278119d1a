import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

export const MANUAL_TRIGGER_TYPE = 'n8n-nodes-base.manualTrigger';
export const NO_OP_TYPE = 'n8n-nodes-base.noOp';

type Execute = (this: IExecuteFunctions) => Promise<INodeExecutionData[][]>;

/**
 * A node of a test's own, with one input and one output.
 *
 * @param execute by default, it passes on what it gets
 */
export function testNode(
	name: string,
	differences: Partial<INodeTypeDescription> = {},
	execute: Execute = async function () {
		return [this.getInputData()];
	},
): INodeType {
	return {
		description: {
			name,
			displayName: name,
			group: [],
			version: 1,
			description: `The test's ${name}`,
			defaults: { name },
			inputs: [NodeConnectionTypes.Main],
			outputs: [NodeConnectionTypes.Main],
			properties: [],
			...differences,
		},
		execute,
	};
}

/** n8n's own nodes that the tests' workflows need, by their full names. */
export const STAND_IN_NODES: Record<string, INodeType> = {
	[MANUAL_TRIGGER_TYPE]: testNode('manualTrigger', { group: ['trigger'], inputs: [] }),
	[NO_OP_TYPE]: testNode('noOp', { group: ['organization'] }),
	'n8n-nodes-base.stickyNote': testNode('stickyNote', { inputs: [], outputs: [] }),
};
