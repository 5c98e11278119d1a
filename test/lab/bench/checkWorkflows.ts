import type { Workflow } from '../../../scripts/n8n';
import { createWithImpilo } from './createWorkflows';
import { MEASURED_NODE } from './workflowParts';

/** The workflow of Create, with Check instead: it has the same form. */
export function checkWithImpilo(...create: Parameters<typeof createWithImpilo>): Workflow {
	const workflow = createWithImpilo(...create);
	return {
		...workflow,
		nodes: workflow.nodes.map((node) =>
			node.name === MEASURED_NODE
				? { ...node, parameters: { ...node.parameters, operation: 'check' } }
				: node,
		),
	};
}
