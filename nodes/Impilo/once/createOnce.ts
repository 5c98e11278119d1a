import type { ImpiloClient } from '../api/client';
import type { YieldSlot } from '../api/concurrency';
import type { Explanation } from '../api/failure';
import { doubtOf, ImpiloFailure } from '../api/failure';
import { GateClosed } from '../api/gate';
import { isObject } from '../api/json';
import type { Outcome } from '../api/outcome';
import { findSuccess, isAccepted } from '../api/outcome';
import type { ImpiloRequest } from '../api/request';
import { LONGEST_WAIT_MS, mayHaveSucceeded, readRetryAfter } from '../api/retry';
import type { Memory, UnconfirmedSend } from './memory';

/** After a lost answer, Impilo may show an entity this much later. */
export const WINDOW_MS = 30_000;
const LOOK_UPS_MS = [1_000, 3_000, 7_000, 15_000, WINDOW_MS];
/** Shorter, as a server that answers 503 has usually not begun. */
const LOOK_UPS_AFTER_503_MS = [1_000, 3_000, 10_000];

const MAX_SENDS = 3;

/** What a look-up after a lost answer has found. */
export type FoundMatch<T> =
	| { is: 'mine'; entity: T }
	/** @param what says what was found, and may or may not be the item's */
	| { is: 'doubtful'; what: string }
	/** Certainly not the item's: it can't be created any more. */
	| { is: 'others'; refusal: Explanation };

/** How to create something, and how to look it up. */
export interface Creation<T> {
	request: ImpiloRequest;
	/** Reads the body of a success; undefined if it can't be read. */
	read: (body: unknown) => T | undefined;
	/**
	 * Looks it up; undefined if there is nothing. Without this, nothing is sent again.
	 *
	 * @throws ImpiloFailure if Impilo can't be asked
	 */
	lookUp?: () => Promise<FoundMatch<T> | undefined>;
	/** Whether it's only looked up after a lost answer. */
	isNeverResent?: boolean;
	/** What isn't known after a lost answer, e.g. "It is not known whether …". */
	question: string;
	doubtRemedy: (reason: unknown) => string;
}

/** Reads an entity with its ID. */
export function readCreated<T extends object>(body: unknown): T | undefined {
	return isObject(body) && /^[1-9]\d*$/.test(String(body.id)) ? (body as T) : undefined;
}

/**
 * Creates something once, over all tries of Retry On Fail. The outcome is recorded in the memory before
 * anything else is done with an answer, so that a later exception can't change it.
 *
 * @param yieldSlot lets another item start while this one waits
 * @returns what was created, by this try or an earlier one
 * @throws ImpiloFailure if Impilo refuses
 * @throws Doubt if it isn't known whether it was created
 * @throws GateClosed if the node has stopped before sending it
 */
export async function createOnce<T extends object>(
	client: ImpiloClient,
	memory: Memory<T>,
	creation: Creation<T>,
	yieldSlot: YieldSlot,
): Promise<T> {
	for (;;) {
		const { state } = memory;
		switch (state.is) {
			case 'created':
				return state.entity;
			case 'failed':
				throw state.failure;
			case 'notSent':
				await send(client, memory, creation, 1);
				break;
			case 'unconfirmed':
				await yieldSlot(async () => await confirmSend(client, memory, state, creation));
				if (memory.state.is !== 'unconfirmed') break;
				client.retries.requests++;
				await send(client, memory, creation, state.sends + 1);
		}
	}
}

