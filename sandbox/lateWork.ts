interface Piece {
	dueMs: number;
	start: () => void;
	drop: () => void;
	done: Promise<void>;
}

/** What is still to be done for requests that were cut off, by the sandbox's clock. */
export class LateWork {
	private readonly pieces = new Set<Piece>();

	constructor(private readonly now: () => Date) {}

	/**
	 * Waits until it's time for a request's work.
	 *
	 * @returns to be called when it's done; undefined where it isn't wanted any more
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
			// For a clock that goes by itself; any other is looked at with each request.
			const timer = setTimeout(start, ms);
			stopping.addEventListener('abort', drop, { once: true });
			this.pieces.add(piece);
		});
	}

	/** Does what is due, so that a request finds it. */
	async doWhatIsDue(): Promise<void> {
		const nowMs = this.now().getTime();
		const due = [...this.pieces].filter(({ dueMs }) => dueMs <= nowMs);
		for (const { start } of due) start();
		await Promise.all(due.map(async ({ done }) => await done));
	}

	/** Nothing is to be done any more. */
	forget(): void {
		for (const { drop } of [...this.pieces]) drop();
	}
}
