import type { ImpiloClient } from '../api/client';
import type { YieldSlot } from '../api/concurrency';
import { Doubt, ImpiloFailure } from '../api/failure';
import type { ReadItem } from '../run/readItems';
import { itemsOf, listParts } from '../run/readItems';
import type { Creation, FoundMatch } from './createOnce';
import { createOnce, readCreated, WINDOW_MS } from './createOnce';
import type { EntityHandler, TryResolution, Wanted } from './entityHandler';
import { survivorOf } from './entityHandler';
import type { Memory, UnconfirmedSend } from './memory';
import type { Identifiable } from './records';
import { LookedUpRecords, SharedLookUps } from './records';
import type { SendSummary, Tally } from './report';
import { createTally, summarizeSends } from './report';
import { DuplicateCheck } from './duplicates';
import type { ConcurrentRun, RunHandle, RunCoordinator } from './runCoordinator';

/**
 * Makes sure that what each item of a batch wants is at Impilo once: all keys are looked up first, many
 * a request, and items that share one take turns, with those of other runs as well.
 */
export class OnceBatch<W extends Wanted, T extends Identifiable> implements ConcurrentRun<T> {
	readonly tally: Tally = createTally();

	private readonly records: LookedUpRecords<T>;

	private readonly lookUps: SharedLookUps<T>;

	private readonly otherRuns: RunHandle<T>;

	private readonly duplicates: DuplicateCheck<W, T>;

	/** IDs, as text, of what this batch has made. */
	private readonly madeHere = new Set<string>();

	/** IDs, as text, of what other runs of this process have made since this one began. */
	private readonly madeByOtherRuns = new Set<string>();

	/** What lives in the end, or why this try fails, by the ID, as text, of what an item got. */
	private readonly resolutions = new Map<string, TryResolution<T>>();

	/** What is being made, or is in doubt, by key: items that share a key share the doubt. */
	private readonly unconfirmed = new Map<string, Memory<T>>();

	/** What other runs are still looking at. */
	private readonly followed: Array<Promise<unknown>> = [];

	constructor(
		private readonly client: ImpiloClient,
		private readonly handler: EntityHandler<W, T>,
		private readonly turns: RunCoordinator<T>,
		private readonly memoryOf: (itemIndex: number) => Memory<T>,
	) {
		this.records = new LookedUpRecords(
			client,
			async (keys) => await handler.find(client, keys, {}),
			handler.isLive,
			handler.byPreference,
		);
		this.lookUps = new SharedLookUps(
			async (keys) => await handler.find(client, keys, { isFollowUp: true }),
		);
		this.otherRuns = turns.register(client, this);
		this.duplicates = new DuplicateCheck(
			client,
			handler,
			this.tally,
			(id) => this.madeHere.has(id) || this.madeByOtherRuns.has(id),
		);
	}

	/** Looks up the keys of items; a failure is kept for the items it is about. */
	async lookUp(items: readonly W[]): Promise<void> {
		await this.records.lookUp(items.flatMap(({ keys }) => keys));
	}

	/** @returns why an item can't have what it wants, as far as the look-up tells; undefined where it can */
	async findRefusal(wanted: W): Promise<unknown> {
		this.noteUnconfirmed(wanted, this.memoryOf(wanted.itemIndex));
		const { state } = this.findMemory(wanted);
		if (state.is === 'failed') return state.failure;
		if (state.is !== 'notSent') return undefined;
		const failure = await this.records.findFailure(wanted.keys);
		return failure ?? (await this.refuseExisting(wanted).catch((reason: unknown) => reason));
	}

	/**
	 * Creates what an item wants, or finds it. Call it in the order of the items.
	 *
	 * @throws ImpiloFailure, Doubt, GateClosed
	 */
	async createOrFind(wanted: W, yieldSlot: YieldSlot): Promise<T> {
		const own = this.memoryOf(wanted.itemIndex);
		this.noteUnconfirmed(wanted, own);
		// What is over needs no turn: an earlier try's outcome holds even where nothing can be sent any more.
		const isOver = own.state.is === 'made' || own.state.is === 'failed';
		const obtaining =
			isOver || wanted.keys.length === 0
				? this.create(wanted, own, yieldSlot)
				: this.turns.runExclusive(this.client, wanted.keys, async () => {
						const memory = this.findMemory(wanted);
						await this.waitForOthers(wanted, memory, yieldSlot);
						const existing =
							memory.state.is === 'notSent'
								? await this.findExisting(wanted, yieldSlot)
								: undefined;
						return existing ?? (await this.create(wanted, memory, yieldSlot));
					});
		return await obtaining.catch((reason: unknown) => {
			const { state } = this.findMemory(wanted);
			throw state.is === 'unconfirmed' && !(reason instanceof Doubt) ? state.doubt(reason) : reason;
		});
	}

