import { sleep } from 'n8n-workflow';

import { systemClock } from '../api/clock';

/** What an item asks for, or why it is refused. */
export type ReadItem<T extends object> = T | { refusal: unknown };

/** Evaluating expressions takes time in which no other workflow runs. */
const LONGEST_STRETCH_MS = 10;

/** Reads the items of a batch without holding up other workflows. */
export class ItemReader<T extends object> {
	private pausedMs = systemClock.now();

	/** @param readItem throws where the item is refused */
	constructor(
		readonly itemCount: number,
		private readonly readItem: (itemIndex: number) => T,
	) {}

	/**
	 * Reads some of the items; to be called in their order. A refusal is kept rather than thrown: with
	 * Continue, the other items go on.
	 *
	 * @param to the item after the last, or a larger number for all that are left
	 */
	async read(from: number, to: number): Promise<Array<ReadItem<T>>> {
		const items: Array<ReadItem<T>> = [];
		const end = Math.min(to, this.itemCount);
		for (let itemIndex = from; itemIndex < end; itemIndex++) {
			try {
				items.push(this.readItem(itemIndex));
			} catch (refusal) {
				items.push({ refusal });
			}
			if (systemClock.now() - this.pausedMs > LONGEST_STRETCH_MS) {
				await sleep(0);
				this.pausedMs = systemClock.now();
			}
		}
		return items;
	}
}

/** Notices items that share a key but ask for different things. */
export class SharedKeys {
	/** The first item that has a key, and what it asks for. */
	private readonly firsts = new Map<string, { itemIndex: number; asksFor: string }>();

	/**
	 * Takes an item in, unless it contradicts an earlier one.
	 *
	 * @param asksFor the same text for items that ask for the same
	 * @returns the earlier item with one of the keys that asks for something else
	 */
	take(itemIndex: number, keys: readonly string[], asksFor: string): number | undefined {
		const firsts = keys.map((key) => this.firsts.get(key));
		const other = firsts.find((first) => first !== undefined && first.asksFor !== asksFor);
		if (other !== undefined) return other.itemIndex;
		for (const key of keys) {
			if (!this.firsts.has(key)) this.firsts.set(key, { itemIndex, asksFor });
		}
		return undefined;
	}
}
