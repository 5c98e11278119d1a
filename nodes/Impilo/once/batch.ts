import type { ImpiloClient } from '../api/client';
import type { StepAside } from '../api/concurrency';
import type { Creation, Look } from './createOnce';
import { createOnce, readCreated } from './createOnce';
import type { Kind, SettledNow, Wanted } from './kind';
import { SharedLookUps } from './lookUps';
import type { Memory } from './memory';
import type { Identifiable } from './records';
import { LookedUpRecords } from './records';
import type { Tally } from './report';
import { createTally } from './report';
import { TwinCheck } from './twins';
import type { FellowRun, Membership, Turns } from './turns';

/**
 * Makes sure that what each item of a batch wants is at Impilo once: all keys are looked up first, many
 * a request, and items that share one take turns, with those of other runs as well.
 */
export class OnceBatch<W extends Wanted, T extends Identifiable> implements FellowRun<T> {
	readonly tally: Tally = createTally();

	private readonly records: LookedUpRecords<T>;

	private readonly lookUps: SharedLookUps<T>;

	private readonly fellows: Membership<T>;

	private readonly twins: TwinCheck<W, T>;

	/** IDs, as text, of what this batch has made. */
	private readonly madeHere = new Set<string>();

	/** IDs, as text, of what other runs of this process have made since this one began. */
	private readonly madeByFellows = new Set<string>();

	/** What lives in the end, or why this try fails, by the ID, as text, of what an item got. */
	private readonly settled = new Map<string, SettledNow<T>>();

	/** What other runs are still looking at. */
	private readonly borrowed: Array<Promise<unknown>> = [];

	constructor(
		private readonly client: ImpiloClient,
		private readonly kind: Kind<W, T>,
		private readonly turns: Turns<T>,
		private readonly memoryOf: (itemIndex: number) => Memory<T>,
	) {
		this.records = new LookedUpRecords(
			client,
			async (keys) => await kind.find(client, keys, {}),
			kind.isLive,
			kind.byUse,
		);
		this.lookUps = new SharedLookUps(
			async (keys) => await kind.find(client, keys, { isSettling: true }),
		);
		this.fellows = turns.join(client, this);
		this.twins = new TwinCheck(
			client,
			kind,
			this.tally,
			(id) => this.madeHere.has(id) || this.madeByFellows.has(id),
		);
	}

	/** Looks up the keys of items; a failure is kept for the items it is about. */
	async lookUp(items: readonly W[]): Promise<void> {
		await this.records.lookUp(items.flatMap(({ keys }) => keys));
	}

	/** @returns why an item can't have what it wants, as far as the look-up tells; undefined where it can */
	async findRefusal(wanted: W): Promise<unknown> {
		const { is } = this.memoryOf(wanted.itemIndex).state;
		if (is !== 'notSent') return undefined;
		return (await this.records.findFailure(wanted.keys)) ?? (await this.refuseExisting(wanted));
	}

	/**
	 * Creates what an item wants, or finds it. Call it in the order of the items.
	 *
	 * @throws ImpiloFailure, Doubt, GateClosed
	 */
	async obtain(wanted: W, stepAside: StepAside): Promise<T> {
		const memory = this.memoryOf(wanted.itemIndex);
		if (wanted.keys.length === 0) return await this.create(wanted, memory, stepAside);
		return await this.turns.inTurn(this.client, wanted.keys, async () => {
			const existing =
				memory.state.is === 'notSent' ? await this.findExisting(wanted, stepAside) : undefined;
			return existing ?? (await this.create(wanted, memory, stepAside));
		});
	}

	/** Waits until it's known what lives in the end; to be called when all items have been worked on. */
	async settle(): Promise<void> {
		await this.twins.finish();
		await this.client.gate.waitFor(Promise.all(this.borrowed)).catch(() => {
			// The user has stopped the execution: what was given is all there is to know.
		});
	}

	/**
	 * What an item ends with: what it got, or what lives in place of it.
	 *
	 * @throws why it fails after all
	 */
	resultOf(entity: T, { itemIndex }: W): T {
		const settled = this.settled.get(String(entity.id)) ?? { entity };
		if ('entity' in settled) return settled.entity;
		if ('thrown' in settled) throw settled.thrown;
		// Also where another item, or another run, has made it.
		this.memoryOf(itemIndex).state = { is: 'failed', ...settled };
		throw settled.failure;
	}

	noteMade(entity: T, keys: readonly string[]): void {
		this.madeByFellows.add(String(entity.id));
		this.records.keep(entity, keys);
	}

	/** To be called when the run has ended, however it ended. */
	end(): void {
		this.twins.abandon();
		this.fellows.leave();
	}

	private async refuseExisting(wanted: W): Promise<unknown> {
		const live = this.records.findLive(wanted.keys);
		return live.length === 0 ? undefined : await this.kind.refuse(this.client, wanted, live);
	}

