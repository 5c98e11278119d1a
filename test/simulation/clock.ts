/** Whose event it is: what has died isn't woken any more. */
export interface Owner {
	isDead: boolean;
}

interface Event {
	atMs: number;
	number: number;
	owner: Owner | undefined;
	happen: () => void;
}

const START_MS = Date.UTC(2026, 0, 31);

/** Time that only passes from event to event. */
export class VirtualClock {
	private nowMs = 0;

	private eventCount = 0;

	/** A heap: no event comes before its parent. */
	private readonly events: Event[] = [];

	/** Milliseconds since the world began. */
	get now(): number {
		return this.nowMs;
	}

	/** Milliseconds since 1970. */
	get date(): number {
		return START_MS + this.nowMs;
	}

	/** Lets something happen after a while, unless its owner is dead by then. */
	after(ms: number, happen: () => void, owner?: Owner): void {
		const atMs = this.nowMs + Math.max(0, ms);
		this.push({ atMs, number: this.eventCount++, owner, happen });
	}

	/** Lets everything happen that is to come, one event after the other. */
	async run(): Promise<void> {
		await settle();
		for (let event = this.shift(); event !== undefined; event = this.shift()) {
			if (event.owner?.isDead) continue;
			this.nowMs = event.atMs;
			event.happen();
			await settle();
		}
	}

	private push(event: Event): void {
		const { events } = this;
		let index = events.push(event) - 1;
		while (index > 0) {
			const parent = (index - 1) >> 1;
			if (isBefore(events[parent], event)) break;
			events[index] = events[parent] as Event;
			index = parent;
		}
		events[index] = event;
	}

	private shift(): Event | undefined {
		const { events } = this;
		const [first] = events;
		const last = events.pop();
		if (first === last || last === undefined) return first;
		let index = 0;
		for (;;) {
			const left = 2 * index + 1;
			if (left >= events.length) break;
			const right = left + 1;
			const child =
				right < events.length && isBefore(events[right], events[left] as Event) ? right : left;
			if (isBefore(last, events[child] as Event)) break;
			events[index] = events[child] as Event;
			index = child;
		}
		events[index] = last;
		return first;
	}
}

function isBefore(one: Event | undefined, other: Event): boolean {
	if (one === undefined) return false;
	return one.atMs < other.atMs || (one.atMs === other.atMs && one.number < other.number);
}

/** Lets all promises go on that needn't wait for anything. */
async function settle(): Promise<void> {
	await new Promise<void>((resolve) => setImmediate(resolve));
}
