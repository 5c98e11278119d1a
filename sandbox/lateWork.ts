interface Piece {
	dueMs: number;
	start: () => void;
	drop: () => void;
	done: Promise<void>;
}

/** Delayed work of requests that were cut off, by the sandbox's clock. */
export class LateWork {
	private readonly pieces = new Set<Piece>();

	constructor(private readonly now: () => Date) {}

	/**
	 * Waits until it's time for a request's work.
	 *
	 * @returns to be called when it's done; undefined if it isn't wanted any more
	 */
	async putOff(ms: number, stopping: AbortSignal): Promise<(() => void) | undefined> {
		const dueMs = this.now().getTime() + ms;
		return await new Promise((resolve) => {
			let finish = (): void => undefined;
			const done = new Promise<void>((resolveDone) => {
				finish = () => {
					stopping.removeEventListener('abort', drop);
					this.pieces.delete(piece);
					resolveDone();
				};
			});
			const start = (): void => {
				clearTimeout(timer);
				resolve(finish);
			};
			const drop = (): void => {
				clearTimeout(timer);
				resolve(undefined);
				finish();
			};
			const piece: Piece = { dueMs, start, drop, done };
			// For a real clock; any other is checked with each request.
			const timer = setTimeout(start, ms);
			stopping.addEventListener('abort', drop, { once: true });
			this.pieces.add(piece);
		});
	}

	/** Does what is due, so that a request finds it done. */
	async doWhatIsDue(): Promise<void> {
		const nowMs = this.now().getTime();
		const due = [...this.pieces].filter(({ dueMs }) => dueMs <= nowMs);
		for (const { start } of due) start();
		await Promise.all(due.map(async ({ done }) => await done));
	}

	/** Drops all work. */
	forget(): void {
		for (const { drop } of [...this.pieces]) drop();
	}
}
