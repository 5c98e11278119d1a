import type { ImpiloClient } from '../../api/client';
import { ImpiloFailure } from '../../api/failure';
import { isGiven } from '../../api/json';
import { findPatientId } from '../../patient/reference';
import { findOrdersByExternalId } from '../externalIds';
import type { ImpiloOrder } from '../order';
import { isVoided } from '../statuses';
import type { NewOrder } from './form';
import { DoubtfulOrder, isSafeToRepeat, placeOrder } from './place';
import type { Tally } from './report';
import { createTally } from './report';
import type { PlacingRun } from './turns';
import { Turns } from './turns';
import { TwinCheck } from './twins';

/** What is known of the orders with one external order ID. */
interface IdRecord {
	/** Those that count as existing, oldest first. */
	live: ImpiloOrder[];
	/** The IDs of all as text, voided ones included. */
	knownIds: Set<string>;
}

/**
 * Places the orders of a batch so that each external order ID ends as one order: all IDs are looked
 * up first, many a request, and items that share one take turns, with those of other runs as well.
 */
export class OrderBatch implements PlacingRun {
	readonly tally: Tally = createTally();

	private readonly records = new Map<string, IdRecord>();

	/** IDs, as text, of the orders that this batch has placed. */
	private readonly placedHere = new Set<string>();

	private readonly turns: Turns;

	/** IDs, as text, of the orders that other runs of this process have placed since this one began. */
	private readonly placedByOthers = new Set<string>();

	private readonly twins: TwinCheck;

	/** External order IDs of orders whose fate isn't known: they are looked up again. */
	private readonly doubtfulIds = new Set<string>();

	/** External order IDs that have been looked up, with the failure if it failed. */
	private readonly lookedUp = new Map<string, { failure?: unknown }>();

	constructor(private readonly client: ImpiloClient) {
		this.turns = new Turns(client.account, this);
		this.twins = new TwinCheck(
			client,
			this.tally,
			(id) => this.placedHere.has(id) || this.placedByOthers.has(id),
		);
	}

	/** Looks up the external order IDs of orders; a failure is kept for the orders it is about. */
	async lookUp(orders: readonly NewOrder[]): Promise<void> {
		const ids = orders
			.flatMap(({ externalOrderIds }) => externalOrderIds)
			.filter((id) => !this.lookedUp.has(id));
		const result: { failure?: unknown } = {};
		// Noted before the answer is there, so that no ID is looked up twice.
		for (const id of ids) this.lookedUp.set(id, result);
		try {
			await this.readRecords(ids);
		} catch (failure) {
			result.failure = failure;
		}
	}

	/** @returns why the order can't be placed, as far as the look-up tells; undefined where it can */
	findRefusal(order: NewOrder): unknown {
		return this.findLookUpFailure(order) ?? refuseExisting(order, this.findLive(order));
	}

	/**
	 * Places the order of one item, or finds the existing one. Call it in the order of the
	 * items.
	 *
	 * @throws ImpiloFailure
	 */
	async place(order: NewOrder): Promise<ImpiloOrder> {
		if (order.externalOrderIds.length === 0) return await this.placeNew(order);
		const endTurn = await this.turns.take(order.externalOrderIds, this.client.gate);
		try {
			return (await this.findExisting(order)) ?? (await this.placeNew(order));
		} finally {
			endTurn();
		}
	}

	private async findExisting(order: NewOrder): Promise<ImpiloOrder | undefined> {
		const lookUpFailure = this.findLookUpFailure(order);
		if (lookUpFailure !== undefined) throw lookUpFailure;
		const { externalOrderIds, ifExists } = order;
		const doubtful = externalOrderIds.filter((id) => this.doubtfulIds.has(id));
		await this.readRecords(doubtful);
		for (const id of doubtful) this.doubtfulIds.delete(id);

		const live = this.findLive(order);
		const refusal = refuseExisting(order, live);
		if (refusal !== undefined) throw refusal;
		const [existing] = live;
		if (existing === undefined || ifExists === 'create') return undefined;
		for (const id of externalOrderIds) {
			const ids = (this.records.get(id)?.live ?? []).map((twin) => String(twin.id));
			if (ids.length > 1) this.tally.placedTwice.set(ids.join(), ids);
		}
		if (this.placedHere.has(String(existing.id))) this.tally.repeated++;
		else this.tally.existing++;
		if (this.placedByOthers.has(String(existing.id))) {
			const known = this.findKnownIds(externalOrderIds);
			this.twins.add({ order: existing, asked: order, isOwn: false, isOfOtherRun: true, known });
		}
		this.keep(existing, externalOrderIds);
		return existing;
	}

	private findLookUpFailure({ externalOrderIds }: NewOrder): unknown {
		return externalOrderIds.map((id) => this.lookedUp.get(id)?.failure).find(isGiven);
	}

	/** The order that each external order ID of an item leads to, each order once, oldest first. */
	private findLive({ externalOrderIds }: NewOrder): ImpiloOrder[] {
		const orders = externalOrderIds.flatMap((id) => this.records.get(id)?.live[0] ?? []);
		const byId = new Map(orders.map((order) => [String(order.id ?? order), order]));
		return [...byId.values()].sort((one, other) => Number(one.id) - Number(other.id));
	}

	private findKnownIds(externalOrderIds: readonly string[]): Set<string> {
		return new Set(externalOrderIds.flatMap((id) => [...(this.records.get(id)?.knownIds ?? [])]));
	}

