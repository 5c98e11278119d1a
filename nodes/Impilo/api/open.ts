import type { IAllExecuteFunctions } from 'n8n-workflow';

import { ImpiloClient } from './client';
import { systemClock } from './clock';
import { openConnection } from './connection';
import { RequestGate } from './gate';

export interface ClientSettings {
	/** Requests in flight at most. */
	concurrency: number;
	timeoutMs: number;
}

export const DEFAULT_SETTINGS: ClientSettings = { concurrency: 10, timeoutMs: 60_000 };

/**
 * Gives a client for one execution of a node.
 *
 * @param signal when it fires, nothing new is sent
 */
export async function openClient(
	context: IAllExecuteFunctions,
	settings: ClientSettings = DEFAULT_SETTINGS,
	signal?: AbortSignal,
): Promise<ImpiloClient> {
	const gate = new RequestGate(settings.concurrency, systemClock);
	if (signal?.aborted) gate.close();
	else signal?.addEventListener('abort', () => gate.close(), { once: true });
	const connection = await openConnection(context, settings.timeoutMs);
	return new ImpiloClient(connection, gate, systemClock);
}
