import type { ImpiloClient } from '../api/client';
import type { YieldSlot } from '../api/concurrency';
import { Doubt, ImpiloFailure } from '../api/failure';
import { isGiven } from '../api/json';
import type { ReadItem } from '../run/readItems';
import { itemsOf, listParts } from '../run/readItems';
import type { Creation, FoundMatch } from './createOnce';
import { createOnce, readCreated, WINDOW_MS } from './createOnce';
import { DuplicateCheck } from './duplicateCheck';
import type { EntityHandler, TryResolution, Wanted } from './entityHandler';
import { survivorOf } from './entityHandler';
import type { Memory, UnconfirmedSend } from './memory';
import type { Identifiable } from './records';
import { LookedUpRecords, SharedLookUps } from './records';
import type { SendSummary, Tally, Wording } from './sendSummary';
import { createTally, summarizeSends } from './sendSummary';
import type { ConcurrentRun, RunCoordinator, RunHandle } from './runCoordinator';

/**
 * Creates what each item of a batch wants, once. Keys are looked up first, many in a request. Items with
 * the same key are worked on one after the other, across all runs of this process.
 */
export class OnceBatch<W extends Wanted, T extends Identifiable> implements ConcurrentRun<T> {
	readonly tally: Tally = createTally();

	private readonly records: LookedUpRecords<T>;

	private readonly lostAnswerLookUps: SharedLookUps<T>;

	private readonly registration: RunHandle<T>;

	private readonly duplicates: DuplicateCheck<W, T>;

	/** By ID, as text. */
	private readonly createdHere = new Set<string>();

	/** By ID, as text: by other runs of this process since this one began. */
	private readonly createdByOtherRuns = new Set<string>();

	/** By the ID, as text, of what an item got. */
	private readonly resolutions = new Map<string, TryResolution<T>>();

	/** What is being sent or is unconfirmed, by key: items with the same key share it. */
	private readonly unconfirmed = new Map<string, Memory<T>>();

	/** Results of other runs that this one has to wait for. */
	private readonly followed: Array<Promise<unknown>> = [];

	constructor(
		private readonly client: ImpiloClient,
		private readonly handler: EntityHandler<W, T>,
		private readonly coordinator: RunCoordinator<T>,
		private readonly memoryOf: (itemIndex: number) => Memory<T>,
	) {
		this.records = new LookedUpRecords(
			client,
			async (keys) => await handler.find(client, keys, {}),
			handler.isLive,
			handler.byPreference,
		);
		this.lostAnswerLookUps = new SharedLookUps(
			async (keys) => await handler.find(client, keys, { isFollowUp: true }),
		);
		this.registration = coordinator.register(client, this);
		this.duplicates = new DuplicateCheck(
			client,
			handler,
			this.tally,
			(id) => this.createdHere.has(id) || this.createdByOtherRuns.has(id),
		);
	}

	/** Looks up the keys of items. A failure is kept for the items that it's about. */
	async lookUp(items: readonly W[]): Promise<void> {
		await this.records.lookUp(items.flatMap(({ keys }) => keys));
	}

	/** @returns why an item can't have what it wants; undefined if nothing is known against it */
	async findRefusal(wanted: W): Promise<unknown> {
		this.noteUnconfirmed(wanted, this.memoryOf(wanted.itemIndex));
		const { state } = this.findMemory(wanted);
		if (state.is === 'failed') return state.failure;
		if (state.is !== 'notSent') return undefined;
		const failure = await this.records.findFailure(wanted.keys);
		return failure ?? (await this.refuseExisting(wanted).catch((reason: unknown) => reason));
	}

