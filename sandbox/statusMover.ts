/** The longest a timer of Node's can wait; a longer one would fire at once. */
export const LONGEST_INTERVAL_MS = 2 ** 31 - 1;

interface Moving {
	currentStatus?: string | null;
}

/** How something moves on by itself. */
export interface Movement<T extends Moving> {
	/** The usual statuses. */
	route: readonly string[];
	changeStatus: (moving: T, status: string) => void;
}

/**
 * Moves orders, or returns, on by themselves. Only those that were placed, or got a status, since
 * the start: those of the seed stay as they are documented.
 */
export class StatusMover<T extends Moving> {
	private readonly followed = new Set<T>();
	private timer: NodeJS.Timeout | undefined;

	/** Doesn't start yet. Throws if the interval is invalid. */
	constructor(
		private readonly usualIntervalMs: number,
		private readonly movement: Movement<T>,
	) {
		checkInterval(usualIntervalMs);
	}

	/** Called for each one whose status changes. */
	follow(moving: T): void {
		if (this.findNextStatus(moving) === undefined) this.followed.delete(moving);
		else this.followed.add(moving);
	}

	/** Forgets what it followed, and moves what is to come at the usual interval. */
	reset(): void {
		this.followed.clear();
		this.moveEvery(this.usualIntervalMs);
	}

	/** Moves each one status on, at this interval in milliseconds; 0 ends that. */
	moveEvery(ms: number): void {
		checkInterval(ms);
		clearInterval(this.timer);
		this.timer = ms === 0 ? undefined : setInterval(() => this.moveAll(), ms);
	}

	private moveAll(): void {
		for (const moving of [...this.followed]) {
			const next = this.findNextStatus(moving);
			if (next === undefined) this.followed.delete(moving);
			else this.movement.changeStatus(moving, next);
		}
	}

	private findNextStatus({ currentStatus }: T): string | undefined {
		const { route } = this.movement;
		const step = route.findIndex((status) => status === currentStatus);
		return step === -1 ? undefined : route[step + 1];
	}
}

function checkInterval(ms: number): void {
	if (ms >= 0 && ms <= LONGEST_INTERVAL_MS) return;
	throw new RangeError(`Orders can't move every ${ms} ms`);
}
