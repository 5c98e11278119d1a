import type { RequestGate } from '../../api/gate';
import type { ImpiloOrder } from '../order';

/** A run that places orders, as the other runs see it. */
export interface PlacingRun {
	/** Another run has placed an order with these external order IDs. */
	notePlaced(order: ImpiloOrder, externalOrderIds: readonly string[]): void;
	/** Another run can't tell whether it has placed an order with these external order IDs. */
	noteDoubt(externalOrderIds: readonly string[]): void;
}

interface Account {
	runs: Set<PlacingRun>;
	/** For each external order ID, when the last item so far that has it is done. */
	turns: Map<string, Promise<unknown>>;
}

/** The accounts that orders are being placed for, by all runs of this process of n8n. */
const accounts = new Map<string, Account>();

/**
 * Lets items with the same external order ID take turns, whichever run of this process they belong to,
 * and tells the runs of each other's orders: what one has looked up may be out of date by the time it's
 * its turn.
 */
export class Turns {
	private readonly account: Account;

	/** @param accountName tells the accounts of Impilo apart */
	constructor(
		private readonly accountName: string,
		private readonly run: PlacingRun,
	) {
		this.account = accounts.get(accountName) ?? { runs: new Set(), turns: new Map() };
		this.account.runs.add(run);
		accounts.set(accountName, this.account);
	}

	/**
	 * Waits until all earlier items with one of these IDs are done.
	 *
	 * @returns ends the turn
	 * @throws GateClosed when the run has to stop before that
	 */
	async take(externalOrderIds: readonly string[], gate: RequestGate): Promise<() => void> {
		const { turns } = this.account;
		const earlier = Promise.all(externalOrderIds.map((id) => turns.get(id)));
		let end = (): void => {};
		const own = new Promise<void>((resolve) => {
			end = resolve;
		});
		// Later items also wait for the earlier ones, even if this one gives up.
		const turn = Promise.all([earlier, own]);
		for (const id of externalOrderIds) turns.set(id, turn);
		void turn.then(() => {
			for (const id of externalOrderIds) if (turns.get(id) === turn) turns.delete(id);
		});
		await gate.waitFor(earlier).catch((closed: unknown) => {
			end();
			throw closed;
		});
		return end;
	}

	tellPlaced(order: ImpiloOrder, externalOrderIds: readonly string[]): void {
		for (const run of this.account.runs) {
			if (run !== this.run) run.notePlaced(order, externalOrderIds);
		}
	}

	tellDoubt(externalOrderIds: readonly string[]): void {
		for (const run of this.account.runs) {
			if (run !== this.run) run.noteDoubt(externalOrderIds);
		}
	}

	/** Takes the run out: to be called when it has ended, however it ended. */
	leave(): void {
		this.account.runs.delete(this.run);
		if (this.account.runs.size === 0) accounts.delete(this.accountName);
	}
}