	/** What was sent for items, by earlier tries as well. */
	summarizeSends(items: ReadonlyArray<ReadItem<W>>): SendSummary {
		const together = listParts(items).map(({ itemIndices }) => itemIndices);
		return summarizeSends(together, this.memoryOf, (itemIndex) => {
			const item = items[itemIndex];
			return item === undefined || 'refusal' in item || this.handler.wouldDuplicate(item);
		});
	}

	/** Waits until it's known what lives in the end; to be called when all items have been worked on. */
	async finishChecks(): Promise<void> {
		await this.duplicates.finish();
		await this.client.gate.waitFor(Promise.all(this.followed)).catch(() => {
			// The user has stopped the execution: what was given is all there is to know.
		});
	}

	/**
	 * What an item ends with: what it got, or what lives in place of it.
	 *
	 * @throws why it fails after all
	 */
	resultOf(entity: T, { itemIndex }: W): T {
		const settled = this.resolutions.get(String(entity.id)) ?? { entity };
		if ('entity' in settled) return settled.entity;
		const memory = this.memoryOf(itemIndex);
		if ('thrown' in settled) throw this.toFailure(entity, memory, settled.thrown);
		// Also where another item, or another run, has made it.
		memory.state = { is: 'failed', ...settled };
		throw settled.failure;
	}

	/** What went wrong afterwards says nothing about what was made: its row has to name it. */
	private toFailure({ id }: T, { state }: Memory<T>, thrown: unknown): unknown {
		if (!(thrown instanceof Error)) return thrown;
		const { one, made, key } = this.handler.words;
		const whose =
			state.is === 'made' ? `, which this item ${made}` : ` with the ${key} of this item`;
		const known = thrown instanceof ImpiloFailure ? thrown : undefined;
		return new ImpiloFailure(
			{
				happened: `Impilo has ${one} ${id ?? 'without an ID'}${whose}, but what came after that failed: ${thrown.message}`,
				remedy:
					known?.remedy ??
					`Check the ${one} at Impilo before you run this item again, and tell those who maintain this node.`,
			},
			known,
		);
	}

	onCreatedElsewhere(entity: T, keys: readonly string[], isNew: boolean): void {
		// What is older, this run may not have found before it made its own: that's a duplicate.
		if (isNew) this.madeByOtherRuns.add(String(entity.id));
		this.records.keep(entity, keys);
	}

	onReplacedElsewhere(gone: T, survivor: T, keys: readonly string[]): void {
		this.records.forget(gone, keys);
		this.records.keep(survivor, keys);
	}

	/** To be called when the run has ended, however it ended. */
	end(): void {
		this.duplicates.abandon();
		this.otherRuns.unregister();
	}

	private findMemory({ itemIndex, keys }: W): Memory<T> {
		const own = this.memoryOf(itemIndex);
		if (own.state.is !== 'notSent') return own;
		const shared = keys.map((key) => this.unconfirmed.get(key));
		return shared.find((memory) => memory?.state.is === 'unconfirmed') ?? own;
	}

	private async refuseExisting(wanted: W): Promise<unknown> {
		const live = this.records.findLive(wanted.keys);
		return live.length === 0
			? undefined
			: await this.handler.refuseExisting(this.client, wanted, live);
	}

	private async findExisting(wanted: W, yieldSlot: YieldSlot): Promise<T | undefined> {
		const { client, handler, tally } = this;
		const { keys } = wanted;
		const untilMs = this.turns.unconfirmedUntilMs(client, keys);
		await this.records.refresh(keys, untilMs);
		const waitMs = untilMs - client.clock.now();
		if (waitMs > 0 && this.records.findLive(keys).length === 0) {
			await yieldSlot(async () => await client.gate.pause(waitMs));
			await this.records.refresh(keys, untilMs);
		}
		const refusal = await this.refuseExisting(wanted);
		if (refusal !== undefined) throw refusal;
		const [existing] = this.records.findLive(keys);
		if (existing === undefined) return undefined;
		for (const ids of this.records.findDuplicates(keys)) tally.duplicates.set(ids.join(), ids);
		this.followOtherRun(wanted, existing);
		if (this.madeHere.has(String(existing.id))) {
			// By an item that wants the same: others are refused.
			tally.repeated++;
			return existing;
		}
		const used = (await handler.useExisting?.(client, wanted, existing)) ?? existing;
		if (used === existing) tally.existing += itemsOf(wanted).length;
		else this.madeHere.add(String(used.id));
		this.records.keep(used, keys);
		return used;
	}

	/** What another run of this process has just made, it may still void in favour of an older one. */
	private followOtherRun(wanted: W, existing: T): void {
		const id = String(existing.id);
		const settled = this.turns.resolutionOf(this.client, existing);
		if (settled === undefined || this.madeHere.has(id)) return;
		const trackCreated = async (): Promise<void> => {
			const result = await settled;
			const survivor = survivorOf(result);
			if (survivor === undefined) this.resolutions.set(id, result);
			else if (survivor.id !== existing.id) {
				const using = Promise.resolve(this.handler.useExisting?.(this.client, wanted, survivor));
				const used = await using.then(
					(entity) => ({ entity: entity ?? survivor }),
					(thrown: unknown) => ({ thrown }),
				);
				this.resolutions.set(id, used);
			}
		};
		this.followed.push(trackCreated());
	}

