import { OrderStore } from '../orderStore';
import type { World } from '../world';
import { createDevices, createPackedKits } from './devices';
import { createItems, createNotOrderableMessages, createStock } from './items';
import { createKits } from './kits';
import { seedManyOrders, seedNamedOrders } from './orders';
import { createPatients } from './patients';
import { seedIds } from './seedIds';
import { createSites } from './sites';

export interface WorldOptions {
	/** Orders generated beside the thirty of the seed. */
	orders: number;
	unlimitedInventory: boolean;
}

/** The same world every time: nothing in it depends on the clock or on chance. */
export function createWorld({ orders, unlimitedInventory }: WorldOptions): World {
	const sites = createSites();
	const items = createItems();
	const kits = createKits(items);
	const patients = createPatients(sites);
	const devices = createDevices(items, patients);
	const world: World = {
		sites,
		items,
		kits,
		patients,
		devices,
		packedKits: createPackedKits(kits, devices),
		nextPatientId: Math.max(...patients.keys()) + 1,
		orders: new OrderStore(),
		loanerKitIds: new Set([seedIds.loanerKit]),
		stock: unlimitedInventory ? undefined : createStock(items),
		notOrderableMessages: createNotOrderableMessages(),
	};
	seedNamedOrders(world);
	seedManyOrders(world, orders, 1);
	return world;
}
