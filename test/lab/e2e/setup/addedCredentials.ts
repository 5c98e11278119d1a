import type { Stage } from './stage';

/** Removes the Impilo credentials that a test has added: other tests expect the one of the stage. */
export async function removeAddedCredentials({
	n8n,
	credentials: { impiloApi },
}: Pick<Stage, 'n8n' | 'credentials'>): Promise<void> {
	const credentials = (await n8n.rest.request('GET', '/credentials')) as Array<{
		id: string;
		type: string;
	}>;
	for (const { id, type } of credentials) {
		if (type !== 'impiloApi' || id === impiloApi?.id) continue;
		await n8n.rest.request('DELETE', `/credentials/${id}`);
	}
}
