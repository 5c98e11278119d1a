import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

export const MANUAL_TRIGGER_TYPE = 'n8n-nodes-base.manualTrigger';
export const NO_OP_TYPE = 'n8n-nodes-base.noOp';

/** n8n's own nodes that the tests' workflows need, by their full names. */
export const STAND_IN_NODES: Record<string, INodeType> = {
	[MANUAL_TRIGGER_TYPE]: passingNode('manualTrigger', 'Manual Trigger', { group: ['trigger'] }),
	[NO_OP_TYPE]: passingNode('noOp', 'No Operation, do nothing', {
		group: ['organization'],
		inputs: [NodeConnectionTypes.Main],
	}),
	'n8n-nodes-base.stickyNote': passingNode('stickyNote', 'Sticky Note', {
		group: ['input'],
		outputs: [],
	}),
};

function passingNode(
	name: string,
	displayName: string,
	differences: Partial<INodeTypeDescription>,
): INodeType {
	return {
		description: {
			name,
			displayName,
			group: [],
			version: 1,
			description: `Stands in for n8n's ${displayName}`,
			defaults: { name: displayName },
			inputs: [],
			outputs: [NodeConnectionTypes.Main],
			properties: [],
			...differences,
		},
		async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
			return [this.getInputData()];
		},
	};
}
