import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

import type { Workflow } from '../../test/n8n';

/** A credential as a node refers to it. */
export interface CredentialReference {
	id: string;
	name: string;
}

/** The files of the example workflows, by name. */
export async function listExamples(directory: string): Promise<string[]> {
	const names = await readdir(directory);
	return names.filter((name) => name.endsWith('.json')).sort();
}

export async function readExample(directory: string, file: string): Promise<Workflow> {
	return JSON.parse(await readFile(path.join(directory, file), 'utf8')) as Workflow;
}

const IMPILO_PREFIX = 'n8n-nodes-impilo.';

/** The workflow with a credential in its Impilo nodes, in place of whichever they have. */
export function assignCredential(workflow: Workflow, credential: CredentialReference): Workflow {
	const nodes = workflow.nodes.map((node) =>
		node.type.startsWith(IMPILO_PREFIX) || node.credentials?.impiloApi !== undefined
			? { ...node, credentials: { ...node.credentials, impiloApi: credential } }
			: node,
	);
	const { name, connections, settings } = workflow;
	return { name, nodes, connections, settings };
}
