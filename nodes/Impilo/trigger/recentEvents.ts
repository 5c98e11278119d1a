import type { IWebhookFunctions } from 'n8n-workflow';

import { systemClock } from '../api/clock';
import type { ImpiloEvent } from '../event/envelope';
import { isTest, keepEvents, recallEvents, triggerKey } from './memory';

const MOST_REMEMBERED = 1_000;
/**
 * Shorter than the quarter of an hour after which Impilo delivers again: an event that n8n could not
 * start anything with is not in the workflow's data, and has to get through then.
 */
const REMEMBER_HERE_MS = 600_000;

/** n8n hands each delivery a copy of its own of the workflow's data: this tells of those that come at once. */
const takenHere = new Map<string, ReadonlyArray<readonly [event: string, atMs: number]>>();

/**
 * Takes an event for this trigger, so that it starts the workflow once however often it is delivered.
 *
 * @returns false where it has been taken before
 */
export function takeEvent(context: IWebhookFunctions, { type, id }: ImpiloEvent): boolean {
	// In the editor, the same event may be wanted again and again.
	if (isTest(context)) return true;
	const key = triggerKey(context);
	const nowMs = systemClock.now();
	const here = (takenHere.get(key) ?? []).filter(([, atMs]) => nowMs - atMs < REMEMBER_HERE_MS);
	// Impilo might tell one happening as two types, with the same ID.
	const event = `${type} ${id}`;
	const taken = new Set([...recallEvents(context), ...here.map(([name]) => name)]);
	if (taken.has(event)) return false;
	takenHere.set(key, [...here, [event, nowMs] as const].slice(-MOST_REMEMBERED));
	keepEvents(context, [...taken, event].slice(-MOST_REMEMBERED));
	return true;
}
