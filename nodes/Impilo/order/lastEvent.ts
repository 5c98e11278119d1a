import type { Maybe } from '../api/json';
import { listOf } from '../api/json';
import { readTimestamp } from '../api/timestamp';

/** Something that happened to an order or a return. */
interface HistoryEvent {
	/** Of an order's event. */
	name?: Maybe<string>;
	/** Of a return's event. */
	type?: Maybe<string>;
	eventTimestamp?: Maybe<string>;
}

/** The latest event with Simplify on. */
export interface LastEvent {
	name: string | null;
	eventTimestamp: string | null;
}

/**
 * Finds the latest event. In which order they are listed isn't documented, so the times decide, and the
 * last of the list where there are no readable times.
 */
export function findLast<E extends HistoryEvent>(events: Maybe<Array<Maybe<E>>>): E | null {
	let last: E | null = null;
	let lastMs = -Infinity;
	for (const event of listOf(events)) {
		const ms = readTimestamp(event.eventTimestamp) ?? -Infinity;
		if (ms >= lastMs) {
			last = event;
			lastMs = ms;
		}
	}
	return last;
}

/** The latest event, simplified. */
export function simplifyLast(events: Maybe<Array<Maybe<HistoryEvent>>>): LastEvent | null {
	const last = findLast(events);
	return (
		last && {
			name: last.name ?? last.type ?? null,
			eventTimestamp: last.eventTimestamp ?? null,
		}
	);
}
