import type { IWebhookFunctions } from 'n8n-workflow';

import type { ImpiloEvent } from '../event/envelope';
import { ProcessMemory } from './processMemory';
import { isTest, readRecentEvents, saveRecentEvents } from './storage';

const MOST_SAVED = 1_000;
/** Few, as another process may have saved newer ones since, which these mustn't displace. */
const MOST_REMEMBERED_HERE = 100;

/** Events of this process: n8n gives deliveries that come at the same time separate copies of the static data. */
const startedHere = new ProcessMemory<readonly string[]>();

/**
 * Notes that an event starts the workflow, so that it does so once however often it is delivered.
 *
 * @returns false where it has started the workflow before
 */
export function isFirstDelivery(context: IWebhookFunctions, { type, id }: ImpiloEvent): boolean {
	// In the editor, the same event may be tested again and again.
	if (isTest(context)) return true;
	const known = new Set([...readRecentEvents(context), ...(startedHere.get(context) ?? [])]);
	// Impilo might send one happening as two types, with the same ID.
	const event = `${type} ${id}`;
	if (known.has(event)) return false;
	const latest = [...known, event].slice(-MOST_SAVED);
	startedHere.set(context, latest.slice(-MOST_REMEMBERED_HERE));
	saveRecentEvents(context, latest);
	return true;
}
