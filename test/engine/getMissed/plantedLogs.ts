import type { IDataObject, INodeParameters } from 'n8n-workflow';

import type { Sandbox, WebhookLog } from '../../../sandbox';
import type { WorkflowRun } from '../harness';
import { IMPILO } from '../impiloRun';

export const LOGS_PATH = '/api/v3/webhook/logs';
/** Where deliveries went unless a test says otherwise, and another webhook. */
export const HOOK = 'https://n8n.example.com/webhook/8a1c/webhook';
export const OTHER_HOOK = 'https://n8n.example.com/webhook/77d0/webhook';

export const SINCE = '2026-01-31T00:00:00.000Z';
const EIGHT = Date.UTC(2026, 0, 31, 8);

/** So many minutes after eight o'clock, as it stands in the logs. */
export function minute(minutes: number): string {
	return new Date(EIGHT + minutes * 60_000).toISOString();
}

/** A row as a server might send it: any field may be null, missing or of another type. */
export type LoggedRow = Partial<Record<keyof WebhookLog, unknown>>;

/** Plants a delivery that failed, unless the row says otherwise. */
export function plant(sandbox: Sandbox, row: LoggedRow = {}): WebhookLog {
	const failed = { webhookUrl: HOOK, lastResponseStatus: 503, createTimestamp: minute(0) };
	return sandbox.webhooks.addLog({ ...failed, ...row } as Partial<Omit<WebhookLog, 'id'>>);
}

export function envelope(
	id: string | number,
	payload: IDataObject = { id: 42, currentStatus: 'shipped' },
	type = 'order.statusFull',
): IDataObject {
	return { id, type, payload };
}

/** The text of an envelope, as the sandbox logs it. */
export function sent(...parts: Parameters<typeof envelope>): string {
	return JSON.stringify(envelope(...parts));
}

export function formOf(parameters: INodeParameters = {}): INodeParameters {
	return {
		resource: 'event',
		operation: 'getMissed',
		events: ['order.statusFull'],
		since: SINCE,
		...parameters,
	};
}

export function eventIds(run: WorkflowRun): unknown[] {
	return run.items(IMPILO).map(({ json }) => json.eventId);
}
