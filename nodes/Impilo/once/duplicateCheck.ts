import type { ImpiloClient } from '../api/client';
import { mapConcurrently } from '../api/concurrency';
import { ImpiloFailure } from '../api/failure';
import { GateClosed } from '../api/gate';
import { itemsOf } from '../run/readItems';
import type { EntityHandler, TryResolution, Wanted } from './entityHandler';
import type { Identifiable } from './records';
import type { Tally } from './sendSummary';

/** As many keys as fit into one request, if each item has one. */
export const PORTION_SIZE = 50;

/** The list may lag, and another run may still have to void a duplicate. */
const WAITS_MS = [0, 1_000, 2_000, 4_000];

const FOLLOW_UP = { isFollowUp: true };

/** Something that a run has created. */
export interface Created<W, T> {
	wanted: W;
	entity: T;
	/** The result if it can't be checked again. */
	meanwhile?: TryResolution<T>;
	/** Whether it was certainly created for this item: nothing else is ever voided. */
	isOwn: boolean;
	wasResent: boolean;
	/** Until when another of this item may turn up, in milliseconds since 1970. */
	mayTurnUpUntilMs: number;
	resolve: (resolution: TryResolution<T>) => void;
}

/**
 * Looks up once more what a run has created, in portions while the run goes on: another process of n8n
 * may have created the same at the same time, after both had looked and found nothing.
 */
export class DuplicateCheck<W extends Wanted, T extends Identifiable> {
	private waiting: Array<Created<W, T>> = [];

	/** Found after a lost answer: the item's own may still turn up. */
	private late: Array<Created<W, T>> = [];

	private readonly running = new Set<Promise<void>>();

	/** @param isKnown whether this process knows an ID, as text: that's never a duplicate */
	constructor(
		private readonly client: ImpiloClient,
		private readonly handler: EntityHandler<W, T>,
		private readonly tally: Tally,
		private readonly isKnown: (id: string) => boolean,
	) {}

	/** Checks it as soon as there's enough for one request. */
	add(created: Created<W, T>): void {
		if (created.mayTurnUpUntilMs > this.client.clock.now()) {
			this.late.push(created);
			return;
		}
		this.waiting.push(created);
		if (keysOf(this.waiting).size >= PORTION_SIZE) this.start();
	}

	/** Checks the rest, and waits for all checks. */
	async finish(): Promise<void> {
		this.start();
		if (this.late.length > 0) {
			const mayTurnUpUntilMs = Math.max(...this.late.map((created) => created.mayTurnUpUntilMs));
			const pause = this.client.gate.pause(mayTurnUpUntilMs - this.client.clock.now(), FOLLOW_UP);
			// After the user's stop, nothing is checked.
			await pause.catch(() => undefined);
			this.waiting.push(...this.late.splice(0));
			this.start();
		}
		await Promise.all(this.running);
	}

	/** After a failure, some may not have been checked. */
	abandon(): void {
		this.giveUp([...this.waiting.splice(0), ...this.late.splice(0)]);
	}

	private giveUp(portion: ReadonlyArray<Created<W, T>>): void {
		for (const { wanted, entity, meanwhile = { entity }, resolve } of portion) {
			for (const itemIndex of itemsOf(wanted)) this.tally.unchecked.push(itemIndex);
			resolve('entity' in meanwhile ? { ...meanwhile, isUnchecked: true } : meanwhile);
		}
	}

	private start(): void {
		const portion = this.waiting.splice(0);
		if (portion.length === 0) return;
		const run = this.check(portion).finally(() => this.running.delete(run));
		this.running.add(run);
	}

	private async check(portion: ReadonlyArray<Created<W, T>>): Promise<void> {
		const { client, handler } = this;
		let unresolved = portion;
		for (const [index, waitMs] of WAITS_MS.entries()) {
			const isLast = index === WAITS_MS.length - 1;
			try {
				if (waitMs > 0) await client.gate.pause(waitMs, FOLLOW_UP);
				const { found, failures } = await handler.find(client, [...keysOf(unresolved)], FOLLOW_UP);
				const results = await mapConcurrently(unresolved, client.gate.limit, async (created) =>
					created.wanted.keys.some((key) => failures.has(key))
						? 'unchecked'
						: await this.recheck(created, found, isLast),
				);
				this.giveUp(unresolved.filter((_, entry) => results[entry] === 'unchecked'));
				unresolved = unresolved.filter((_, entry) => results[entry] === undefined);
			} catch (failure) {
				if (failure instanceof ImpiloFailure || failure instanceof GateClosed) {
					this.giveUp(unresolved);
				} else for (const { resolve } of unresolved) resolve({ thrown: failure });
				return;
			}
			if (unresolved.length === 0) return;
		}
		this.giveUp(unresolved);
	}

	/** @returns undefined if it has to be checked again */
	private async recheck(
		created: Created<W, T>,
		found: ReadonlyMap<string, T[]>,
		isLast: boolean,
	): Promise<'resolved' | 'unchecked' | undefined> {
		const { wanted, entity, isOwn, wasResent, resolve } = created;
		const id = String(entity.id);
		const foundById = new Map(
			wanted.keys.flatMap((key) => found.get(key) ?? []).map((one) => [String(one.id), one]),
		);
		const shown = foundById.get(id);
		if (shown === undefined) return isLast ? 'unchecked' : undefined;
		const isLive = this.handler.isLive(shown);
		const duplicates = [...foundById.values()].filter((one) => {
			const otherId = String(one.id);
			// What is void may be replaced by anything, even if this process knows it.
			const isDuplicate = !isLive || !this.isKnown(otherId);
			return otherId !== id && this.handler.isLive(one) && isDuplicate;
		});
		const resolving = this.handler.resolveDuplicates(this.client, {
			wanted,
			shown,
			duplicates: duplicates.sort(this.handler.byPreference),
			isOwn,
			wasResent,
			isLast,
		});
		const resolution = await resolving.catch((thrown: unknown) => ({ thrown }));
		const keepEntity = (result: TryResolution<T>): TryResolution<T> =>
			'entity' in result && result.entity === shown ? { ...result, entity } : result;
		if ('meanwhile' in resolution) {
			created.meanwhile = keepEntity(resolution.meanwhile);
			return undefined;
		}
		resolve(keepEntity(resolution));
		return 'resolved';
	}
}

function keysOf(portion: ReadonlyArray<{ wanted: Wanted }>): Set<string> {
	return new Set(portion.flatMap(({ wanted }) => [...wanted.keys]));
}
