import path from 'node:path';

import type { IConnections, INode } from 'n8n-workflow';

import { startSandbox, type Sandbox } from '../../../sandbox';
import { connectInLine, startN8n, type N8n, type Workflow } from '../../../scripts/n8n';

/** A part of a workflow; the rest of a node is made up. */
export type NodePart = Pick<INode, 'name' | 'type' | 'parameters'> & Partial<INode>;

/** A running n8n with the built package, a sandbox, and a credential that leads to it. */
export interface SandboxRig {
	readonly n8n: N8n;
	readonly sandbox: Sandbox;
	/**
	 * Saves a workflow, with the credential in the nodes of Impilo.
	 *
	 * @param connections by default from each node to the next
	 */
	saveWorkflow(
		name: string,
		parts: readonly NodePart[],
		connections?: IConnections,
	): Promise<string>;
	stop(): Promise<void>;
}

const PACKAGE_DIRECTORY = path.join(__dirname, '..', '..', '..');
const IMPILO_PREFIX = 'n8n-nodes-impilo.';

export async function startSandboxRig(): Promise<SandboxRig> {
	const sandbox = await startSandbox();
	try {
		const n8n = await startN8n({ packageDirectory: PACKAGE_DIRECTORY });
		const credential = await n8n.createCredential({
			name: 'Impilo sandbox',
			type: 'impiloApi',
			data: { environment: 'custom', baseUrl: sandbox.url, apiKey: sandbox.apiKey },
		});
		return {
			n8n,
			sandbox,
			saveWorkflow: async (name, parts, connections) => {
				const workflow = buildWorkflow(name, parts, { impiloApi: credential });
				return await n8n.createWorkflow({ ...workflow, ...(connections && { connections }) });
			},
			async stop() {
				await n8n.stop();
				await sandbox.stop();
			},
		};
	} catch (error) {
		await sandbox.stop();
		throw error;
	}
}

/** A workflow of nodes one after the other, with the credentials in those of Impilo. */
export function buildWorkflow(
	name: string,
	parts: readonly NodePart[],
	credentials: INode['credentials'],
): Workflow {
	const nodes = parts.map((part, index): INode => ({
		id: `${name} ${index}`,
		typeVersion: 1,
		position: [index * 200, 0],
		...(part.type.startsWith(IMPILO_PREFIX) ? { credentials } : {}),
		...part,
	}));
	return {
		name,
		nodes,
		connections: connectInLine(nodes),
		settings: { executionOrder: 'v1', saveDataSuccessExecution: 'all' },
	};
}
