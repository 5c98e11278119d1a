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

/** How long something may take to turn up whose answer was lost. */
export const WINDOW_MS = 30_000;
/** How soon and how often is looked for it. */
const LOOK_UPS_MS = [1_000, 3_000, 7_000, 15_000, WINDOW_MS];
/** A server that answers 503 has usually not begun. */
const LOOK_UPS_AFTER_503_MS = [1_000, 3_000, 10_000];

/** Sent once, and up to twice more. */
const MAX_SENDS = 3;

/** What a look found: the thing itself, something else in its place, or somebody else's. */
export type FoundMatch<T> =
	| { is: 'mine'; entity: T }
	/** @param what it may be it, and may not: says what is there */
	| { is: 'doubtful'; what: string }
	/** Certainly another's, so that this one can't be created any more. */
	| { is: 'others'; refusal: Explanation };

/** Something new at Impilo. */
export interface Creation<T> {
	request: ImpiloRequest;
	/** The result from the body of a success; undefined where it can't be read. */
	read: (body: unknown) => T | undefined;
	/**
	 * Looks at Impilo whether it's there; undefined where there's nothing. Without it, it's never sent again.
	 *
	 * @throws ImpiloFailure where Impilo can't be asked
	 */
	lookUp?: () => Promise<FoundMatch<T> | undefined>;
	/** Whether it's looked for only, and never sent again. */
	isNeverResent?: boolean;
	/** What isn't known where the answer stays lost, e.g. "It is not known whether …". */
	question: string;
	doubtRemedy: (reason: unknown) => string;
}

/** Reads what was created: Impilo answers with it, its ID included. */
export function readCreated<T extends object>(body: unknown): T | undefined {
	return isObject(body) && /^[1-9]\d*$/.test(String(body.id)) ? (body as T) : undefined;
}

/**
 * Creates something exactly once for all tries of Retry On Fail, as far as that can be known. The memory
 * is written before anything else happens to an answer, so that nothing that goes wrong later changes
 * what is known.
 *
 * @param yieldSlot lets another item start while this one waits
 * @returns what was created, by this try or an earlier one
 * @throws ImpiloFailure when Impilo refuses
 * @throws Doubt when nobody can tell whether it was created
 * @throws GateClosed when the node had stopped before it was sent
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
			case 'made':
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

/** @param sends how many times it has been sent with this one */
async function send<T extends object>(
	client: ImpiloClient,
	memory: Memory<T>,
	{ request, read, isNeverResent = false, question, doubtRemedy }: Creation<T>,
	sends: number,
): Promise<void> {
	const before = memory.state;
	// What becomes of a later send says nothing about the first.
	const failureOf = (reason: unknown): unknown =>
		before.is === 'unconfirmed' ? before.doubt(reason) : reason;
	const open: UnconfirmedSend = {
		is: 'unconfirmed',
		sends,
		reason: undefined,
		sinceMs: client.clock.now(),
		lookUpsMs: LOOK_UPS_MS,
		isNeverResent: isNeverResent,
		doubt: (why, what) => doubtOf(why, what ? `${question} ${what}` : question, doubtRemedy),
	};
	memory.state = open;
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
		memory.state = { is: 'made', sends, entity, isOwn: true, openUntilMs: 0 };
		return;
	}
	if (!mayHaveSucceeded(outcome)) {
		memory.state = before;
		throw failureOf(client.explain(outcome, request));
	}
	const nowMs = client.clock.now();
	const lost: UnconfirmedSend = {
		...open,
		sinceMs: nowMs,
		lookUpsMs: lookUpsAfter(outcome, nowMs),
		isNeverResent: isNeverResent || isAccepted(outcome),
	};
	memory.state = lost;
	const reason = client.explain(outcome, request);
	memory.state = { ...lost, reason };
	if (outcome.kind === 'stopped') throw open.doubt(reason);
}

/** @returns empty where Impilo asks for a longer wait than makes sense */
function lookUpsAfter(outcome: Outcome, nowMs: number): readonly number[] {
	const is503 = outcome.kind === 'answered' && outcome.status === 503;
	const lookUpsMs = is503 ? LOOK_UPS_AFTER_503_MS : LOOK_UPS_MS;
	const askedMs = readRetryAfter(outcome, nowMs) ?? 0;
	if (askedMs > LONGEST_WAIT_MS) return [];
	return askedMs > Math.max(...lookUpsMs) ? [...lookUpsMs.slice(0, -1), askedMs] : lookUpsMs;
}

/**
 * Looks for something whose answer was lost until its window has passed. It stays open where it may be
 * sent again.
 *
 * @throws Doubt, and ImpiloFailure where what was found is certainly another's
 */
async function confirmSend<T extends object>(
	client: ImpiloClient,
	memory: Memory<T>,
	open: UnconfirmedSend,
	{ lookUp }: Creation<T>,
): Promise<void> {
	const { sends, reason, sinceMs, lookUpsMs, isNeverResent, doubt } = open;
	if (lookUp === undefined || lookUpsMs.length === 0) throw doubt(reason);

	const lookAfter = async (ms: number): Promise<FoundMatch<T> | undefined> => {
		await client.gate.pause(ms, { isFollowUp: true });
		return await lookUp();
	};
	let elapsedMs = Math.max(0, client.clock.now() - sinceMs);
	const due = lookUpsMs.filter((ms) => ms > elapsedMs);
	let lastLook: { found?: FoundMatch<T> } | { why: unknown } = {};
	for (const lookMs of due.length > 0 ? due : [elapsedMs]) {
		lastLook = await lookAfter(lookMs - elapsedMs).then(
			(found) => ({ found }),
			(why: unknown) => ({ why }),
		);
		elapsedMs = lookMs;
		if ('why' in lastLook) {
			// Another look may get an answer.
			if (lastLook.why instanceof ImpiloFailure) continue;
			throw doubt(lastLook.why);
		}
		const { found } = lastLook;
		if (found?.is === 'doubtful') throw doubt(reason, found.what);
		if (found?.is !== 'mine') continue;
		const openUntilMs = sinceMs + Math.max(...lookUpsMs);
		memory.state = { is: 'made', sends, entity: found.entity, isOwn: false, openUntilMs };
		return;
	}
	if ('why' in lastLook) throw doubt(lastLook.why);
	if (lastLook.found?.is === 'others') {
		memory.state = { is: 'notSent' };
		throw new ImpiloFailure(lastLook.found.refusal);
	}
	if (isNeverResent || sends >= MAX_SENDS) throw doubt(reason);
}
