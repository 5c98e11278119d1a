import type { ImpiloClient } from '../api/client';
import { ImpiloFailure } from '../api/failure';
import { isVoided } from '../api/orderStatus';
import type { ImpiloOrder } from '../api/types';
import { findOrdersByExternalId } from '../lookup/ordersByExternalId';
import { PatientFinder } from '../lookup/patientFinder';
import type { OrderPlan, ReadyPlan } from './orderPlan';
import type { OrderRequest } from './orderRequest';
import type { ReadyOrder } from './placeOrder';
import { DoubtfulOrder, placeOrder } from './placeOrder';
import type { PlacementTally } from './placementTally';
import { createTally } from './placementTally';

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
	readonly tally: PlacementTally = createTally();

	private readonly patients: PatientFinder;

	private readonly records = new Map<string, IdRecord>();

	/** IDs, as text, of the orders that this batch has placed. */
	private readonly placedHere = new Set<string>();

	/** The last item so far that has a given external order ID. */
	private readonly turns = new Map<string, Promise<void>>();

	/** IDs of which it's not known any more what Impilo has. */
	private readonly doubtfulIds = new Set<string>();

	/** IDs that have been looked up, with what came in the way of it. */
	private readonly lookedUp = new Map<string, { failure?: unknown }>();

	constructor(private readonly client: ImpiloClient) {
		this.patients = new PatientFinder(client);
	}

	/** Looks up the external order IDs of items; a failure is kept for those that it concerns. */
	async lookUp(plans: readonly OrderPlan[]): Promise<void> {
		const ids = plans
			.flatMap((plan) => ('refusal' in plan ? [] : plan.request.externalOrderIds))
			.filter((id) => !this.lookedUp.has(id));
		const result: { failure?: unknown } = {};
		// Noted before it's known, so that nothing asks twice.
		for (const id of ids) this.lookedUp.set(id, result);
		try {
			await this.readRecords(ids);
		} catch (failure) {
			result.failure = failure;
		}
	}

	private findLookUpFailure({ request }: ReadyPlan): unknown {
		return request.externalOrderIds.map((id) => this.lookedUp.get(id)?.failure).find(Boolean);
	}

	/** Refuses what is known to be refused once its turn comes, as far as the look-up tells. */
	refuseKnown(plans: readonly OrderPlan[]): OrderPlan[] {
		return plans.map((plan) => {
			if ('refusal' in plan || plan.request.externalOrderIds.length === 0) return plan;
			const refusal = this.findLookUpFailure(plan) ?? refuseExisting(plan, this.findLive(plan));
			return refusal === undefined ? plan : { refusal };
		});
	}

	/**
	 * Places the order of one item, or finds the one it is. Items must be handed over in their order.
	 *
	 * @throws ImpiloFailure
	 */
	async place(plan: ReadyPlan): Promise<ImpiloOrder> {
		const { externalOrderIds } = plan.request;
		if (externalOrderIds.length === 0) return await this.placeNew(plan);
		const lookUpFailure = this.findLookUpFailure(plan);
		if (lookUpFailure !== undefined) throw lookUpFailure;

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
		const live = this.findLive(plan);
		const refusal = refuseExisting(plan, live);
		if (refusal !== undefined) throw refusal;
		const [existing] = live;
		if (existing === undefined || plan.ifExists === 'create') return await this.placeNew(plan);
		if (this.placedHere.has(String(existing.id))) this.tally.repeated++;
		else this.tally.existing++;
		this.remember(existing, externalOrderIds);
		return existing;
	}

	/** The order that each external order ID of an item leads to, each order once, oldest first. */
	private findLive({ request }: ReadyPlan): ImpiloOrder[] {
		const orders = request.externalOrderIds.flatMap((id) => this.records.get(id)?.live[0] ?? []);
		const byId = new Map(orders.map((order) => [String(order.id ?? order), order]));
		return [...byId.values()].sort((one, other) => Number(one.id) - Number(other.id));
	}

	private async placeNew({ itemIndex, request, ifExists }: ReadyPlan): Promise<ImpiloOrder> {
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
		const order = await this.send(ready, knownIds, itemIndex);
		this.tally.placed.push(itemIndex);
		if (externalOrderIds.length === 0) this.tally.placedWithoutId++;
		if (!isSafeToRepeat) this.tally.placedUnsafely.push(itemIndex);
		this.placedHere.add(String(order.id));
		this.remember(order, externalOrderIds);
		return order;
	}

	private async send(
		ready: ReadyOrder,
		knownIds: ReadonlySet<string>,
		itemIndex: number,
	): Promise<ImpiloOrder> {
		const work = placeOrder(this.client, ready, knownIds);
		work.catch((failure: unknown) => {
			if (failure instanceof DoubtfulOrder) this.tally.doubtful.push(itemIndex);
			for (const id of ready.externalOrderIds) this.doubtfulIds.add(id);
		});
		return await work;
	}

	/** An order counts for all external order IDs of the item it was placed or found for. */
	private remember(order: ImpiloOrder, externalOrderIds: readonly string[]): void {
		for (const id of externalOrderIds) {
			const { live, knownIds } = this.records.get(id) ?? { live: [], knownIds: new Set<string>() };
			knownIds.add(String(order.id));
			this.records.set(id, { live: live.includes(order) ? live : [...live, order], knownIds });
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

/**
 * @param live the orders that the item's external order IDs lead to
 * @returns why the item can't have the order that is there, or undefined where it can
 */
function refuseExisting(plan: ReadyPlan, live: ImpiloOrder[]): ImpiloFailure | undefined {
	const [existing, ...others] = live;
	if (existing === undefined || plan.ifExists === 'create') return undefined;
	const name = `order ${existing.id ?? 'without an ID'}`;
	if (plan.ifExists === 'fail') {
		return new ImpiloFailure({
			happened: `An order with this external order ID exists already: ${name}`,
			remedy:
				'Nothing was placed. Take the item out, give it another external order ID, or set If External Order ID Exists to Return the Existing Order.',
		});
	}
	if (others.length > 0) {
		return new ImpiloFailure({
			happened: `The external order IDs of this item belong to different orders: ${live.map(({ id }) => id).join(', ')}`,
			remedy: 'Nothing was placed. Give each order external order IDs of its own.',
		});
	}
	if (isForSomebodyElse(existing, plan.request)) {
		return new ImpiloFailure({
			happened: `The external order ID of this item belongs to ${name}, which goes to another recipient`,
			remedy:
				'Nothing was placed. Check Ship To and External Order IDs: one of the two is of another order.',
		});
	}
	return undefined;
}

/** As far as both say who gets the order: Impilo may leave anything out. */
function isForSomebodyElse(order: ImpiloOrder, { patient, body }: OrderRequest): boolean {
	const there = order.patient;
	if (body.site !== undefined) return isGiven(there?.id) || differs(body.site.id, order.site?.id);
	if (!isGiven(there?.id)) return isGiven(order.site?.id);
	if (patient?.by === 'id') return differs(patient.id, there?.id);
	if (patient?.by === 'externalIdentifier')
		return differs(patient.value, there?.externalIdentifier);
	return (
		patient?.by === 'email' && differs(patient.value.toLowerCase(), there?.email?.toLowerCase())
	);
}

function isGiven(value: unknown): boolean {
	return value !== undefined && value !== null;
}

function differs(wanted: unknown, there: unknown): boolean {
	return isGiven(there) && String(wanted) !== String(there).trim();
}