	/**
	 * To be called in the order of the items.
	 *
	 * @throws ImpiloFailure, Doubt, GateClosed
	 */
	async createOrFind(wanted: W, yieldSlot: YieldSlot): Promise<T> {
		const own = this.memoryOf(wanted.itemIndex);
		this.noteUnconfirmed(wanted, own);
		// No need to wait then: it holds even after the user's stop.
		const isFinished = own.state.is === 'created' || own.state.is === 'failed';
		const obtaining =
			isFinished || wanted.keys.length === 0
				? this.create(wanted, own, yieldSlot)
				: this.coordinator.runExclusive(this.client, wanted.keys, async () => {
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

	/** Includes earlier tries. */
	summarizeSends(items: ReadonlyArray<ReadItem<W>>): SendSummary {
		const together = listParts(items).map(({ itemIndices }) => itemIndices);
		return summarizeSends(together, this.memoryOf, (itemIndex) => {
			const item = items[itemIndex];
			return item === undefined || 'refusal' in item || this.handler.wouldDuplicate(item);
		});
	}

	/** Waits until the last duplicates are resolved. To be called when all items are done. */
	async finishChecks(): Promise<void> {
		await this.duplicates.finish();
		await this.client.gate.waitFor(Promise.all(this.followed)).catch(() => {
			// The user has stopped the execution.
		});
	}

	/**
	 * @returns what the item got, or what took its place
	 * @throws why the item fails after all
	 */
	resultOf(entity: T, { itemIndex }: W): T {
		const resolution = this.resolutions.get(String(entity.id)) ?? { entity };
		if ('entity' in resolution) return resolution.entity;
		const memory = this.memoryOf(itemIndex);
		if ('thrown' in resolution) throw this.toFailure(entity, memory, resolution.thrown);
		// Also if another item or run has created it.
		if (memory.state.is !== 'failed') memory.state = { is: 'failed', ...resolution };
		throw resolution.failure;
	}

	/** It was created all the same, so the failure names it. */
	private toFailure({ id }: T, { state }: Memory<T>, thrown: unknown): unknown {
		if (!(thrown instanceof Error)) return thrown;
		const { one, made, key } = this.handler.wording;
		const whose =
			state.is === 'created' && state.isOwn
				? `, which this item ${made}`
				: ` with the ${key} of this item`;
		const known = thrown instanceof ImpiloFailure ? thrown : undefined;
		return new ImpiloFailure(
			{
				happened: `Impilo has ${one} ${String(id)}${whose}, but the next step failed: ${thrown.message}`,
				remedy:
					known?.remedy ??
					`Check the ${one} at Impilo before you run this item again, and report it to the maintainers of this node.`,
			},
			known,
		);
	}

	onCreatedElsewhere(entity: T, keys: readonly string[], isNew: boolean): void {
		// An older one may be a duplicate that this run hasn't found.
		if (isNew) this.createdByOtherRuns.add(String(entity.id));
		this.records.keep(entity, keys);
	}

	onReplacedElsewhere(gone: T, survivor: T, keys: readonly string[]): void {
		this.records.forget(gone, keys);
		this.records.keep(survivor, keys);
	}

	/** To be called when the run has ended, successfully or not. */
	end(): void {
		this.duplicates.abandon();
		this.registration.unregister();
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
		const untilMs = this.coordinator.unconfirmedUntilMs(client, keys);
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
		if (this.createdHere.has(String(existing.id))) {
			// By an item that wants the same: any other is refused.
			tally.repeated++;
			this.records.keep(existing, keys);
			return existing;
		}
		const used = (await handler.useExisting?.(client, wanted, existing)) ?? existing;
		if (used === existing) tally.existing += itemsOf(wanted).length;
		else this.createdHere.add(String(used.id));
		this.records.keep(used, keys);
		return used;
	}

	/** Another run may still void what it has just created. */
	private followOtherRun(wanted: W, existing: T): void {
		const id = String(existing.id);
		const resolving = this.coordinator.resolutionOf(this.client, existing);
		if (resolving === undefined || this.createdHere.has(id)) return;
		const follow = async (): Promise<void> => {
			const result = await resolving;
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
		this.followed.push(follow());
	}

	private async create(wanted: W, memory: Memory<T>, yieldSlot: YieldSlot): Promise<T> {
		const { client, handler } = this;
		const { keys } = wanted;
		let complete = wanted;
		const isFinished = memory.state.is === 'created' || memory.state.is === 'failed';
		const creating = async (): Promise<T> => {
			complete = isFinished ? wanted : await handler.complete(client, wanted);
			if (memory.state.is === 'notSent') memory.wasInactive = this.records.knowInactive(keys);
			const lookUp = async (): Promise<FoundMatch<T> | undefined> => {
				const found = await this.lostAnswerLookUps.findAll(keys);
				const match = handler.matchFound(
					complete,
					found.filter((one) => memory.wasInactive?.(one) !== true),
				);
				// Nothing could be done with it, and others without an ID would count as the same.
				return match?.is === 'mine' && !isGiven(match.entity.id)
					? { is: 'doubtful', what: describeWithoutId(handler.wording) }
					: match;
			};
			const creation: Creation<T> = {
				...handler.creationOf(complete),
				read: readCreated,
				lookUp: keys.length > 0 ? lookUp : undefined,
			};
			for (const key of keys) this.unconfirmed.set(key, memory);
			return await createOnce(client, memory, creation, yieldSlot);
		};
		const created = await creating().catch((reason: unknown) => {
			this.noteUnconfirmed(wanted, memory);
			throw reason;
		});
		const { entity, failure } = await this.updateFound(wanted, created, memory);
		for (const key of keys) this.unconfirmed.delete(key);
		handler.onCreated?.(complete, entity);
		this.trackCreated(wanted, entity, memory, !isFinished);
		if (failure !== undefined) throw this.toFailure(entity, memory, failure);
		return entity;
	}

	/** What was found after a lost answer may be of another system, with other data. */
	private async updateFound(
		wanted: W,
		found: T,
		{ state }: Memory<T>,
	): Promise<{ entity: T; failure?: unknown }> {
		const isOwn = state.is === 'created' && state.isOwn;
		if (isOwn || this.handler.useExisting === undefined) return { entity: found };
		return await this.handler.useExisting(this.client, wanted, found).then(
			(entity) => ({ entity }),
			(failure: unknown) => ({ entity: found, failure }),
		);
	}

	private noteUnconfirmed({ keys }: W, memory: Memory<T>): void {
		const { state } = memory;
		if (state.is !== 'unconfirmed') return;
		for (const key of keys) this.unconfirmed.set(key, memory);
		const untilMs = Math.max(this.client.clock.now(), endOfWindow(state));
		this.coordinator.noteUnconfirmed(this.client, keys, untilMs);
	}

	/** Nothing unconfirmed is sent again while another run's may still turn up. */
	private async waitForOthers(
		{ keys }: W,
		{ state }: Memory<T>,
		yieldSlot: YieldSlot,
	): Promise<void> {
		const { client } = this;
		const untilMs = this.coordinator.unconfirmedUntilMs(client, keys);
		const waitMs = untilMs - client.clock.now();
		if (state.is !== 'unconfirmed' || waitMs <= 0 || untilMs <= endOfWindow(state)) return;
		await yieldSlot(async () => await client.gate.pause(waitMs, { isFollowUp: true }));
	}

	/** Tells the other items and runs, and has it checked for duplicates. */
	private trackCreated(wanted: W, entity: T, memory: Memory<T>, isFirst: boolean): void {
		const { state } = memory;
		if (state.is !== 'created') return;
		const { client } = this;
		const { keys, hasGeneratedKeys } = wanted;
		// Whoever answered, what has a generated key is ours.
		const isOwn = state.isOwn || hasGeneratedKeys;
		this.createdHere.add(String(entity.id));
		this.records.keep(entity, keys);
		// It may be another's, and this item's own may turn up later.
		if (!isOwn) this.coordinator.noteUnconfirmed(client, keys, state.mayTurnUpUntilMs);
		let announce: (resolution: TryResolution<T>) => void = () => {};
		const announced = new Promise<TryResolution<T>>((resolve) => {
			announce = resolve;
		});
		this.registration.announceCreated(entity, keys, isFirst && isOwn, announced);
		let isResolved = false;
		const resolve = (resolution: TryResolution<T>): void => {
			if (isResolved) return;
			isResolved = true;
			this.resolutions.set(String(entity.id), resolution);
			announce(resolution);
			if ('entity' in resolution) {
				memory.state = {
					...state,
					isUnchecked: undefined,
					...resolution,
					isOwn: state.isOwn && resolution.entity === entity,
				};
				const { duplicates } = resolution;
				if (duplicates) this.tally.duplicates.set(duplicates.join(), duplicates);
			} else if ('failure' in resolution) {
				const isGone = resolution.ids.length === 0;
				const voidedId = isGone && isOwn ? String(entity.id) : undefined;
				memory.state = { is: 'failed', ...resolution, voidedId };
				// Others who want the same have to look again.
				if (isGone) this.coordinator.noteUnconfirmed(client, keys, client.clock.now());
			}
		};
		// Nobody else has a generated key.
		if (keys.length === 0 || (hasGeneratedKeys && state.sends === 1)) resolve({ entity });
		else {
			const { sends, mayTurnUpUntilMs } = state;
			this.duplicates.add({
				wanted,
				entity,
				isOwn,
				wasResent: sends > 1,
				mayTurnUpUntilMs,
				resolve,
			});
		}
	}
}

/** Without look-ups, it may turn up all the same. */
function endOfWindow({ sinceMs, lookUpsMs }: UnconfirmedSend): number {
	return sinceMs + (lookUpsMs.length > 0 ? Math.max(...lookUpsMs) : WINDOW_MS);
}

function describeWithoutId({ one, key }: Wording): string {
	return `Impilo now shows ${one} without an ID under its ${key}.`;
}
