import type { IExecuteFunctions } from 'n8n-workflow';

import type { Doubt } from '../api/failure';
import { nameRun } from '../run/runItems';
import type { Identifiable } from './records';

/** A request whose answer was lost, or can't be read. */
export interface UnconfirmedSend {
	is: 'unconfirmed';
	sends: number;
	/** What was thrown instead of an answer. */
	reason: unknown;
	/** Since when, in milliseconds since 1970. */
	sinceMs: number;
	/** When to look it up, in milliseconds after that. The last look-up ends the window. */
	lookUpsMs: readonly number[];
	/** E.g. because Impilo has accepted it, and only its ID is unknown. */
	isNeverResent: boolean;
	/**
	 * Makes the failure of the item.
	 *
	 * @param why what was thrown
	 * @param what was found instead, as a sentence
	 */
	doubt: (why: unknown, what?: string) => Doubt;
}

export interface CreatedThing<T> {
	is: 'created';
	sends: number;
	entity: T;
	/** Whether Impilo answered with it, rather than that it was found afterwards. */
	isOwn: boolean;
	/** The IDs of all that have its keys, its own included. */
	duplicates?: readonly string[];
	/** Whether duplicates couldn't be looked for. */
	isUnchecked?: boolean;
	/** Until when the item's own may still turn up, in milliseconds since 1970. */
	mayTurnUpUntilMs: number;
}

/** What is known of a send. What Impilo has refused counts as not sent. */
export type SendState<T> =
	| { is: 'notSent' }
	| UnconfirmedSend
	| CreatedThing<T>
	/** For good: each later try fails with the same, e.g. because it was placed twice. */
	| {
			is: 'failed';
			failure: unknown;
			ids: readonly string[];
			/** The ID of what was created for the item, if it was voided. */
			voidedId?: string;
	  };

/** What all tries of Retry On Fail know about one thing to be created. */
export interface Memory<T> {
	state: SendState<T>;
	/** Whether something was void before the first send. */
	wasInactive?: (entity: Identifiable) => boolean;
}

/** By the JSON of an item, which n8n gives to each try. */
const memories = new WeakMap<object, Map<string, Memory<unknown>>>();

/** @returns gives an item's memory: the same on every try, but not in another run or node */
export function openMemories<T>(context: IExecuteFunctions): (itemIndex: number) => Memory<T> {
	let run: string | undefined;
	return (itemIndex) => {
		const json = context.getInputData()[itemIndex]?.json ?? {};
		const ofItem = memories.get(json) ?? new Map<string, Memory<unknown>>();
		memories.set(json, ofItem);
		run ??= nameRun(context);
		const key = `${run} ${itemIndex}`;
		const memory = ofItem.get(key) ?? { state: { is: 'notSent' } };
		ofItem.set(key, memory);
		// A node creates only one type of entity.
		return memory as Memory<T>;
	};
}
