import type { ImpiloClient } from './client';
import { ImpiloFailure } from './failure';
import { GateClosed } from './gate';
import { findSuccess, saidYes } from './outcome';
import type { ImpiloRequest } from './request';
import { classify } from './retry';

/** A change at Impilo, and how to find out whether it was made. */
export interface Change<T> {
	request: ImpiloRequest;
	/** Reads the result from the body of a success; undefined where it can't be read. */
	read: (body: unknown) => T | undefined;
	/**
	 * Looks at Impilo whether the change was made; undefined where it wasn't. Without it, the change is
	 * never sent again.
	 */
	find?: () => Promise<T | undefined>;
	/** How often it is sent at most. */
	maxSends: number;
	/**
	 * Whether making it twice does no harm. Otherwise it is looked for twice, soon and after a longer
	 * while, before it is sent again, and not sent again where Impilo said yes in words that can't be read.
	 */
	isHarmlessTwice: boolean;
}

/** Nobody can tell whether Impilo made a change; says why, as the failure that led to it does. */
export class UncertainChange extends ImpiloFailure {
	/** @param reason the loss, or what prevented finding out */
	constructor(readonly reason: unknown) {
		super(
			reason instanceof ImpiloFailure
				? { happened: reason.message, remedy: reason.remedy }
				: {
						happened:
							reason instanceof GateClosed
								? 'The execution was stopped before that was certain'
								: 'It could not be looked up',
						remedy: 'Check at Impilo whether it was carried out before you run it again.',
					},
			reason instanceof ImpiloFailure ? reason : {},
		);
	}
}

/**
 * Makes a change exactly once, as far as that can be known. When the answer is lost, Impilo may or may
 * not have made the change, so it is looked for before it is sent again.
 *
 * @returns the result, read from the answer or found afterwards
 * @throws ImpiloFailure when Impilo refuses
 * @throws UncertainChange when nobody can tell whether the change was made
 * @throws GateClosed when the node had stopped sending before the change was sent
 */
export async function changeOnce<T>(client: ImpiloClient, change: Change<T>): Promise<T> {
	const { request, read, maxSends, isHarmlessTwice } = change;
	let outcome = await client.change(request);
	for (let round = 1; ; round++) {
		const success = findSuccess(outcome);
		const result = success && read(success.body);
		if (result !== undefined) return result;

		const outcomeClass = classify(outcome);
		const failure = client.explain(outcome, request);
		const mayBeMade = ['ambiguous', 'done', 'stopped'].includes(outcomeClass);
		// What becomes of a later send says nothing about the first.
		if (!mayBeMade) throw round === 1 ? failure : new UncertainChange(failure);
		const waits = client.checkWaits(outcome, round);
		if (outcomeClass === 'stopped' || waits === undefined) throw new UncertainChange(failure);

		const found = await orUncertain(lookForChange(client, change, waits, failure));
		if (found !== undefined) return found;
		if (round >= maxSends) throw new UncertainChange(failure);
		if (isHarmlessTwice || !saidYes(outcome)) {
			client.retries.requests++;
			outcome = await orUncertain(client.change(request));
		}
	}
}

async function lookForChange<T>(
	client: ImpiloClient,
	{ find, isHarmlessTwice }: Change<T>,
	waitsMs: readonly number[],
	failure: ImpiloFailure,
): Promise<T | undefined> {
	if (find === undefined) throw failure;
	for (const waitMs of waitsMs.slice(0, isHarmlessTwice ? 1 : 2)) {
		await client.gate.pause(waitMs);
		const found = await find();
		if (found !== undefined) return found;
	}
	return undefined;
}

/** After a send that may have been carried out, whatever fails leaves the change uncertain. */
async function orUncertain<T>(step: Promise<T>): Promise<T> {
	return await step.catch((reason: unknown) => {
		throw new UncertainChange(reason);
	});
}
