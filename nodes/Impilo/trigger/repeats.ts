import type { IWebhookFunctions } from 'n8n-workflow';

import type { ImpiloEvent } from '../event/event';
import { ProcessMemory } from './processMemory';
import { isTest, readRecentEvents, saveRecentEvents } from './storage';

const MOST_REMEMBERED = 1_000;

type Response = ReturnType<IWebhookFunctions['getResponseObject']>;

/** A delivery whose event starts the workflow. n8n answers it once it has accepted the event. */
class Takeover {
	readonly ended: Promise<void>;

	/** Removed once n8n has accepted the event. */
	private response: Response | undefined;

	constructor(response: Response) {
		this.response = response;
		this.ended = new Promise((resolve) => {
			response.once('close', () => {
				if (this.isDone) this.response = undefined;
				resolve();
			});
		});
	}

	/** Even if the sender didn't wait for the answer. */
	get isDone(): boolean {
		const { response } = this;
		return response === undefined || (response.writableEnded && response.statusCode < 400);
	}
}

/** The events that this process has started the workflow with, or is about to. */
const takeovers = new ProcessMemory<Map<string, Takeover>>();

/**
 * Records that an event starts the workflow, so that it does so only once, however often it is delivered.
 * In doubt, a delivery counts as the first: a duplicate start is better than a lost event.
 *
 * @returns false if n8n has already accepted the event
 */
export async function isFirstDelivery(
	context: IWebhookFunctions,
	{ type, id }: ImpiloEvent,
): Promise<boolean> {
	// In the editor, the same event may be tested again and again.
	if (id === undefined || isTest(context)) return true;
	// Impilo might send one happening as two types, with the same ID.
	const event = `${type} ${id}`;
	const here = takeovers.get(context) ?? new Map<string, Takeover>();
	takeovers.set(context, here);
	for (let earlier = here.get(event); earlier !== undefined; earlier = here.get(event)) {
		await earlier.ended;
		if (earlier.isDone) break;
		if (here.get(event) === earlier) here.delete(event);
	}
	const done = [...here].filter(([, takeover]) => takeover.isDone).map(([name]) => name);
	const known = new Set([...readRecentEvents(context), ...done]);
	const isFirst = !known.has(event);
	if (isFirst) {
		here.set(event, new Takeover(context.getResponseObject()));
		const [oldest = event] = here.keys();
		if (here.size > MOST_REMEMBERED) here.delete(oldest);
	}
	// n8n 2.41 saves this only if a delivery starts nothing, so everything known is passed each time.
	saveRecentEvents(context, [...known.add(event)].slice(-MOST_REMEMBERED));
	return isFirst;
}