	private async findExisting(wanted: W, stepAside: StepAside): Promise<T | undefined> {
		const { client, kind, tally } = this;
		const { keys } = wanted;
		const untilMs = this.turns.doubtUntilMs(client, keys);
		await this.records.settle(keys, untilMs);
		const waitMs = untilMs - client.clock.now();
		if (waitMs > 0 && this.records.findLive(keys).length === 0) {
			await stepAside(async () => await client.gate.pause(waitMs));
			await this.records.settle(keys, untilMs);
		}
		const refusal = await this.refuseExisting(wanted);
		if (refusal !== undefined) throw refusal;
		const [existing] = this.records.findLive(keys);
		if (existing === undefined) return undefined;
		for (const ids of this.records.findTwins(keys)) tally.twins.set(ids.join(), ids);
		this.borrow(wanted, existing);
		if (this.madeHere.has(String(existing.id))) {
			// By an item that wants the same: others are refused.
			tally.repeated++;
			return existing;
		}
		const used = (await kind.use?.(client, wanted, existing)) ?? existing;
		if (used === existing) tally.existing++;
		else this.madeHere.add(String(used.id));
		this.records.keep(used, keys);
		return used;
	}

	/** What another run of this process has just made, it may still void in favour of an older one. */
	private borrow(wanted: W, existing: T): void {
		const id = String(existing.id);
		const settled = this.turns.settledOf(this.client, existing);
		if (settled === undefined || this.madeHere.has(id)) return;
		const take = async (): Promise<void> => {
			const result = await settled;
			if (!('entity' in result)) this.settled.set(id, result);
			else if (result.entity.id !== existing.id) {
				const using = Promise.resolve(this.kind.use?.(this.client, wanted, result.entity));
				const used = await using.then(
					(entity) => ({ entity: entity ?? result.entity }),
					(thrown: unknown) => ({ thrown }),
				);
				this.settled.set(id, used);
			}
		};
		this.borrowed.push(take());
	}

	private async create(wanted: W, memory: Memory<T>, stepAside: StepAside): Promise<T> {
		const { client, kind, tally } = this;
		const { itemIndex, keys } = wanted;
		const creating = async (): Promise<T> => {
			const complete = memory.state.is === 'made' ? wanted : await kind.complete(client, wanted);
			const look = async (): Promise<Look<T> | undefined> =>
				kind.recognize(complete, await this.lookUps.findAll(keys));
			const creation: Creation<T> = {
				...kind.creationOf(complete),
				read: readCreated,
				look: keys.length > 0 ? look : undefined,
			};
			return await createOnce(client, memory, creation, stepAside);
		};
		const entity = await creating().catch((failure: unknown) => {
			this.noteFailure(wanted, memory);
			throw failure;
		});
		tally.made.push(itemIndex);
		if (kind.wouldDouble(wanted)) tally.unsafe.push(itemIndex);
		kind.noteMade?.(wanted, entity);
		this.take(wanted, entity, memory);
		return entity;
	}

	private noteFailure({ itemIndex, keys }: W, { state }: Memory<T>): void {
		if (state.is === 'failed') this.tally.keptTwice.push(state.ids);
		if (state.is !== 'open') return;
		this.tally.doubtful.push(itemIndex);
		const { sinceMs, looksMs } = state;
		const untilMs = Math.max(this.client.clock.now(), sinceMs + Math.max(0, ...looksMs));
		this.turns.noteDoubt(this.client, keys, untilMs);
	}

	/** From here on, what was made is known to the other items and runs, and looked after. */
	private take(wanted: W, entity: T, memory: Memory<T>): void {
		const { state } = memory;
		if (state.is !== 'made') return;
		const { keys, areKeysOwn } = wanted;
		const isOwn = state.isOwn || areKeysOwn;
		this.madeHere.add(String(entity.id));
		this.records.keep(entity, keys);
		let tell: (settled: SettledNow<T>) => void = () => {};
		const told = new Promise<SettledNow<T>>((resolve) => {
			tell = resolve;
		});
		this.fellows.tellMade(entity, keys, told);
		let isSettled = false;
		const settle = (settled: SettledNow<T>): void => {
			if (isSettled) return;
			isSettled = true;
			this.settled.set(String(entity.id), settled);
			tell(settled);
			if ('entity' in settled) {
				const isSame = settled.entity === entity;
				memory.state = { ...state, entity: settled.entity, isOwn: state.isOwn && isSame };
			} else if ('failure' in settled) {
				memory.state = { is: 'failed', ...settled };
				if (settled.ids.length > 0) this.tally.keptTwice.push(settled.ids);
			}
		};
		// Nobody else has a key that was made here.
		if (keys.length === 0 || (areKeysOwn && state.sends === 1)) settle({ entity });
		else {
			const { sends, openUntilMs } = state;
			this.twins.add({ wanted, entity, isOwn, wasResent: sends > 1, openUntilMs, settle });
		}
	}
}
