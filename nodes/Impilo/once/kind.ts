import type { NodeExecutionHint } from 'n8n-workflow';

import type { ImpiloClient } from '../api/client';
import type { Findings } from '../api/findByValues';
import type { Passage } from '../api/gate';
import type { Asked } from '../run/readItems';
import type { Creation, Look } from './createOnce';
import type { Identifiable } from './records';
import type { Words } from './report';

/** What an item wants to be there. */
export interface Wanted extends Asked {
	/** What it is found by at Impilo, e.g. its external order IDs; empty where it can't be found. */
	keys: readonly string[];
	/** Whether the keys were made here, so that whatever has them is this item's. */
	areKeysOwn: boolean;
}

/** Something that an item has got, as Impilo shows it now. */
export interface Shown<W, T> {
	wanted: W;
	shown: T;
	/** Other live things with the same keys that nobody in this process knows of, or all where this one is void. */
	twins: readonly T[];
	/** Whether it was certainly made for this item. */
	isOwn: boolean;
	/** Whether it was sent more than once. */
	wasResent: boolean;
	/** Whether it isn't looked at again. */
	isLast: boolean;
}

/** What lives in the end, or why the item fails for good. */
export type Settled<T> =
	/**
	 * @param twins the IDs of all that has its keys, the one that is used first, where that's more than one
	 * @param isUnchecked whether there may be twins that couldn't be looked for
	 */
	| { entity: T; twins?: readonly string[]; isUnchecked?: boolean }
	/**
	 * @param ids of what stays there twice
	 * @param lives what another run goes on with that was given what this one made
	 */
	| { failure: unknown; ids: readonly string[]; lives?: T };

/** It has to be looked at again; `meanwhile` is what the item ends with where it can't be. */
export interface Unsettled<T> {
	meanwhile: Settled<T>;
}

/** As `Settled`, or what only this try fails with. */
export type SettledNow<T> = Settled<T> | { thrown: unknown };

/** What lives in the end, also where the item that made something else fails; undefined where that isn't known. */
export function livesOf<T>(settled: SettledNow<T>): T | undefined {
	if ('entity' in settled) return settled.entity;
	return 'lives' in settled ? settled.lives : undefined;
}

/** A kind of thing that is created once for its keys: how it's read, found, compared and created. */
export interface Kind<W extends Wanted, T extends Identifiable> {
	words: Words;
	/** @throws ImpiloFailure where nothing could be looked up */
	find: (client: ImpiloClient, keys: readonly string[], passage: Passage) => Promise<Findings<T>>;
	/** Whether something counts as existing: a voided order doesn't. */
	isLive: (entity: T) => boolean;
	/** The one that is used comes first. */
	byUse: (one: T, other: T) => number;
	/**
	 * Says why an item can't have what exists.
	 *
	 * @param live what the item's keys lead to, the one that is used first; at least one
	 * @returns undefined where it can, or where another one is created
	 */
	refuse: (client: ImpiloClient, wanted: W, live: readonly T[]) => Promise<unknown>;
	/** Makes what exists the item's, e.g. updates it. */
	use?: (client: ImpiloClient, wanted: W, existing: T) => Promise<T>;
	/** What is left to find out before it's sent. */
	complete: (client: ImpiloClient, wanted: W) => Promise<W>;
	creationOf: (wanted: W) => Pick<Creation<T>, 'request' | 'question' | 'doubtRemedy'>;
	/**
	 * Says whether what turned up after a lost answer is the item's; undefined where nothing did.
	 *
	 * @param there what has its keys, but for what didn't count as existing before it was sent
	 */
	recognize: (wanted: W, there: readonly T[]) => Look<T> | undefined;
	/**
	 * Says what lives in the end, as far as it can be told now.
	 *
	 * @throws what the item fails with, but not for good
	 */
	settle: (client: ImpiloClient, shown: Shown<W, T>) => Promise<Settled<T> | Unsettled<T>>;
	/** Whether a new execution would make it again. */
	wouldDouble: (wanted: W) => boolean;
	/** Takes note of something that was made. */
	noteMade?: (wanted: W, entity: T) => void;
	/** What else the run has to say on its output. */
	hints?: () => NodeExecutionHint[];
}
