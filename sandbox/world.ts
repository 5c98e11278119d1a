import type {
	Device,
	Item,
	ItemDetails,
	Kit,
	PackedKit,
	Patient,
	Reading,
	ReadingKind,
	Return,
	Site,
	SupportTicket,
} from './entities';
import type { OrderStore } from './orderStore';
import type { DocumentedMessage } from './refusals';
import type { Pieces, Stock } from './stock';

/** All data of the sandbox; replaced as a whole when it is reset. */
export interface World {
	/** The account's own: the only ones that the routes of sites show. */
	sites: Map<number, Site>;
	/** Impilo's: orders are shipped from them, and they only appear in the inventory. */
	impiloSites: Map<number, Site>;
	items: Map<number, Item>;
	itemDetails: Map<number, ItemDetails>;
	kits: Map<number, Kit>;
	patients: Map<number, Patient>;
	devices: Map<number, Device>;
	packedKits: Map<number, PackedKit>;
	returns: Map<number, Return>;
	supportTickets: Map<number, SupportTicket>;
	readings: Map<ReadingKind, Map<number, Reading>>;
	nextPatientId: number;
	nextDeviceId: number;
	nextReturnId: number;
	orders: OrderStore;
	/** Where the contents of orders are, by order id; for those of the seed only once they move. */
	shipments: Map<number, Shipment>;
	/**
	 * When patients and returns were created, in milliseconds since 1970; those of the seed have always
	 * existed.
	 */
	madeAt: WeakMap<Patient | Return, number>;
	/** Which kits are loaners: the API doesn't show it, a client only learns it from a refusal. */
	loanerKitIds: Set<number>;
	stock: Stock;
	/** The message when a non-orderable item is ordered: the reference documents two messages. */
	notOrderableMessages: Map<number, DocumentedMessage>;
}

export interface Shipment {
	pieces: Pieces;
	/** The site of Impilo that it was taken from; undefined for an order of the seed. */
	fromSiteId: number | undefined;
	devices: Device[];
	stage: 'placed' | 'shipped' | 'arrived' | 'putBack';
}

export function addPatient(world: World, patient: Omit<Patient, 'id'>, now: Date): Patient {
	const stored = { id: world.nextPatientId, ...patient };
	world.nextPatientId += 1;
	world.patients.set(stored.id, stored);
	world.madeAt.set(stored, now.getTime());
	return stored;
}

/** Milliseconds since it was created. */
export function readAge(world: World, entity: Patient | Return, now: Date): number {
	return now.getTime() - (world.madeAt.get(entity) ?? Number.NEGATIVE_INFINITY);
}
