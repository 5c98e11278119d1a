import type { NodeExecutionHint } from 'n8n-workflow';

import type { ImpiloClient } from '../api/client';
import type { Findings } from '../api/findByValues';
import type { GateOptions } from '../api/gate';
import type { Asked } from '../run/readItems';
import type { Creation, FoundMatch } from './createOnce';
import type { Identifiable } from './records';
import type { Wording } from './sendSummary';

/** What an item wants to be there. */
export interface Wanted extends Asked {
	/** What it is found by at Impilo, e.g. its external order IDs. Empty if it can't be found. */
	keys: readonly string[];
	/** Whether the node has made the keys: whatever has them is this item's. */
	hasGeneratedKeys: boolean;
}

/** What an item has got, as Impilo shows it now, and what else has its keys. */
export interface Recheck<W, T> {
	wanted: W;
	shown: T;
	/** Other live entities with the same keys. Those that this process knows count only if this one is void. */
	duplicates: readonly T[];
	/** Whether it was certainly created for this item. */
	isOwn: boolean;
	wasResent: boolean;
	/** Whether this is the last check. */
	isLast: boolean;
}

/** What the item ends with, or why it fails on each later try as well. */
export type Resolution<T> =
	/**
	 * @param duplicates the IDs of all that have its keys, if there are several; first the one that is used
	 * @param isUnchecked whether duplicates couldn't be looked for
	 */
	| { entity: T; duplicates?: readonly string[]; isUnchecked?: boolean }
	/**
	 * @param ids of the duplicates that stay; empty if nothing of the item's is left
	 * @param survivor for other runs that have got this item's
	 */
	| { failure: unknown; ids: readonly string[]; survivor?: T };

/** It has to be checked again. `meanwhile` is the result if it can't be. */
export interface Unresolved<T> {
	meanwhile: Resolution<T>;
}

/** As `Resolution`, or what only this try fails with. */
export type TryResolution<T> = Resolution<T> | { thrown: unknown };

/** What stays at Impilo, even if the item fails; undefined if that isn't known. */
export function survivorOf<T>(resolution: TryResolution<T>): T | undefined {
	if ('entity' in resolution) return resolution.entity;
	return 'survivor' in resolution ? resolution.survivor : undefined;
}

/** How one type of entity, e.g. an order, is found, compared and created. */
export interface EntityHandler<W extends Wanted, T extends Identifiable> {
	wording: Wording;
	/** @throws ImpiloFailure if no key could be looked up */
	find: (
		client: ImpiloClient,
		keys: readonly string[],
		options: GateOptions,
	) => Promise<Findings<T>>;
	/** Whether it counts as existing: a voided order doesn't. */
	isLive: (entity: T) => boolean;
	/** Sorts the one that is used first. */
	byPreference: (one: T, other: T) => number;
	/**
	 * @param live what has the item's keys, at least one; first the one that is used
	 * @returns why the item can't have it; undefined if it can, or if another one is to be created
	 */
	refuseExisting: (client: ImpiloClient, wanted: W, live: readonly T[]) => Promise<unknown>;
	/** E.g. updates what exists. */
	useExisting?: (client: ImpiloClient, wanted: W, existing: T) => Promise<T>;
	/** Finds out what is missing before it's sent. */
	complete: (client: ImpiloClient, wanted: W) => Promise<W>;
	creationOf: (wanted: W) => Pick<Creation<T>, 'request' | 'question' | 'doubtRemedy'>;
	/**
	 * Compares the item with what was found after a lost answer.
	 *
	 * @param found what has its keys, without what was void before it was sent
	 * @returns undefined if there is nothing
	 */
	matchFound: (wanted: W, found: readonly T[]) => FoundMatch<T> | undefined;
	/**
	 * Decides which of several entities stays, as far as that is known now.
	 *
	 * @throws what only this try fails with
	 */
	resolveDuplicates: (
		client: ImpiloClient,
		recheck: Recheck<W, T>,
	) => Promise<Resolution<T> | Unresolved<T>>;
	/** Whether a new execution would create it again. */
	wouldDuplicate: (wanted: W) => boolean;
	onCreated?: (wanted: W, entity: T) => void;
	/** Further hints for the output. */
	hints?: () => NodeExecutionHint[];
}