/** @param sends how many times it has been sent, this time included */
async function send<T extends object>(
	client: ImpiloClient,
	memory: Memory<T>,
	{ request, read, isNeverResent = false, question, doubtRemedy }: Creation<T>,
	sends: number,
): Promise<void> {
	const before = memory.state;
	// The first send stays unconfirmed if a second one fails.
	const failureOf = (reason: unknown): unknown =>
		before.is === 'unconfirmed' ? before.doubt(reason) : reason;
	const sending: UnconfirmedSend = {
		is: 'unconfirmed',
		sends,
		reason: undefined,
		sinceMs: client.clock.now(),
		lookUpsMs: LOOK_UPS_MS,
		isNeverResent,
		doubt: (why, what) => doubtOf(why, what ? `${question} ${what}` : question, doubtRemedy),
	};
	memory.state = sending;
	let outcome: Outcome;
	try {
		outcome = await client.change(request);
	} catch (reason) {
		if (reason instanceof GateClosed) memory.state = before;
		throw failureOf(reason);
	}
	const success = findSuccess(outcome);
	const entity = success && read(success.body);
	if (entity !== undefined) {
		memory.state = { is: 'created', sends, entity, isOwn: true, mayTurnUpUntilMs: 0 };
		return;
	}
	if (!mayHaveSucceeded(outcome)) {
		memory.state = before;
		throw failureOf(client.explain(outcome, request));
	}
	const nowMs = client.clock.now();
	const lost: UnconfirmedSend = {
		...sending,
		sinceMs: nowMs,
		lookUpsMs: lookUpsAfter(outcome, nowMs),
		isNeverResent: isNeverResent || isAccepted(outcome),
	};
	memory.state = lost;
	const reason = client.explain(outcome, request);
	memory.state = { ...lost, reason };
	if (outcome.kind === 'stopped') throw sending.doubt(reason);
}

/** @returns when to look, in milliseconds; empty if Impilo asks for too long a wait */
function lookUpsAfter(outcome: Outcome, nowMs: number): readonly number[] {
	const is503 = outcome.kind === 'answered' && outcome.status === 503;
	const lookUpsMs = is503 ? LOOK_UPS_AFTER_503_MS : LOOK_UPS_MS;
	const askedMs = readRetryAfter(outcome, nowMs) ?? 0;
	if (askedMs > LONGEST_WAIT_MS) return [];
	return askedMs > Math.max(...lookUpsMs) ? [...lookUpsMs.slice(0, -1), askedMs] : lookUpsMs;
}

/**
 * Looks up what was sent until its window has passed. It stays unconfirmed if it may be sent again.
 *
 * @throws Doubt
 * @throws ImpiloFailure if what was found is certainly not the item's
 */
async function confirmSend<T extends object>(
	client: ImpiloClient,
	memory: Memory<T>,
	unconfirmed: UnconfirmedSend,
	{ lookUp }: Creation<T>,
): Promise<void> {
	const { sends, reason, sinceMs, lookUpsMs, isNeverResent, doubt } = unconfirmed;
	if (lookUp === undefined || lookUpsMs.length === 0) throw doubt(reason);

	const lookUpAfter = async (ms: number): Promise<FoundMatch<T> | undefined> => {
		await client.gate.pause(ms, { isFollowUp: true });
		return await lookUp();
	};
	let elapsedMs = Math.max(0, client.clock.now() - sinceMs);
	const due = lookUpsMs.filter((ms) => ms > elapsedMs);
	let lastLookUp: { found?: FoundMatch<T> } | { why: unknown } = {};
	for (const lookUpMs of due.length > 0 ? due : [elapsedMs]) {
		lastLookUp = await lookUpAfter(lookUpMs - elapsedMs).then(
			(found) => ({ found }),
			(why: unknown) => ({ why }),
		);
		elapsedMs = lookUpMs;
		if ('why' in lastLookUp) {
			// The next look-up may get an answer.
			if (lastLookUp.why instanceof ImpiloFailure) continue;
			throw doubt(lastLookUp.why);
		}
		const { found } = lastLookUp;
		if (found?.is === 'doubtful') throw doubt(reason, found.what);
		if (found?.is !== 'mine') continue;
		const mayTurnUpUntilMs = sinceMs + Math.max(...lookUpsMs);
		memory.state = { is: 'created', sends, entity: found.entity, isOwn: false, mayTurnUpUntilMs };
		return;
	}
	if ('why' in lastLookUp) throw doubt(lastLookUp.why);
	if (lastLookUp.found?.is === 'others') {
		memory.state = { is: 'notSent' };
		throw new ImpiloFailure(lastLookUp.found.refusal);
	}
	if (isNeverResent || sends >= MAX_SENDS) throw doubt(reason);
}
