import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import type { Workflow } from '../../../../scripts/n8n';
import type { Stage } from './stage';

const EXAMPLES_FOLDER = path.join(__dirname, '..', '..', '..', '..', 'examples');

/** The type of the credential that a node needs; others need none. */
const CREDENTIAL_TYPES: Record<string, string> = {
	'n8n-nodes-impilo.impilo': 'impiloApi',
	'n8n-nodes-impilo.impiloTool': 'impiloApi',
	'n8n-nodes-impilo.impiloTrigger': 'impiloApi',
	'n8n-nodes-base.httpRequest': 'impiloApi',
	'@n8n/n8n-nodes-langchain.lmChatOpenAi': 'openAiApi',
};

/** The files of all workflows to import. */
export function listExamples(): string[] {
	return readdirSync(EXAMPLES_FOLDER).filter((file) => file.endsWith('.json'));
}

export function readExample(file: string): Workflow {
	return JSON.parse(readFileSync(path.join(EXAMPLES_FOLDER, file), 'utf8')) as Workflow;
}

/** A sheet that an example takes. */
export function readSample(file: string): string {
	return readFileSync(path.join(EXAMPLES_FOLDER, file), 'utf8');
}

/**
 * Imports a workflow as a user does: as it is, but with the user's credentials chosen.
 *
 * @returns its ID
 */
export async function saveWorkflow(
	{ n8n, credentials }: Pick<Stage, 'n8n' | 'credentials'>,
	workflow: Workflow,
): Promise<string> {
	const nodes = workflow.nodes.map((node) => {
		const type = CREDENTIAL_TYPES[node.type];
		const credential = type === undefined ? undefined : credentials[type];
		return type === undefined || credential === undefined
			? node
			: { ...node, credentials: { [type]: credential } };
	});
	return await n8n.createWorkflow({ ...workflow, nodes });
}

/** @returns the ID of the imported example */
export async function importExample(stage: Stage, file: string): Promise<string> {
	return await saveWorkflow(stage, readExample(file));
}
