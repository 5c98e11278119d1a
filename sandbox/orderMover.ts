import type { Order, OrderStatus } from './entities';

/** The way of an order nothing happens to. */
const ROUTE: readonly OrderStatus[] = ['orderPlaced', 'awaitingShipment', 'shipped', 'delivered'];

/** The longest a timer of Node's can wait; a longer one would fire at once. */
export const LONGEST_INTERVAL_MS = 2 ** 31 - 1;

/**
 * Moves orders on by themselves. Only those that were placed, or got a status, since the start:
 * those of the seed stay as they are documented.
 */
export class OrderMover {
	private readonly followed = new Set<Order>();
	private timer: NodeJS.Timeout | undefined;

	/** Doesn't start yet. Throws for an interval that can't be. */
	constructor(
		private readonly usualIntervalMs: number,
		private readonly changeStatus: (order: Order, status: OrderStatus) => void,
	) {
		checkInterval(usualIntervalMs);
	}

	/** To be told of each order whose status changes. */
	follow(order: Order): void {
		if (findNextStatus(order) === undefined) this.followed.delete(order);
		else this.followed.add(order);
	}

	/** Forgets the orders, and moves those to come at the usual interval. */
	reset(): void {
		this.followed.clear();
		this.moveEvery(this.usualIntervalMs);
	}

	/** Moves each order one status on, every so many milliseconds; 0 ends that. */
	moveEvery(ms: number): void {
		checkInterval(ms);
		clearInterval(this.timer);
		this.timer = ms === 0 ? undefined : setInterval(() => this.moveAll(), ms);
	}

	private moveAll(): void {
		for (const order of [...this.followed]) {
			const next = findNextStatus(order);
			if (next === undefined) this.followed.delete(order);
			else this.changeStatus(order, next);
		}
	}
}

function checkInterval(ms: number): void {
	if (ms >= 0 && ms <= LONGEST_INTERVAL_MS) return;
	throw new RangeError(`Orders can't move every ${ms} ms`);
}

function findNextStatus({ currentStatus }: Order): OrderStatus | undefined {
	const step = ROUTE.findIndex((status) => status === currentStatus);
	return step === -1 ? undefined : ROUTE[step + 1];
}
