import { createDevices, createPackedKits } from './devices';
import {
	type Device,
	type Item,
	type Kit,
	type PackedKit,
	type Patient,
	type Site,
	seedIds,
} from './entities';
import { createItems, createNotOrderableMessages, createStock } from './items';
import { createKits } from './kits';
import { OrderStore } from './orderStore';
import { createPatients } from './patients';
import type { DocumentedMessage } from './refusals';
import { seedManyOrders, seedNamedOrders } from './seededOrders';
import { createSites } from './sites';

/** Everything the sandbox knows; replaced as a whole when it is reset. */
export interface World {
	sites: Map<number, Site>;
	items: Map<number, Item>;
	kits: Map<number, Kit>;
	patients: Map<number, Patient>;
	devices: Map<number, Device>;
	packedKits: Map<number, PackedKit>;
	nextPatientId: number;
	orders: OrderStore;
	/** Which kits are loaners: the API doesn't show it, a client only learns it from a refusal. */
	loanerKitIds: Set<number>;
	/** Pieces left of an item, by item id; undefined where inventory is unlimited. */
	stock: Map<number, number> | undefined;
	/** What is said when a non-orderable item is ordered: the reference documents two messages. */
	notOrderableMessages: Map<number, DocumentedMessage>;
}

export function addPatient(world: World, patient: Omit<Patient, 'id'>): Patient {
	const id = world.nextPatientId;
	world.nextPatientId += 1;
	const stored = { id, ...patient };
	world.patients.set(id, stored);
	return stored;
}

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
