import type { IAllExecuteFunctions } from 'n8n-workflow';

import type { Clock } from './clock';
import { systemClock } from './clock';
import type { Connection } from './connection';
import { openConnection } from './connection';
import { explainOutcome } from './explain';
import type { ImpiloFailure } from './failure';
import { RequestGate } from './gate';
import type { Outcome } from './outcome';
import { findSuccess } from './outcome';
import type { ImpiloRequest } from './request';
import { classify, nextStep } from './retry';

export interface ClientSettings {
	/** Requests in flight at most. */
	concurrency: number;
	timeoutMs: number;
}

export const DEFAULT_SETTINGS: ClientSettings = { concurrency: 10, timeoutMs: 60_000 };

export interface Retries {
	/** Sent again, for any reason. */
	requests: number;
	/** How often Impilo asked for a pause. */
	pauses: number;
}

/**
 * Opens a client for one execution of a node.
 *
 * @param signal once it fires, nothing new is sent
 * @throws UserError if the credential has no key, or its address is not safe for one
 */
export async function openClient(
	context: IAllExecuteFunctions,
	settings: ClientSettings = DEFAULT_SETTINGS,
	signal?: AbortSignal,
): Promise<ImpiloClient> {
	const gate = new RequestGate(settings.concurrency, systemClock);
	if (signal?.aborted) gate.stop();
	else signal?.addEventListener('abort', () => gate.stop(), { once: true });
	const connection = await openConnection(context, settings.timeoutMs);
	return new ImpiloClient(connection, gate, systemClock);
}

/** Sends requests to Impilo through one gate, and again if that is safe. */
export class ImpiloClient {
	readonly retries: Retries = { requests: 0, pauses: 0 };

	private refusedKey: Outcome | undefined;

	constructor(
		private readonly connection: Connection,
		readonly gate: RequestGate,
		readonly clock: Clock,
	) {}

	get account(): string {
		return this.connection.account;
	}

	/**
	 * Reads something. Tries again after transient failures.
	 *
	 * @returns the body of the answer, as JSON value or Buffer
	 * @throws ImpiloFailure if Impilo refuses, or after the last try
	 * @throws GateClosed if the node has stopped sending
	 */
	async read(request: ImpiloRequest): Promise<unknown> {
		const outcome = await this.ask(request);
		const success = findSuccess(outcome);
		if (success === undefined) throw this.explain(outcome, request);
		return success.body;
	}

	/**
	 * As `read`, for requests whose refusal is an answer as well, and for idempotent changes.
	 *
	 * @returns the outcome of the last try
	 * @throws GateClosed if the node has stopped sending
	 */
	async ask(request: ImpiloRequest): Promise<Outcome> {
		return await this.send(request, true);
	}

	/**
	 * Changes something. Tries again only if it certainly wasn't carried out: `ensure` and `createOnce` deal
	 * with lost answers.
	 *
	 * @returns the outcome of the last try
	 * @throws GateClosed if the node has stopped sending
	 */
	async change(request: ImpiloRequest): Promise<Outcome> {
		return await this.send(request, false);
	}

	/** Explains an outcome without the API key and personal data. */
	explain(outcome: Outcome, request: ImpiloRequest): ImpiloFailure {
		const { apiKey, timeoutMs } = this.connection;
		return explainOutcome(outcome, request, { apiKey, timeoutMs, nowMs: this.clock.now() });
	}

	private async send(request: ImpiloRequest, isIdempotent: boolean): Promise<Outcome> {
		let waitedMs = 0;
		let throttledTries = 0;
		let otherTries = 0;
		for (;;) {
			const outcome = await this.gate.send(async () => await this.transmit(request), request);
			const nowMs = this.clock.now();
			const tries = classify(outcome) === 'throttled' ? ++throttledTries : ++otherTries;
			const next = nextStep(outcome, tries, waitedMs, isIdempotent, nowMs, this.clock.random());
			if (next.step === 'stop') return outcome;
			waitedMs += next.ms;
			this.retries.requests++;
			if (next.holdAll) {
				this.retries.pauses++;
				this.gate.holdFor(next.ms);
			} else {
				await this.gate.pause(next.ms, request);
			}
		}
	}

	/** A refused key is refused for every item. */
	private async transmit(request: ImpiloRequest): Promise<Outcome> {
		if (this.refusedKey !== undefined) return this.refusedKey;
		const outcome = await this.connection.transmit(request);
		if (outcome.kind === 'answered' && outcome.status === 401) {
			// Without the words, which may be about this request.
			this.refusedKey = { ...outcome, body: undefined };
		}
		return outcome;
	}
}
