import type { Order } from './entities';

export interface StockCount {
	newCount: number;
	usedCount: number;
}

/** Pieces of each item, by its id. */
export type Pieces = ReadonlyMap<number, number>;

const NOTHING: Readonly<StockCount> = { newCount: 0, usedCount: 0 };

/** How many pieces of each item are at each site, Impilo's and the account's own. */
export class Stock {
	private readonly bySite = new Map<number, Map<number, StockCount>>();

	/** @param unlimited Impilo's sites never run out: taking stock changes nothing there. */
	constructor(readonly unlimited: boolean) {}

	count(siteId: number, itemId: number): Readonly<StockCount> {
		return this.bySite.get(siteId)?.get(itemId) ?? NOTHING;
	}

	/** Which items have been at a site, including those of which none is left. */
	listItemIds(siteId: number): number[] {
		return [...(this.bySite.get(siteId)?.keys() ?? [])];
	}

	/** Never goes below zero: a site may have got what it hands out elsewhere. */
	change(
		siteId: number,
		itemId: number,
		{ newCount = 0, usedCount = 0 }: Partial<StockCount>,
	): void {
		const before = this.count(siteId, itemId);
		const counts = this.bySite.get(siteId) ?? new Map<number, StockCount>();
		counts.set(itemId, {
			newCount: Math.max(0, before.newCount + newCount),
			usedCount: Math.max(0, before.usedCount + usedCount),
		});
		this.bySite.set(siteId, counts);
	}

	has(siteId: number, pieces: Pieces): boolean {
		return (
			this.unlimited ||
			[...pieces].every(([itemId, count]) => count <= this.count(siteId, itemId).newCount)
		);
	}
}

/** Pieces of each item of an order, those in kits included. */
export function countPieces({
	orderItems,
	orderKits,
}: Pick<Order, 'orderItems' | 'orderKits'>): Map<number, number> {
	const counts = new Map<number, number>();
	const add = (itemId: number, count: number) =>
		counts.set(itemId, (counts.get(itemId) ?? 0) + count);
	for (const { item, count } of orderItems ?? []) add(item.id, count);
	for (const { kit, count } of orderKits ?? []) {
		for (const kitItem of kit.kitItems) add(kitItem.item.id, kitItem.count * count);
	}
	return counts;
}
