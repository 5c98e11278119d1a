import type { Order } from './entities';

export interface OrderFilter {
	externalOrderIds?: readonly string[];
	patientId?: number;
}

/** The orders by ascending id, found by external order ID and by patient without a search. */
export class OrderStore implements Iterable<Order> {
	private readonly inOrder: Order[] = [];
	private readonly byId = new Map<number, Order>();
	private readonly byExternalOrderId = new Map<string, Order[]>();
	private readonly byPatientId = new Map<number, Order[]>();
	private lastId = 0;

	get size(): number {
		return this.inOrder.length;
	}

	/** The id the next order gets. */
	get nextId(): number {
		return this.lastId + 1;
	}

	/** Ids have to ascend: it is what keeps the list in order. External order IDs need not be unique. */
	add(order: Order): Order {
		if (order.id <= this.lastId) {
			throw new Error(`Order ${order.id} would not be the newest; use nextId (${this.nextId})`);
		}
		this.lastId = order.id;
		this.inOrder.push(order);
		this.byId.set(order.id, order);
		for (const externalOrderId of new Set(order.externalOrderIds ?? [])) {
			appendTo(this.byExternalOrderId, externalOrderId, order);
		}
		if (order.patient) appendTo(this.byPatientId, order.patient.id, order);
		return order;
	}

	get(id: number): Order | undefined {
		return this.byId.get(id);
	}

	/** Every order, oldest first. */
	list(): readonly Order[] {
		return this.inOrder;
	}

	/** Orders with any of the external order IDs, of the patient; oldest first. */
	find({ externalOrderIds = [], patientId }: OrderFilter): readonly Order[] {
		if (externalOrderIds.length === 0) {
			return patientId === undefined ? this.inOrder : (this.byPatientId.get(patientId) ?? []);
		}
		const matching = new Set(
			externalOrderIds.flatMap((id) => this.byExternalOrderId.get(id) ?? []),
		);
		return [...matching]
			.filter((order) => patientId === undefined || order.patient?.id === patientId)
			.sort((one, other) => one.id - other.id);
	}

	[Symbol.iterator](): Iterator<Order> {
		return this.inOrder[Symbol.iterator]();
	}
}

function appendTo<K>(index: Map<K, Order[]>, key: K, order: Order): void {
	const orders = index.get(key);
	if (orders) orders.push(order);
	else index.set(key, [order]);
}
