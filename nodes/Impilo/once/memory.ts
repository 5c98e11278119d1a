import type { IExecuteFunctions } from 'n8n-workflow';

import type { Doubt } from '../api/failure';
import { nameRun } from '../run/tries';
import type { Identifiable } from './records';

/** A send whose answer was lost, or can't be read. */
export interface UnconfirmedSend {
	is: 'unconfirmed';
	/** How often it has been sent. */
	sends: number;
	/** Why it isn't known what became of it; whatever was thrown. */
	reason: unknown;
	/** When that happened, in milliseconds since 1970. */
	sinceMs: number;
	/** When it's looked for, in milliseconds after that; the last ends the window. */
	lookUpsMs: readonly number[];
	/** Whether it's never sent again: Impilo said yes, and not to what. */
	isNeverResent: boolean;
	/**
	 * Says what isn't known.
	 *
	 * @param why it can't be found out; whatever was thrown
	 * @param what was found instead, as a whole sentence
	 */
	doubt: (why: unknown, what?: string) => Doubt;
}

export interface CreatedThing<T> {
	is: 'made';
	sends: number;
	entity: T;
	/** Whether Impilo said so itself in answer, rather than that it was found afterwards. */
	isOwn: boolean;
	/** The IDs of what else has its keys, itself included. */
	duplicates?: readonly string[];
	/** Whether it may have duplicates that couldn't be looked for. */
	isUnchecked?: boolean;
	/** Until when another may still turn up that is this one, in milliseconds since 1970. */
	openUntilMs: number;
}

/** What is known of something to be created. What Impilo refused isn't sent, and may be again. */
export type SendState<T> =
	| { is: 'notSent' }
	| UnconfirmedSend
	| CreatedThing<T>
	/** E.g. where it was made twice: every later try fails the same. */
	| { is: 'failed'; failure: unknown; ids: readonly string[] };

/** The memory of one thing to be created, for all tries of Retry On Fail. */
export interface Memory<T> {
	state: SendState<T>;
	/** Whether something was there before the first send, and no longer counted as existing. */
	wasInactive?: (entity: Identifiable) => boolean;
}

/** By the JSON of an item: it lasts as long as n8n keeps the item, which all tries share. */
const memories = new WeakMap<object, Map<string, Memory<unknown>>>();

/** @returns gives the memory of an item's thing: the same on every try, and another for everything else */
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
		// What a node creates for an item is always of one kind.
		return memory as Memory<T>;
	};
}
