import type { NodeExecutionHint } from 'n8n-workflow';

import type { ImpiloClient } from '../api/client';
import type { Findings } from '../api/findByValues';
import type { GateOptions } from '../api/gate';
import type { Asked } from '../run/readItems';
import type { Creation, FoundMatch } from './createOnce';
import type { Identifiable } from './records';
import type { Wording } from './report';

/** What an item wants to be there. */
export interface Wanted extends Asked {
	/** What it is found by at Impilo, e.g. its external order IDs; empty where it can't be found. */
	keys: readonly string[];
	/** Whether the keys were made here, so that whatever has them is this item's. */
	hasGeneratedKeys: boolean;
}

/** Something that an item has got, as Impilo shows it now. */
export interface Recheck<W, T> {
	wanted: W;
	shown: T;
	/** Other live things with the same keys that nobody in this process knows of, or all where this one is void. */
	duplicates: readonly T[];
	/** Whether it was certainly made for this item. */
	isOwn: boolean;
	/** Whether it was sent more than once. */
	wasResent: boolean;
	/** Whether it isn't looked at again. */
	isLast: boolean;
}

/** What lives in the end, or why the item fails for good. */
export type Resolution<T> =
	/**
	 * @param duplicates the IDs of all that has its keys, the one that is used first, where that's more than one
	 * @param isUnchecked whether there may be duplicates that couldn't be looked for
	 */
	| { entity: T; duplicates?: readonly string[]; isUnchecked?: boolean }
	/**
	 * @param ids of what stays there twice
	 * @param survivor what another run goes on with that was given what this one made
	 */
	| { failure: unknown; ids: readonly string[]; survivor?: T };

/** It has to be looked at again; `meanwhile` is what the item ends with where it can't be. */
export interface Unresolved<T> {
	meanwhile: Resolution<T>;
}

/** As `Settled`, or what only this try fails with. */
export type TryResolution<T> = Resolution<T> | { thrown: unknown };

/** What lives in the end, also where the item that made something else fails; undefined where that isn't known. */
export function survivorOf<T>(settled: TryResolution<T>): T | undefined {
	if ('entity' in settled) return settled.entity;
	return 'survivor' in settled ? settled.survivor : undefined;
}

/** A kind of thing that is created once for its keys: how it's read, found, compared and created. */
export interface EntityHandler<W extends Wanted, T extends Identifiable> {
	words: Wording;
	/** @throws ImpiloFailure where nothing could be looked up */
	find: (
		client: ImpiloClient,
		keys: readonly string[],
		passage: GateOptions,
	) => Promise<Findings<T>>;
	/** Whether something counts as existing: a voided order doesn't. */
	isLive: (entity: T) => boolean;
	/** The one that is used comes first. */
	byPreference: (one: T, other: T) => number;
	/**
	 * Says why an item can't have what exists.
	 *
	 * @param live what the item's keys lead to, the one that is used first; at least one
	 * @returns undefined where it can, or where another one is created
	 */
	refuseExisting: (client: ImpiloClient, wanted: W, live: readonly T[]) => Promise<unknown>;
	/** Makes what exists the item's, e.g. updates it. */
	useExisting?: (client: ImpiloClient, wanted: W, existing: T) => Promise<T>;
	/** What is left to find out before it's sent. */
	complete: (client: ImpiloClient, wanted: W) => Promise<W>;
	creationOf: (wanted: W) => Pick<Creation<T>, 'request' | 'question' | 'doubtRemedy'>;
	/**
	 * Says whether what turned up after a lost answer is the item's; undefined where nothing did.
	 *
	 * @param there what has its keys, but for what didn't count as existing before it was sent
	 */
	matchFound: (wanted: W, there: readonly T[]) => FoundMatch<T> | undefined;
	/**
	 * Says what lives in the end, as far as it can be told now.
	 *
	 * @throws what the item fails with, but not for good
	 */
	resolveDuplicates: (
		client: ImpiloClient,
		shown: Recheck<W, T>,
	) => Promise<Resolution<T> | Unresolved<T>>;
	/** Whether a new execution would make it again. */
	wouldDuplicate: (wanted: W) => boolean;
	/** Takes note of something that was made. */
	onCreated?: (wanted: W, entity: T) => void;
	/** What else the run has to say on its output. */
	hints?: () => NodeExecutionHint[];
}
