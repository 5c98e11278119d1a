import type { N8n } from '../../test/n8n';
import {
	assignCredential,
	listExamples,
	readExample,
	type CredentialReference,
} from './exampleWorkflows';
import type { Notes } from './notebook';
import type { Target } from './target';

/**
 * Gives n8n the credential, and the examples that it hasn't been given yet. There is one credential,
 * which leads to the target of the moment, so that workflows needn't be changed with it.
 *
 * @param notes brought up to date
 * @returns how many examples were imported
 */
export async function furnish(
	n8n: N8n,
	{ name, credential: data }: Target,
	examplesDirectory: string,
	notes: Notes,
): Promise<number> {
	const credential = await provideCredential(n8n, notes.credentialId, {
		name,
		type: 'impiloApi',
		data,
	});
	notes.credentialId = credential.id;
	const known = new Set(notes.importedExamples);
	const fresh = (await listExamples(examplesDirectory)).filter((file) => !known.has(file));
	for (const file of fresh) {
		const workflow = await readExample(examplesDirectory, file);
		await n8n.createWorkflow(assignCredential(workflow, credential));
		notes.importedExamples.push(file);
	}
	return fresh.length;
}

async function provideCredential(
	n8n: N8n,
	id: string | undefined,
	credential: Parameters<N8n['createCredential']>[0],
): Promise<CredentialReference> {
	const credentials = await n8n.rest.request('GET', '/credentials');
	const isThere =
		id !== undefined && (credentials as Array<{ id?: unknown }>).some((entry) => entry.id === id);
	if (!isThere) return await n8n.createCredential(credential);
	await n8n.rest.request('PATCH', `/credentials/${id}`, credential);
	return { id, name: credential.name };
}
