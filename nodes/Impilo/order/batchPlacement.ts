import type { ImpiloClient } from '../api/client';
import { ImpiloFailure } from '../api/failure';
import { isVoided } from '../api/orderStatus';
import type { ImpiloOrder } from '../api/types';
import { findOrdersByExternalId } from '../lookup/ordersByExternalId';
import { PatientFinder } from '../lookup/patientFinder';
import type { OrderPlan, ReadyPlan } from './orderPlan';
import type { ReadyOrder } from './placeOrder';
import { DoubtfulOrder, placeOrder } from './placeOrder';
import type { PlacementTally } from './placementTally';
import { EMPTY_TALLY } from './placementTally';

/** What is known of the orders that carry one external order ID. */
interface IdRecord {
	/** Those that count as existing, oldest first. */
	live: ImpiloOrder[];
	/** The IDs of all as text, voided ones too. */
	knownIds: Set<string>;
}

/**
 * Places the orders of a batch so that each external order ID ends as one order: all IDs are looked
 * up first, many a request, and items that share one take their turns.
 */
export class BatchPlacement {
	readonly tally: PlacementTally = { ...EMPTY_TALLY };

	private readonly patients: PatientFinder;

	private readonly records = new Map<string, IdRecord>();

	private readonly placedHere = new Set<ImpiloOrder>();

	/** The last item so far that has a given external order ID. */
	private readonly turns = new Map<string, Promise<void>>();

	/** IDs of which it's not known any more what Impilo has. */
	private readonly doubtfulIds = new Set<string>();

	private lookUpFailure: unknown;

	constructor(private readonly client: ImpiloClient) {
		this.patients = new PatientFinder(client);
	}

	/** Looks up the external order IDs of the whole batch; a failure is kept for the items it concerns. */
	async lookUp(plans: readonly OrderPlan[]): Promise<void> {
		const ids = plans.flatMap((plan) => ('refusal' in plan ? [] : plan.request.externalOrderIds));
		try {
			await this.readRecords(ids);
		} catch (failure) {
			this.lookUpFailure = failure;
		}
	}

	/**
	 * Places the order of one item, or finds the one it is. Items must be handed over in their order.
	 *
	 * @throws ImpiloFailure
	 */
	async place(plan: ReadyPlan): Promise<ImpiloOrder> {
		const { externalOrderIds } = plan.request;
		if (externalOrderIds.length === 0) return await this.placeNew(plan);
		if (this.lookUpFailure !== undefined) throw this.lookUpFailure;

		const earlier = externalOrderIds.map((id) => this.turns.get(id));
		const work = Promise.all(earlier).then(async () => await this.placeInTurn(plan));
		const done = work.then(
			() => {},
			() => {},
		);
		for (const id of externalOrderIds) this.turns.set(id, done);
		return await work;
	}

	private async placeInTurn(plan: ReadyPlan): Promise<ImpiloOrder> {
		const { externalOrderIds } = plan.request;
		const doubtful = externalOrderIds.filter((id) => this.doubtfulIds.has(id));
		if (doubtful.length > 0) {
			await this.readRecords(doubtful);
			for (const id of doubtful) this.doubtfulIds.delete(id);
		}
		const existing = externalOrderIds.flatMap((id) => this.records.get(id)?.live ?? [])[0];
		if (existing === undefined || plan.ifExists === 'create') return await this.placeNew(plan);
		if (plan.ifExists === 'fail') throw alreadyExists(existing);
		if (this.placedHere.has(existing)) this.tally.repeated++;
		else this.tally.existing++;
		return existing;
	}

	private async placeNew({ request, ifExists }: ReadyPlan): Promise<ImpiloOrder> {
		const { patient, body, externalOrderIds, personal } = request;
		const isSafeToRepeat = externalOrderIds.length > 0 && ifExists !== 'create';
		const patientId = patient && (await this.patients.findId(patient));
		const ready: ReadyOrder = {
			body: patientId === undefined ? body : { ...body, patient: { id: patientId } },
			externalOrderIds,
			personal,
			isSafeToRepeat,
		};
		const knownIds = new Set(
			externalOrderIds.flatMap((id) => [...(this.records.get(id)?.knownIds ?? [])]),
		);
		const order = await this.send(ready, knownIds);
		this.tally.placed++;
		if (externalOrderIds.length === 0) this.tally.placedWithoutId++;
		if (!isSafeToRepeat) this.tally.placedUnsafely++;
		this.remember(order, externalOrderIds);
		return order;
	}

	private async send(ready: ReadyOrder, knownIds: ReadonlySet<string>): Promise<ImpiloOrder> {
		const work = placeOrder(this.client, ready, knownIds);
		work.catch((failure: unknown) => {
			if (failure instanceof DoubtfulOrder) this.tally.doubtful++;
			for (const id of ready.externalOrderIds) this.doubtfulIds.add(id);
		});
		return await work;
	}

	private remember(order: ImpiloOrder, externalOrderIds: readonly string[]): void {
		this.placedHere.add(order);
		for (const id of externalOrderIds) {
			const { live, knownIds } = this.records.get(id) ?? { live: [], knownIds: new Set<string>() };
			knownIds.add(String(order.id));
			this.records.set(id, { live: [...live, order], knownIds });
		}
	}

	private async readRecords(ids: readonly string[]): Promise<void> {
		if (ids.length === 0) return;
		const found = await findOrdersByExternalId(this.client, ids);
		for (const [id, orders] of found) {
			this.records.set(id, {
				live: orders.filter((order) => !isVoided(order)),
				knownIds: new Set(orders.map((order) => String(order.id))),
			});
		}
	}
}

function alreadyExists(order: ImpiloOrder): ImpiloFailure {
	return new ImpiloFailure({
		happened: `An order with this external order ID exists already: order ${order.id ?? 'without an ID'}`,
		remedy:
			'Nothing was placed. Take the item out, give it another external order ID, or set If External Order ID Exists to Return the Existing Order.',
	});
}
