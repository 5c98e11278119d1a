import type { ImpiloClient } from '../api/client';
import { mapConcurrently } from '../api/concurrency';
import { ImpiloFailure } from '../api/failure';
import { GateClosed } from '../api/gate';
import { itemsOf } from '../run/readItems';
import type { EntityHandler, TryResolution, Wanted } from './entityHandler';
import type { Identifiable } from './records';
import type { Tally } from './report';

/** As many keys as are looked up in one request, where each item has one. */
export const PORTION_SIZE = 50;

/**
 * When a portion is looked at, and looked at again where the list doesn't show what was made yet, or
 * where another run has still to do something about it.
 */
const WAITS_MS = [0, 1_000, 2_000, 4_000];

const SETTLING = { isFollowUp: true };

/** Something that a run has made. */
export interface Created<W, T> {
	wanted: W;
	entity: T;
	/** What the item ends with where it can't be looked at again. */
	meanwhile?: TryResolution<T>;
	/** Whether it was certainly made for this item: no other is ever voided. */
	isOwn: boolean;
	wasResent: boolean;
	/** Until when another may still turn up that was made for this item, in milliseconds since 1970. */
	openUntilMs: number;
	/** Takes what lives in the end, or what this try fails with. */
	settle: (settled: TryResolution<T>) => void;
}

/**
 * Looks up once more what a run has made, portion by portion while the run goes on: another process of
 * n8n may have made the same at the same time, when both had looked before and found nothing.
 */
export class DuplicateCheck<W extends Wanted, T extends Identifiable> {
	private waiting: Array<Created<W, T>> = [];

	/** What was found after a lost answer may be another's, and its own turn up later. */
	private late: Array<Created<W, T>> = [];

	private readonly running = new Set<Promise<void>>();

	/** @param isKnown whether something, by its ID as text, is known to this process: never a duplicate */
	constructor(
		private readonly client: ImpiloClient,
		private readonly handler: EntityHandler<W, T>,
		private readonly tally: Tally,
		private readonly isKnown: (id: string) => boolean,
	) {}

	/** Takes something in; it's looked at as soon as there's enough for one request. */
	add(made: Created<W, T>): void {
		if (made.openUntilMs > this.client.clock.now()) {
			this.late.push(made);
			return;
		}
		this.waiting.push(made);
		if (keysOf(this.waiting).size >= PORTION_SIZE) this.start();
	}

	/** Looks at all that haven't been looked at yet, and waits for what's under way. */
	async finish(): Promise<void> {
		this.start();
		if (this.late.length > 0) {
			const openUntilMs = Math.max(...this.late.map((made) => made.openUntilMs));
			const pause = this.client.gate.pause(openUntilMs - this.client.clock.now(), SETTLING);
			// After the user's stop, nothing is looked at.
			await pause.catch(() => undefined);
			this.waiting.push(...this.late.splice(0));
			this.start();
		}
		await Promise.all(this.running);
	}

	/** Gives up what nobody has looked at: only where something went wrong is there anything. */
	abandon(): void {
		this.giveUp([...this.waiting.splice(0), ...this.late.splice(0)]);
	}

	private giveUp(portion: ReadonlyArray<Created<W, T>>): void {
		for (const { wanted, entity, meanwhile = { entity }, settle } of portion) {
			for (const itemIndex of itemsOf(wanted)) this.tally.unchecked.push(itemIndex);
			settle('entity' in meanwhile ? { ...meanwhile, isUnchecked: true } : meanwhile);
		}
	}

	private start(): void {
		const portion = this.waiting.splice(0);
		if (portion.length === 0) return;
		const run = this.lookAt(portion).finally(() => this.running.delete(run));
		this.running.add(run);
	}

	private async lookAt(portion: ReadonlyArray<Created<W, T>>): Promise<void> {
		const { client, handler } = this;
		let open = portion;
		for (const [index, waitMs] of WAITS_MS.entries()) {
			const isLast = index === WAITS_MS.length - 1;
			try {
				if (waitMs > 0) await client.gate.pause(waitMs, SETTLING);
				const { found, failures } = await handler.find(client, [...keysOf(open)], SETTLING);
				const settled = await mapConcurrently(open, client.gate.limit, async (made) =>
					made.wanted.keys.some((key) => failures.has(key))
						? 'unchecked'
						: await this.settle(made, found, isLast),
				);
				this.giveUp(open.filter((_, entry) => settled[entry] === 'unchecked'));
				open = open.filter((_, entry) => settled[entry] === undefined);
			} catch (failure) {
				if (failure instanceof ImpiloFailure || failure instanceof GateClosed) this.giveUp(open);
				else for (const { settle } of open) settle({ thrown: failure });
				return;
			}
			if (open.length === 0) return;
		}
		this.giveUp(open);
	}

	/** @returns undefined where it has to be looked at again */
	private async settle(
		made: Created<W, T>,
		found: ReadonlyMap<string, T[]>,
		isLast: boolean,
	): Promise<'settled' | 'unchecked' | undefined> {
		const { wanted, entity, isOwn, wasResent, settle } = made;
		const id = String(entity.id);
		const there = new Map(
			wanted.keys.flatMap((key) => found.get(key) ?? []).map((one) => [String(one.id), one]),
		);
		const shown = there.get(id);
		if (shown === undefined) return isLast ? 'unchecked' : undefined;
		const isLive = this.handler.isLive(shown);
		const duplicates = [...there.values()].filter((one) => {
			const otherId = String(one.id);
			// In place of what is void, what this process knows of may stay as well.
			const isDuplicate = !isLive || !this.isKnown(otherId);
			return otherId !== id && this.handler.isLive(one) && isDuplicate;
		});
		const settling = this.handler.resolveDuplicates(this.client, {
			wanted,
			shown,
			duplicates: duplicates.sort(this.handler.byPreference),
			isOwn,
			wasResent,
			isLast,
		});
		const settled = await settling.catch((thrown: unknown) => ({ thrown }));
		const own = (result: TryResolution<T>): TryResolution<T> =>
			'entity' in result && result.entity === shown ? { ...result, entity } : result;
		if ('meanwhile' in settled) {
			made.meanwhile = own(settled.meanwhile);
			return undefined;
		}
		settle(own(settled));
		return 'settled';
	}
}

function keysOf(portion: ReadonlyArray<{ wanted: Wanted }>): Set<string> {
	return new Set(portion.flatMap(({ wanted }) => [...wanted.keys]));
}
