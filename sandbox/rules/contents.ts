import type { Item, Kit } from '../entities';
import { refuse } from '../refusals';
import type { World } from '../world';
import { includesReturns, type OrderRequest } from './orderRequest';
import type { Recipient } from './recipient';

export interface Contents {
	orderItems: Array<{ count: number; item: Item }>;
	orderKits: Array<{ count: number; kit: Kit }>;
}

/**
 * Looks up what is to be sent. No documented message speaks of an unknown item or kit; "Invalid
 * data provided" ("data constraint violations") is the nearest. Archived kits count as unknown.
 */
export function resolveContents(world: World, request: OrderRequest): Contents {
	return {
		orderItems: request.orderItems.map(({ count, item }) => ({
			count,
			item: demandKnown(world.items.get(item.id)),
		})),
		orderKits: request.orderKits.map(({ count, kit }) => {
			const known = demandKnown(world.kits.get(kit.id));
			if (known.archived) throw refuse('Invalid data provided');
			return { count, kit: known };
		}),
	};
}

export function checkOrderable(world: World, contents: Contents): void {
	for (const itemId of countItems(contents).keys()) {
		const message = world.notOrderableMessages.get(itemId);
		if (message !== undefined) throw refuse(message);
	}
}

/** "Loaner Kit Rules" of the Create Order reference. */
export function checkLoanerKits(
	world: World,
	request: OrderRequest,
	contents: Contents,
	recipient: Recipient,
): void {
	const loaners = contents.orderKits.filter(({ kit }) => world.loanerKitIds.has(kit.id));
	if (loaners.length === 0) return;
	if (loaners.length > 1) throw refuse('max_one_loaner_kit');
	if (loaners.some(({ count }) => count > 1)) throw refuse('qty_over_one_loaner_kit');
	if (includesReturns(request)) throw refuse('no_returns_with_loaner_kit');
	if (recipient.kind === 'site') throw refuse('no_loaner_kit_to_site');
}

/** Unknown ids are refused like those of items; the reference documents only the last rule. */
export function checkReturns(world: World, request: OrderRequest): void {
	for (const { id } of request.returnItems) demandKnown(world.items.get(id));
	const devices = request.returnDevices.map(({ id }) => demandKnown(world.devices.get(id)));
	const packedKits = request.returnPackedKits.map(({ id }) =>
		demandKnown(world.packedKits.get(id)),
	);
	const packedDeviceIds = new Set(packedKits.flatMap((kit) => kit.devices.map(({ id }) => id)));
	if (devices.some(({ id }) => packedDeviceIds.has(id))) {
		throw refuse('Device cannot be included both as a return device and in a packed kit');
	}
}

/** Throws "insufficient_inventory" where there isn't enough; takes nothing yet. */
export function checkInventory(world: World, contents: Contents): void {
	const { stock } = world;
	if (!stock) return;
	for (const [itemId, count] of countItems(contents)) {
		if (count > (stock.get(itemId) ?? 0)) throw refuse('insufficient_inventory');
	}
}

export function takeFromInventory(world: World, contents: Contents): void {
	const { stock } = world;
	if (!stock) return;
	for (const [itemId, count] of countItems(contents)) {
		stock.set(itemId, (stock.get(itemId) ?? 0) - count);
	}
}

/** Pieces of each item, those in kits included. */
function countItems({ orderItems, orderKits }: Contents): Map<number, number> {
	const counts = new Map<number, number>();
	const add = (itemId: number, count: number) =>
		counts.set(itemId, (counts.get(itemId) ?? 0) + count);
	for (const { item, count } of orderItems) add(item.id, count);
	for (const { kit, count } of orderKits) {
		for (const kitItem of kit.kitItems) add(kitItem.item.id, kitItem.count * count);
	}
	return counts;
}

function demandKnown<T>(entity: T | undefined): T {
	if (entity === undefined) throw refuse('Invalid data provided');
	return entity;
}
