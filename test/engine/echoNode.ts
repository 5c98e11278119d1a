import type { INodeExecutionData } from 'n8n-workflow';

import { testNode } from './harness';
import type { RunSettings } from './impiloRun';

const ECHO_TYPE = 'test.echo';

/** A node after Impilo's that shows what an expression gives for each item it gets. */
const echoNode = testNode(
	'echo',
	{ properties: [{ displayName: 'Value', name: 'value', type: 'string', default: '' }] },
	async function () {
		const items = this.getInputData().map((_, item) => ({
			json: { value: this.getNodeParameter('value', item) },
			pairedItem: { item },
		}));
		return [items as INodeExecutionData[]];
	},
);

export const ECHO = 'Echo';

/** Run settings that put the echo node after Impilo's, e.g. with `={{ $('Trigger').item.json.id }}`. */
export const echoAfter = (value: string): RunSettings => ({
	nodes: [{ name: ECHO, type: ECHO_TYPE, parameters: { value } }],
	extraNodes: { [ECHO_TYPE]: echoNode },
});
