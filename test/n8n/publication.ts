import { setTimeout as wait } from 'node:timers/promises';

import { readEntity } from './entity';
import type { RestClient } from './restClient';

const SETTLED_WITHIN_MS = 30_000;
const POLL_MS = 50;

/**
 * Publishes a workflow and waits until its triggers are registered: n8n does that after its answer.
 *
 * @throws Error with what n8n says, when a trigger could not be registered
 */
export async function publishWorkflow(rest: RestClient, workflowId: string): Promise<void> {
	const { versionId } = readEntity(await rest.request('GET', `/workflows/${workflowId}`));
	await rest.request('POST', `/workflows/${workflowId}/activate`, { versionId });
	await waitUntilSettled(rest, workflowId, 'published');
}

/**
 * Takes a workflow back, and waits until its triggers have been unregistered.
 *
 * @throws Error when they have not been in time
 */
export async function unpublishWorkflow(rest: RestClient, workflowId: string): Promise<void> {
	await rest.request('POST', `/workflows/${workflowId}/deactivate`, {});
	await waitUntilSettled(rest, workflowId, 'not_published');
}

async function waitUntilSettled(
	rest: RestClient,
	workflowId: string,
	wanted: 'published' | 'not_published',
): Promise<void> {
	const deadline = Date.now() + SETTLED_WITHIN_MS;
	for (;;) {
		const answer = await rest.request('GET', `/workflows/${workflowId}/publication-status`);
		const status = readStatus(answer);
		if (status === wanted) return;
		const isFinal = status === 'failed' || status === 'partial';
		if (isFinal || Date.now() > deadline) {
			throw new Error(`The workflow is not ${wanted}, n8n says: ${JSON.stringify(answer)}`);
		}
		await wait(POLL_MS);
	}
}

function readStatus(answer: unknown): string {
	return typeof answer === 'object' && answer !== null && 'status' in answer
		? String(answer.status)
		: 'unknown';
}
