import type { Clock } from './clock';
import type { Connection, ImpiloRequest } from './connection';
import type { Explanation, ImpiloFailure } from './failure';
import { explainOutcome } from './messages';
import type { RequestGate } from './gate';
import type { Outcome } from './outcome';
import { findSuccess } from './outcome';
import { checkWaitsMs, nextStep } from './retry';

/** A request together with what is needed to explain its outcome. */
export interface ExplainedRequest extends ImpiloRequest {
	/** Completes "Impilo refused to …", e.g. "place the order". */
	purpose: string;
	/** What a 404 means for this request. */
	notFound?: Explanation;
	/** Values that must not appear in any message. */
	personal?: readonly string[];
}

/** What the network and Impilo did to a run, for telling the user. */
export interface Disturbances {
	/** Times that Impilo asked for a pause. */
	pauses: number;
	/** Requests sent again, for any reason. */
	repeats: number;
}

/** Impilo's API with patience: sends through one gate, and again where that can do no harm. */
export class ImpiloClient {
	readonly disturbances: Disturbances = { pauses: 0, repeats: 0 };

	private refusedKey: Outcome | undefined;

	constructor(
		private readonly connection: Connection,
		readonly gate: RequestGate,
		private readonly clock: Clock,
	) {}

	/**
	 * Reads something: tried again after anything that may pass.
	 *
	 * @returns the body of the answer, as JSON value or Buffer
	 * @throws ImpiloFailure when Impilo refuses, or when it's given up
	 * @throws GateClosed when the node has stopped sending
	 */
	async read(request: ExplainedRequest): Promise<unknown> {
		const outcome = await this.ask(request);
		const success = findSuccess(outcome);
		if (success === undefined) throw this.explain(outcome, request);
		return success.body;
	}

	/**
	 * As `read`, where a refusal is an answer as well; also for a change that may be made twice.
	 *
	 * @returns what became of it in the end
	 * @throws GateClosed when the node has stopped sending
	 */
	async ask(request: ExplainedRequest): Promise<Outcome> {
		return await this.sendPatiently(request, true);
	}

	/**
	 * Changes something: tried again only when it's certain that it was not carried out.
	 *
	 * @returns what became of it; after an ambiguous loss it's for the caller to find out
	 * @throws GateClosed when the node has stopped sending
	 */
	async change(request: ExplainedRequest): Promise<Outcome> {
		return await this.sendPatiently(request, false);
	}

	/** Puts an outcome into words, without the key and without personal data. */
	explain(outcome: Outcome, request: ExplainedRequest): ImpiloFailure {
		return explainOutcome(outcome, {
			purpose: request.purpose,
			isAboutOrder: /^\/order\b/.test(request.path),
			notFound: request.notFound,
			personal: [this.connection.apiKey, ...(request.personal ?? [])],
			timeoutMs: this.connection.timeoutMs,
			nowMs: this.clock.now(),
		});
	}

	/** Waits for so long, or until the node stops sending. */
	async pause(ms: number): Promise<void> {
		await this.gate.pause(ms);
	}

	/**
	 * How long to wait before looking whether something was carried out whose answer was lost.
	 *
	 * @returns as `checkWaitsMs`
	 */
	checkWaits(outcome: Outcome, round: number): [number, number] | undefined {
		return checkWaitsMs(outcome, round, this.clock.now(), this.clock.random());
	}

	private async sendPatiently(request: ExplainedRequest, isRepeatable: boolean): Promise<Outcome> {
		let waitedMs = 0;
		for (let tries = 1; ; tries++) {
			const outcome = await this.gate.send(async () => await this.sendOnce(request));
			const nowMs = this.clock.now();
			const next = nextStep(outcome, tries, waitedMs, isRepeatable, nowMs, this.clock.random());
			if (next.step === 'stop') return outcome;
			waitedMs += next.ms;
			this.disturbances.repeats++;
			if (next.holdAll) {
				this.disturbances.pauses++;
				this.gate.holdFor(next.ms);
			} else {
				await this.gate.pause(next.ms);
			}
		}
	}

	/** A key that is refused once is refused for every item: the others needn't ask. */
	private async sendOnce(request: ExplainedRequest): Promise<Outcome> {
		if (this.refusedKey !== undefined) return this.refusedKey;
		const outcome = await this.connection.transmit(request);
		if (outcome.kind === 'answered' && outcome.status === 401) {
			// Without the words, which may be about this request.
			this.refusedKey = { ...outcome, body: undefined };
		}
		return outcome;
	}
}