	private async create(wanted: W, memory: Memory<T>, yieldSlot: YieldSlot): Promise<T> {
		const { client, handler } = this;
		const { keys } = wanted;
		let complete = wanted;
		const isOver = memory.state.is === 'made' || memory.state.is === 'failed';
		const creating = async (): Promise<T> => {
			// Of what is over, nothing has to be found out any more.
			complete = isOver ? wanted : await handler.complete(client, wanted);
			if (memory.state.is === 'notSent') memory.wasInactive = this.records.knowInactive(keys);
			const look = async (): Promise<FoundMatch<T> | undefined> => {
				const there = await this.lookUps.findAll(keys);
				return handler.matchFound(
					complete,
					there.filter((one) => memory.wasInactive?.(one) !== true),
				);
			};
			const creation: Creation<T> = {
				...handler.creationOf(complete),
				read: readCreated,
				lookUp: keys.length > 0 ? look : undefined,
			};
			for (const key of keys) this.unconfirmed.set(key, memory);
			return await createOnce(client, memory, creation, yieldSlot);
		};
		const entity = await creating().catch((failure: unknown) => {
			this.noteUnconfirmed(wanted, memory);
			throw failure;
		});
		for (const key of keys) this.unconfirmed.delete(key);
		handler.onCreated?.(complete, entity);
		this.take(wanted, entity, memory, !isOver);
		return entity;
	}

	private noteUnconfirmed({ keys }: W, memory: Memory<T>): void {
		const { state } = memory;
		if (state.is !== 'unconfirmed') return;
		for (const key of keys) this.unconfirmed.set(key, memory);
		const untilMs = Math.max(this.client.clock.now(), endOfWindow(state));
		this.turns.noteUnconfirmed(this.client, keys, untilMs);
	}

	/** What is open isn't sent again while another run's may still turn up. */
	private async waitForOthers(
		{ keys }: W,
		{ state }: Memory<T>,
		yieldSlot: YieldSlot,
	): Promise<void> {
		const { client } = this;
		const untilMs = this.turns.unconfirmedUntilMs(client, keys);
		const waitMs = untilMs - client.clock.now();
		if (state.is !== 'unconfirmed' || waitMs <= 0 || untilMs <= endOfWindow(state)) return;
		await yieldSlot(async () => await client.gate.pause(waitMs, { isFollowUp: true }));
	}

	/** From here on, what was made is known to the other items and runs, and looked after. */
	private take(wanted: W, entity: T, memory: Memory<T>, isFirst: boolean): void {
		const { state } = memory;
		if (state.is !== 'made') return;
		const { client } = this;
		const { keys, hasGeneratedKeys } = wanted;
		const isOwn = state.isOwn || hasGeneratedKeys;
		this.madeHere.add(String(entity.id));
		this.records.keep(entity, keys);
		// What was found may be another's, and its own turn up later.
		if (!isOwn) this.turns.noteUnconfirmed(client, keys, state.openUntilMs);
		let tell: (settled: TryResolution<T>) => void = () => {};
		const told = new Promise<TryResolution<T>>((resolve) => {
			tell = resolve;
		});
		this.otherRuns.announceCreated(entity, keys, isFirst && isOwn, told);
		let isSettled = false;
		const settle = (settled: TryResolution<T>): void => {
			if (isSettled) return;
			isSettled = true;
			this.resolutions.set(String(entity.id), settled);
			tell(settled);
			if ('entity' in settled) {
				const isSame = settled.entity === entity;
				const isOwn = state.isOwn && isSame;
				memory.state = { ...state, isUnchecked: undefined, ...settled, isOwn };
				if (settled.duplicates)
					this.tally.duplicates.set(settled.duplicates.join(), settled.duplicates);
			} else if ('failure' in settled) {
				memory.state = { is: 'failed', ...settled };
				// What was made is gone: whoever wants the same looks again.
				if (settled.ids.length === 0) this.turns.noteUnconfirmed(client, keys, client.clock.now());
			}
		};
		// Nobody else has a key that was made here.
		if (keys.length === 0 || (hasGeneratedKeys && state.sends === 1)) settle({ entity });
		else {
			const { sends, openUntilMs } = state;
			this.duplicates.add({ wanted, entity, isOwn, wasResent: sends > 1, openUntilMs, settle });
		}
	}
}

/** Where nobody looks, it may turn up all the same. */
function endOfWindow({ sinceMs, lookUpsMs }: UnconfirmedSend): number {
	return sinceMs + (lookUpsMs.length > 0 ? Math.max(...lookUpsMs) : WINDOW_MS);
}
