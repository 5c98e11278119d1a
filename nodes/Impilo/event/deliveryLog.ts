import { createHash } from 'node:crypto';

import type { ImpiloClient } from '../api/client';
import { mapConcurrently } from '../api/concurrency';
import type { Maybe } from '../api/json';
import { isGiven, isObject, readJson } from '../api/json';
import { readList } from '../api/lists';
import { isSuccessStatus } from '../api/outcome';
import { isEarlier, readTimestamp } from '../api/timestamp';
import type { ImpiloEvent } from './event';
import { parseEnvelope } from './event';

/** Of a hash in hex: enough to be unique. */
const ID_LENGTH = 32;

/** An entry in Impilo's webhook logs: a delivery, or an attempt at one (which of the two isn't documented). */
interface LogEntry {
	id?: Maybe<number>;
	webhookType?: Maybe<string>;
	webhookUrl?: Maybe<string>;
	payload?: unknown;
	createTimestamp?: Maybe<string>;
	/** Missing if there was no answer. */
	lastResponseStatus?: Maybe<number | string>;
}

/** What is kept of an entry; if it succeeded, only that it did. */
interface Delivery {
	/** The same for all attempts to deliver one event to one address. */
	key: string;
	succeeded: boolean;
	atMs: number;
	event?: LoggedEvent;
	/** Whether it was sent to another address than the one asked for. */
	isElsewhere: boolean;
}

type LoggedEvent = ImpiloEvent & { id: string };

export interface MissedEvents {
	/** Each once, the oldest first. */
	events: ImpiloEvent[];
	/** The keys of failed deliveries whose log entries contain no readable event. */
	unreadable: Set<string>;
	/** If nothing was sent to the address asked for, the keys of deliveries that failed elsewhere. */
	elsewhere: Set<string>;
}

/**
 * Reads from Impilo's webhook logs which events were never delivered.
 *
 * @param types event types
 * @param sinceMs milliseconds since 1970
 * @param webhookUrl only deliveries to this address; undefined for all
 * @throws ImpiloFailure
 */
export async function findMissedEvents(
	client: ImpiloClient,
	types: ReadonlySet<string>,
	sinceMs: number,
	webhookUrl: string | undefined,
): Promise<MissedEvents> {
	const startTimestamp = new Date(sinceMs).toISOString();
	const logs = await mapConcurrently([...types], client.gate.limit, async (webhookType) => {
		const list = {
			path: '/webhook/logs',
			query: { webhookType, startTimestamp },
			purpose: 'read the webhook logs',
		};
		const convert = (entry: LogEntry): Delivery | undefined => {
			// Impilo might ignore a filter.
			if (typeof entry.webhookType === 'string' && entry.webhookType !== webhookType) return;
			if (isEarlier(entry.createTimestamp, sinceMs) === true) return undefined;
			const isElsewhere =
				webhookUrl !== undefined && !isSameUrl(entry.webhookUrl ?? '', webhookUrl);
			return toDelivery(entry, webhookType, isElsewhere);
		};
		return await readList(client, { list, convert, keyOf: keyOfAttempt });
	});
	const deliveries = logs.flat();
	const elsewhere = deliveries.filter(({ isElsewhere }) => isElsewhere);
	return {
		...pickMissed(deliveries.filter(({ isElsewhere }) => !isElsewhere)),
		elsewhere: elsewhere.length < deliveries.length ? new Set() : pickMissed(elsewhere).unreadable,
	};
}

/** Attempts may share the ID of their delivery. */
function keyOfAttempt(entry: LogEntry): string | undefined {
	return isGiven(entry.id) ? JSON.stringify({ ...entry, payload: undefined }) : undefined;
}

/** Whether two addresses are the same, however they are written. */
function isSameUrl(one: string, other: string): boolean {
	return spellUrl(one) === spellUrl(other);
}

function spellUrl(text: string): string {
	if (!URL.canParse(text)) return text;
	const { origin, pathname, search } = new URL(text);
	return `${origin}${pathname.replace(/\/+$/, '')}${search}`;
}

function toDelivery(entry: LogEntry, webhookType: string, isElsewhere: boolean): Delivery {
	const event = readLoggedEvent(entry, webhookType);
	const { id, webhookUrl, payload, createTimestamp, lastResponseStatus } = entry;
	const key = event
		? [webhookUrl, event.type, event.id]
		: [webhookUrl, 'entry', id, createTimestamp, payload];
	const succeeded = isSuccessStatus(Number(lastResponseStatus ?? NaN));
	const isKept = !succeeded && !isElsewhere;
	return {
		key: JSON.stringify(key),
		succeeded,
		atMs: readTimestamp(createTimestamp) ?? Infinity,
		event: isKept ? event : undefined,
		isElsewhere,
	};
}

/**
 * Reads what was logged, as text or JSON: the envelope, or only its payload (which one isn't documented).
 * An event without an ID gets one from its content and time, the same each time it's read.
 */
function readLoggedEvent(entry: LogEntry, webhookType: string): LoggedEvent | undefined {
	const logged = readJson(entry.payload);
	const event = parseEnvelope(logged);
	if (event !== undefined && event.type !== webhookType) return undefined;
	if (event?.id !== undefined) return { ...event, id: event.id };
	const content = JSON.stringify([entry.createTimestamp, logged]);
	const id = createHash('sha256').update(content).digest('hex').slice(0, ID_LENGTH);
	if (event !== undefined) return { ...event, id };
	const isContent =
		isObject(logged) &&
		Object.keys(logged).length > 0 &&
		!('type' in logged || 'payload' in logged) &&
		entry.webhookType === webhookType;
	if (!isContent) return undefined;
	const envelope = { id, type: webhookType, payload: logged };
	return { ...envelope, envelope };
}

function pickMissed(deliveries: Delivery[]): Omit<MissedEvents, 'elsewhere'> {
	const succeeded = new Set(deliveries.filter((d) => d.succeeded).map(({ key }) => key));
	const missed = deliveries.filter(({ key }) => !succeeded.has(key));
	missed.sort((one, other) => (one.atMs === other.atMs ? 0 : one.atMs - other.atMs));
	const events = new Map<string, ImpiloEvent>();
	const unreadable = new Set<string>();
	for (const { key, event } of missed) {
		if (event === undefined) {
			unreadable.add(key);
			continue;
		}
		const name = `${event.type} ${event.id}`;
		if (!events.has(name)) events.set(name, event);
	}
	return { events: [...events.values()], unreadable };
}
