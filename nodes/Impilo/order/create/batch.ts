import type { ImpiloClient } from '../../api/client';
import { ImpiloFailure } from '../../api/failure';
import { allFound } from '../../api/findByValues';
import { identifyPatient } from '../../patient/reference';
import { Ledger } from '../../run/ledger';
import type { CreateForAllTries } from '../../run/tries';
import type { FellowRun, Membership } from '../../run/turns';
import { Turns } from '../../run/turns';
import { findOrdersByExternalId } from '../externalIds';
import type { ImpiloOrder } from '../order';
import { isVoided } from '../statuses';
import { refuseExisting } from './existing';
import type { NewOrder } from './form';
import type { PlacedOrder } from './place';
import { DoubtfulOrder, isSafeToRepeat, placeOrder } from './place';
import type { Tally } from './report';
import { createTally } from './report';
import { TwinCheck } from './twins';

/** Of all runs of this process that place orders. */
const ORDER_TURNS = new Turns<ImpiloOrder>();

/**
 * Places the orders of a batch so that each external order ID ends as one order: all IDs are looked
 * up first, many a request, and items that share one take turns, with those of other runs as well.
 */
export class OrderBatch implements FellowRun<ImpiloOrder> {
	readonly tally: Tally = createTally();

	/** The orders by their external order IDs; a voided one doesn't count. */
	private readonly records: Ledger<ImpiloOrder>;

	/** IDs, as text, of the orders that this batch has placed. */
	private readonly placedHere = new Set<string>();

	private readonly otherRuns: Membership<ImpiloOrder>;

	/** IDs, as text, of the orders that other runs of this process have placed since this one began. */
	private readonly placedByOthers = new Set<string>();

	private readonly twins: TwinCheck;

	/** @param createForAllTries for orders that can't be looked up on the next try */
	constructor(
		private readonly client: ImpiloClient,
		private readonly createForAllTries: CreateForAllTries,
	) {
		this.records = new Ledger(
			async (ids) => allFound(await findOrdersByExternalId(client, ids)),
			(order) => !isVoided(order),
		);
		this.otherRuns = ORDER_TURNS.join(client, this);
		this.twins = new TwinCheck(
			client,
			this.tally,
			(id) => this.placedHere.has(id) || this.placedByOthers.has(id),
		);
	}

	/** Looks up the external order IDs of orders; a failure is kept for the orders it is about. */
	async lookUp(orders: readonly NewOrder[]): Promise<void> {
		await this.records.lookUp(orders.flatMap(({ externalOrderIds }) => externalOrderIds));
	}

	/** @returns why the order can't be placed, as far as the look-up tells; undefined where it can */
	findRefusal(order: NewOrder): unknown {
		return this.records.findFailure(order.externalOrderIds) ?? this.findRefusalOfExisting(order);
	}

	/**
	 * Places the order of one item, or finds the existing one. Call it in the order of the
	 * items.
	 *
	 * @throws ImpiloFailure
	 */
	async place(order: NewOrder): Promise<ImpiloOrder> {
		if (order.externalOrderIds.length === 0) return await this.placeNew(order);
		return await ORDER_TURNS.inTurn(
			this.client,
			order.externalOrderIds,
			async () => (await this.findExisting(order)) ?? (await this.placeNew(order)),
		);
	}

	private async findExisting(order: NewOrder): Promise<ImpiloOrder | undefined> {
		const { externalOrderIds, ifExists } = order;
		await this.records.settle(externalOrderIds);
		const refusal = this.findRefusalOfExisting(order);
		if (refusal !== undefined) throw refusal;
		const [existing] = this.records.findLive(externalOrderIds);
		if (existing === undefined || ifExists === 'create') return undefined;
		for (const ids of this.records.findTwins(externalOrderIds)) {
			this.tally.placedTwice.set(ids.join(), ids);
		}
		if (this.placedHere.has(String(existing.id))) this.tally.repeated++;
		else this.tally.existing++;
		if (this.placedByOthers.has(String(existing.id))) {
			const known = this.records.findKnownIds(externalOrderIds);
			this.twins.add({ order: existing, asked: order, isOwn: false, isOfOtherRun: true, known });
		}
		this.records.keep(existing, externalOrderIds);
		return existing;
	}

	private findRefusalOfExisting(order: NewOrder): ImpiloFailure | undefined {
		const refusal = refuseExisting(order, this.records.findLive(order.externalOrderIds));
		if (refusal === undefined) return undefined;
		return new ImpiloFailure({ ...refusal, remedy: `Nothing was placed. ${refusal.remedy}` });
	}

	private async placeNew(order: NewOrder): Promise<ImpiloOrder> {
		const { itemIndex, patient, body, externalOrderIds } = order;
		const { id, personal } = patient
			? await identifyPatient(this.client, patient)
			: { id: undefined, personal: [] };
		const complete =
			id === undefined
				? order
				: {
						...order,
						body: { ...body, patient: { id } },
						personal: [...order.personal, ...personal],
					};
		const known = this.records.findKnownIds(externalOrderIds);
		const place = async (): Promise<PlacedOrder> => await placeOrder(this.client, complete, known);
		const placing =
			externalOrderIds.length > 0 ? place() : this.createForAllTries(itemIndex, place);
		const { order: placed, isCertain } = await placing.catch((failure: unknown) => {
			if (failure instanceof DoubtfulOrder) this.tally.doubtful.push(itemIndex);
			this.noteDoubt(externalOrderIds);
			this.otherRuns.tellDoubt(externalOrderIds);
			throw failure;
		});
		this.tally.placed.push(itemIndex);
		if (order.isGenerated) this.tally.placedWithGeneratedId++;
		else if (order.lacksId) this.tally.placedWithForgottenId.push(itemIndex);
		else if (externalOrderIds.length === 0) this.tally.placedWithoutId++;
		if (!isSafeToRepeat(order)) this.tally.placedUnsafely.push(itemIndex);
		this.placedHere.add(String(placed.id));
		this.records.keep(placed, externalOrderIds);
		this.otherRuns.tellMade(placed, externalOrderIds);
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

	noteMade(order: ImpiloOrder, externalOrderIds: readonly string[]): void {
		this.placedByOthers.add(String(order.id));
		this.records.keep(order, externalOrderIds);
	}

	noteDoubt(externalOrderIds: readonly string[]): void {
		this.records.noteDoubt(externalOrderIds);
	}

	/** To be called when the run has ended, however it ended. */
	end(): void {
		this.otherRuns.leave();
	}
}
