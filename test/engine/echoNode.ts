import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
} from 'n8n-workflow';

import type { NodeSource } from './harness';

const ECHO_TYPE = 'test.echo';

/** A node after Impilo's that shows what an expression gives for each item it gets. */
const echoNode: INodeType = {
	description: {
		name: 'echo',
		displayName: 'Echo',
		group: ['transform'],
		version: 1,
		description: 'Shows what an expression gives',
		defaults: { name: 'Echo' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		properties: [{ displayName: 'Value', name: 'value', type: 'string', default: '' }],
	},
	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const items = this.getInputData().map((_, item) => ({
			json: { value: this.getNodeParameter('value', item) },
			pairedItem: { item },
		}));
		return [items as INodeExecutionData[]];
	},
};

export const ECHO = 'Echo';

/** Run settings that put the echo node after Impilo's, e.g. with `={{ $('Trigger').item.json.id }}`. */
export function echoAfter(value: string): {
	nodes: NodeSource[];
	extraNodes: Record<string, INodeType>;
} {
	return {
		nodes: [{ name: ECHO, type: ECHO_TYPE, parameters: { value } }],
		extraNodes: { [ECHO_TYPE]: echoNode },
	};
}
