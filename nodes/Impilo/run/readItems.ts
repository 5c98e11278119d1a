import { sleep } from 'n8n-workflow';

import { systemClock } from '../api/clock';

/**
 * What an item asks for, or why it is refused; `read` is what it asks for if it's refused only because
 * another item contradicts it.
 */
export type ReadItem<T extends object> = T | { refusal: unknown; read?: T };

/** What an item asks for, or several items together: each of these then has the same one. */
export interface Asked {
	/** The item of the input, from 0; of several, the first. */
	itemIndex: number;
	/** The items after the first, if there are several. */
	otherItems?: readonly number[];
}

/** A part of a batch: one thing that is asked for, or an item that is refused. */
export interface Part<T extends Asked> {
	item: ReadItem<T>;
	/** The items that it's for, at least one. */
	itemIndices: readonly number[];
}

/** The items that something is for. */
export function itemsOf({ itemIndex, otherItems = [] }: Asked): readonly number[] {
	return [itemIndex, ...otherItems];
}

/** The parts of a batch, in the order of their first items. */
export function listParts<T extends Asked>(items: ReadonlyArray<ReadItem<T>>): Array<Part<T>> {
	return items.flatMap((item, itemIndex) => {
		if ('refusal' in item) return { item, itemIndices: [itemIndex] };
		return item.itemIndex === itemIndex ? { item, itemIndices: itemsOf(item) } : [];
	});
}

/** While work takes time, no other workflow runs. */
const LONGEST_STRETCH_MS = 10;

/** Long work, done in steps. */
export class LongWork {
	private pausedMs = systemClock.now();

	/** Whether it should pause before the next step. */
	get isDue(): boolean {
		return systemClock.now() - this.pausedMs > LONGEST_STRETCH_MS;
	}

	/** Lets other workflows run. */
	async pause(): Promise<void> {
		await sleep(0);
		this.pausedMs = systemClock.now();
	}
}

/**
 * Reads the items of a batch without holding up other workflows. A refusal is kept rather than thrown:
 * with Continue, the other items go on.
 *
 * @param readItem throws if the item is refused
 */
export async function readItems<T extends object>(
	itemCount: number,
	readItem: (itemIndex: number) => T,
): Promise<Array<ReadItem<T>>> {
	const items: Array<ReadItem<T>> = [];
	const work = new LongWork();
	for (let itemIndex = 0; itemIndex < itemCount; itemIndex++) {
		try {
			items.push(readItem(itemIndex));
		} catch (refusal) {
			items.push({ refusal });
		}
		if (work.isDue) await work.pause();
	}
	return items;
}

/** The items that have each key, in their order. */
export function groupByKey<T extends object>(
	items: ReadonlyArray<ReadItem<T>>,
	keysOf: (item: T) => readonly string[],
): Map<string, T[]> {
	const byKey = new Map<string, T[]>();
	for (const item of items) {
		if ('refusal' in item) continue;
		for (const key of keysOf(item)) {
			const sharing = byKey.get(key);
			if (sharing === undefined) byKey.set(key, [item]);
			else sharing.push(item);
		}
	}
	return byKey;
}

/**
 * Refuses items that share a key but ask for different things: all of them, as nobody can tell which one
 * is right.
 *
 * @param keysOf the keys of what an item asks for
 * @param wishesOf takes the items that share a key; gives the same text for those that ask for the same
 * @param refuse makes the refusal of an item, from the index of one that contradicts it
 */
export function refuseContradictions<T extends { itemIndex: number }>(
	items: ReadonlyArray<ReadItem<T>>,
	keysOf: (item: T) => readonly string[],
	wishesOf: (sharing: readonly T[]) => (item: T) => string,
	refuse: (otherItemIndex: number) => unknown,
): Array<ReadItem<T>> {
	const contradicted = new Map<number, number>();
	for (const sharing of groupByKey(items, keysOf).values()) {
		const [first] = sharing;
		if (first === undefined || sharing.length === 1) continue;
		const asksFor = wishesOf(sharing);
		const wish = asksFor(first);
		const other = sharing.find((item) => asksFor(item) !== wish);
		if (other === undefined) continue;
		for (const item of sharing) {
			const isLikeFirst = asksFor(item) === wish;
			contradicted.set(item.itemIndex, isLikeFirst ? other.itemIndex : first.itemIndex);
		}
	}
	return items.map((item) => {
		if ('refusal' in item) return item;
		const otherItemIndex = contradicted.get(item.itemIndex);
		return otherItemIndex === undefined ? item : { refusal: refuse(otherItemIndex), read: item };
	});
}
