import type { ImpiloItem } from './item';

/** An item with Simplify on. */
export interface SimplifiedItem {
	id: number | null;
	name: string | null;
	model: string | null;
	sku: string | null;
	orderable: boolean | null;
	manufacturer: string | null;
	itemClass: string | null;
	size: string | null;
	readingType: string | null;
	deviceIdentifierType: string | null;
}

/** Simplifies an item; whatever Impilo left out is null. */
export function simplifyItem(item: ImpiloItem): SimplifiedItem {
	return {
		id: item.id ?? null,
		name: item.name ?? null,
		model: item.model ?? null,
		sku: item.sku ?? null,
		orderable: item.orderable ?? null,
		manufacturer: item.manufacturer?.name ?? null,
		itemClass: item.itemClass ?? null,
		size: item.size ?? null,
		readingType: item.readingType ?? null,
		deviceIdentifierType: item.deviceIdentifierType ?? null,
	};
}
