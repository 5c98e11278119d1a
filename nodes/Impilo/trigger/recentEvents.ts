import type { IWebhookFunctions } from 'n8n-workflow';

import type { ImpiloEvent } from '../event/envelope';
import { isTest, keepEvents, recallEvents, triggerKey } from './memory';

const MOST_REMEMBERED = 1_000;
/** Few, as another process may have taken others since, and they are not to be pushed out. */
const MOST_REMEMBERED_HERE = 100;

/** n8n hands each delivery a copy of its own of the workflow's data: this tells of those that come at once. */
const takenHere = new Map<string, readonly string[]>();

/**
 * Takes an event for this trigger, so that it starts the workflow once however often it is delivered.
 *
 * @returns false where it has been taken before
 */
export function takeEvent(context: IWebhookFunctions, { type, id }: ImpiloEvent): boolean {
	// In the editor, the same event may be wanted again and again.
	if (isTest(context)) return true;
	const key = triggerKey(context);
	const taken = new Set([...recallEvents(context), ...(takenHere.get(key) ?? [])]);
	// Impilo might tell one happening as two types, with the same ID.
	const event = `${type} ${id}`;
	if (taken.has(event)) return false;
	const latest = [...taken, event].slice(-MOST_REMEMBERED);
	takenHere.set(key, latest.slice(-MOST_REMEMBERED_HERE));
	keepEvents(context, latest);
	return true;
}
