import type { Order, OrderStatus, TrackingNumber } from './entities';

export interface OrderFilter {
	externalOrderIds?: readonly string[];
	patientId?: number;
}

/** Coprime, so that each ID of a block is drawn once. */
const BLOCK_SIZE = 64;
const BLOCK_STEP = 37;

/** The orders in the order in which they were placed, found by external order ID and by patient without a search. */
export class OrderStore implements Iterable<Order> {
	private readonly inOrder: Order[] = [];
	private readonly byId = new Map<number, Order>();
	private readonly byExternalOrderId = new Map<string, Order[]>();
	private readonly byPatientId = new Map<number, Order[]>();
	private lastId = 0;
	/** The ID and the number of orders from which on IDs are shuffled. */
	private shuffledFrom: { id: number; size: number } | undefined;

	get size(): number {
		return this.inOrder.length;
	}

	/** The id the next order gets. */
	get nextId(): number {
		if (this.shuffledFrom === undefined) return this.lastId + 1;
		const count = this.inOrder.length - this.shuffledFrom.size;
		const block = Math.floor(count / BLOCK_SIZE) * BLOCK_SIZE;
		return this.shuffledFrom.id + block + ((count * BLOCK_STEP + BLOCK_STEP) % BLOCK_SIZE);
	}

	/** From now on, an order may get a lower ID than one that was placed before it. */
	shuffleIds(): void {
		this.shuffledFrom = { id: this.nextId, size: this.inOrder.length };
	}

	/** Ids have to ascend, unless they are shuffled. External order IDs need not be unique. */
	add(order: Order): Order {
		if (this.shuffledFrom === undefined && order.id <= this.lastId) {
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

const CARRIER = 'usps';

/**
 * Gives an order a status, and the event that goes with it. An order that ships gets a tracking
 * number, unless it has one.
 */
export function recordOrderStatus(order: Order, status: string, now: Date): void {
	order.currentStatus = status;
	order.orderEvents = [
		...(order.orderEvents ?? []),
		{ name: status, eventTimestamp: now.toISOString() },
	];
	if (status === 'shipped' && !order.trackingNumbers?.length) {
		order.trackingNumbers = [createTrackingNumber(order.id, CARRIER)];
	}
}

/** The usual route of an order. */
export const ORDER_ROUTE: readonly OrderStatus[] = [
	'orderPlaced',
	'awaitingShipment',
	'shipped',
	'delivered',
];

/** One that no carrier gives out. */
export function createTrackingNumber(orderId: number, carrier: string): TrackingNumber {
	return { carrier, value: `EXAMPLE${String(orderId).padStart(12, '0')}` };
}
