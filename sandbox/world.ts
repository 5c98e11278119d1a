import type { Device, Item, Kit, PackedKit, Patient, Site } from './entities';
import type { OrderStore } from './orderStore';
import type { DocumentedMessage } from './refusals';

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