	private async placeNew(order: NewOrder): Promise<ImpiloOrder> {
		const { itemIndex, patient, body, externalOrderIds } = order;
		const patientId = patient && (await findPatientId(this.client, patient));
		const complete =
			patientId === undefined ? order : { ...order, body: { ...body, patient: { id: patientId } } };
		const known = this.findKnownIds(externalOrderIds);
		const { order: placed, isCertain } = await placeOrder(this.client, complete, known).catch(
			(failure: unknown) => {
				if (failure instanceof DoubtfulOrder) this.tally.doubtful.push(itemIndex);
				this.noteDoubt(externalOrderIds);
				this.turns.tellDoubt(externalOrderIds);
				throw failure;
			},
		);
		this.tally.placed.push(itemIndex);
		if (order.isGenerated) this.tally.placedWithGeneratedId++;
		else if (order.lacksId) this.tally.placedWithForgottenId.push(itemIndex);
		else if (externalOrderIds.length === 0) this.tally.placedWithoutId++;
		if (!isSafeToRepeat(order)) this.tally.placedUnsafely.push(itemIndex);
		this.placedHere.add(String(placed.id));
		this.keep(placed, externalOrderIds);
		this.turns.tellPlaced(placed, externalOrderIds);
		// What another run wouldn't find, it can't have placed: nobody else has a generated ID.
		if (isSafeToRepeat(order)) {
			this.twins.add({ order: placed, asked: order, isOwn: isCertain, isOfOtherRun: false, known });
		}
		return placed;
	}

	/** Waits until it's known which of the orders live; to be called when all items have been worked on. */
	async checkTwins(): Promise<void> {
		await this.twins.finish();
	}

	/**
	 * The order that an item ends with: the one that it got, or the twin that stays in place of it.
	 *
	 * @throws ImpiloFailure where the order was placed twice and stays so
	 */
	finalOrder(order: ImpiloOrder): ImpiloOrder {
		return this.twins.resultOf(order);
	}

	notePlaced(order: ImpiloOrder, externalOrderIds: readonly string[]): void {
		this.placedByOthers.add(String(order.id));
		this.keep(order, externalOrderIds);
	}

	/** An order counts for all external order IDs of the item it was placed or found for. */
	private keep(order: ImpiloOrder, externalOrderIds: readonly string[]): void {
		for (const id of externalOrderIds) {
			const { live, knownIds } = this.records.get(id) ?? { live: [], knownIds: new Set<string>() };
			knownIds.add(String(order.id));
			this.records.set(id, { live: live.includes(order) ? live : [...live, order], knownIds });
		}
	}

	noteDoubt(externalOrderIds: readonly string[]): void {
		for (const id of externalOrderIds) this.doubtfulIds.add(id);
	}

	/** To be called when the run has ended, however it ended. */
	end(): void {
		this.turns.leave();
	}

	private async readRecords(ids: readonly string[]): Promise<void> {
		if (ids.length === 0) return;
		const found = await findOrdersByExternalId(this.client, ids);
		for (const [id, orders] of found) {
			const foundIds = new Set(orders.map((order) => String(order.id)));
			const { live, knownIds } = this.records.get(id) ?? { live: [], knownIds: new Set<string>() };
			// Another run may have placed one since the look-up began.
			const placedSince = live.filter((order) => !foundIds.has(String(order.id)));
			this.records.set(id, {
				live: [...orders.filter((order) => !isVoided(order)), ...placedSince],
				knownIds: new Set([...foundIds, ...knownIds]),
			});
		}
	}
}

/**
 * @param live the orders that the item's external order IDs lead to
 * @returns why the item can't have the existing order, or undefined where it can
 */
function refuseExisting(order: NewOrder, live: ImpiloOrder[]): ImpiloFailure | undefined {
	const [existing, ...others] = live;
	if (existing === undefined || order.ifExists === 'create') return undefined;
	const name = `order ${existing.id ?? 'without an ID'}`;
	if (order.ifExists === 'fail') {
		return new ImpiloFailure({
			happened: `An order with this external order ID already exists: ${name}`,
			remedy:
				'Nothing was placed. Remove the item, give it another external order ID, or set If External Order ID Exists to Return the Existing Order.',
		});
	}
	if (others.length > 0) {
		return new ImpiloFailure({
			happened: `The external order IDs of this item belong to different orders: ${live.map(({ id }) => id).join(', ')}`,
			remedy: 'Nothing was placed. Give each order its own external order IDs.',
		});
	}
	if (isForSomebodyElse(existing, order)) {
		return new ImpiloFailure({
			happened: `The external order ID of this item belongs to ${name}, which goes to another recipient`,
			remedy:
				'Nothing was placed. Check Ship To and External Order IDs: one of the two belongs to another order.',
		});
	}
	return undefined;
}

/** As far as both say who gets the order: Impilo may leave anything out. */
function isForSomebodyElse(existing: ImpiloOrder, { patient, body }: NewOrder): boolean {
	const there = existing.patient;
	if (body.site !== undefined) {
		return isGiven(there?.id) || differs(body.site.id, existing.site?.id);
	}
	if (!isGiven(there?.id)) return isGiven(existing.site?.id);
	if (patient?.by === 'id') return differs(patient.id, there?.id);
	if (patient?.by === 'externalIdentifier') {
		return differs(patient.value, there?.externalIdentifier);
	}
	return (
		patient?.by === 'email' && differs(patient.value.toLowerCase(), there?.email?.toLowerCase())
	);
}

function differs(wanted: unknown, there: unknown): boolean {
	return isGiven(there) && String(wanted) !== String(there).trim();
}
