import type { ImpiloStock } from '../item/stock';

/** An inventory entry with Simplify on. */
export interface SimplifiedStock {
	itemId: number | null;
	itemName: string | null;
	itemSku: string | null;
	orderable: boolean | null;
	newCount: number | null;
	usedCount: number | null;
	siteId: number | null;
	siteName: string | null;
}

/** Simplifies an inventory entry; whatever Impilo left out is null. */
export function simplifyStock({ item, newCount, usedCount, site }: ImpiloStock): SimplifiedStock {
	return {
		itemId: item?.id ?? null,
		itemName: item?.name ?? null,
		itemSku: item?.sku ?? null,
		orderable: item?.orderable ?? null,
		newCount: newCount ?? null,
		usedCount: usedCount ?? null,
		siteId: site?.id ?? null,
		siteName: site?.name ?? null,
	};
}
