import {
	AUTHOR,
	KNOWN_ORDER_STATUSES,
	type Order,
	type OrderEvent,
	type OrderStatus,
	pickById,
	pickCyclic,
	seedIds,
} from './entities';
import { createDevices, createPackedKits } from './devices';
import { createStock } from './inventory';
import { createItemDetails, createItems, createNotOrderableMessages } from './items';
import { createKits } from './kits';
import { shipSeeded } from './orderMoves';
import { createTrackingNumber, OrderStore } from './orderStore';
import { createPatients, seedManyPatients } from './patients';
import { createReadings } from './readings';
import { createReturns } from './returns';
import { createImpiloSites, createSites } from './sites';
import { createSupportTickets } from './supportTickets';
import type { World } from './world';

const ORDERS = 30;
const KITS_TO_ORDER = 9;
/** Every nth order goes to a site. */
const SITE_ORDER_EVERY = 5;
const CARRIERS = ['usps', 'ups', 'fedex'];
/** The patients of orders, in turn: the first thirty, none of whom lacks anything. */
const ORDERING_PATIENTS = 30;
const ORDERING_SITES = 7;
const ARRIVED: Array<Order['currentStatus']> = ['delivered', 'returnIssued'];

export interface WorldOptions {
	/** Orders generated beside the thirty of the seed. */
	orders: number;
	/** Patients generated beside the forty of the seed. */
	patients: number;
	unlimitedInventory: boolean;
}

/** The same world every time: nothing in it depends on the clock or on chance. */
export function createWorld(options: WorldOptions): World {
	const sites = createSites();
	const items = createItems();
	const itemDetails = createItemDetails(items);
	const kits = createKits(items);
	const patients = createPatients(sites);
	const devices = createDevices({ items, itemDetails, patients, sites });
	const returns = createReturns({ items, patients, devices, sites });
	const world: World = {
		sites,
		impiloSites: createImpiloSites(),
		items,
		itemDetails,
		kits,
		patients,
		devices,
		packedKits: createPackedKits(kits, devices),
		returns,
		supportTickets: new Map(),
		readings: createReadings({ items, patients }),
		nextPatientId: Math.max(...patients.keys()) + 1,
		nextDeviceId: Math.max(...devices.keys()) + 1,
		nextReturnId: Math.max(...returns.keys()) + 1,
		orders: new OrderStore(),
		shipments: new Map(),
		madeAt: new WeakMap(),
		loanerKitIds: new Set([seedIds.loanerKit]),
		stock: createStock({ items, devices }, options.unlimitedInventory),
		notOrderableMessages: createNotOrderableMessages(),
	};
	seedManyPatients(world, options.patients, 1);
	seedNamedOrders(world);
	world.supportTickets = createSupportTickets(world);
	seedManyOrders(world, options.orders, 1);
	return world;
}

/** The thirty orders of the seed: each known status twice, and the odd ones the API allows. */
function seedNamedOrders(world: World): void {
	for (let index = 0; index < ORDERS; index += 1) {
		const id = seedIds.placedOrder + index;
		const order = buildOrder(world, {
			id,
			index,
			externalOrderIds: [`demo-${id}`],
			status: pickCyclic(KNOWN_ORDER_STATUSES, index),
		});
		const named = { ...order, ...listArrived(world, order), ...describeOddOrder(world, id) };
		world.orders.add(named);
		shipSeeded({ world, now: () => new Date(FIRST_ORDER_AT) }, named);
	}
}

/** Orders of about 3 kB each, in every status, with the external order IDs `seeded-<n>` from 1 on. */
export function seedManyOrders(world: World, count: number, firstNumber: number): void {
	for (let step = 0; step < count; step += 1) {
		const number = firstNumber + step;
		world.orders.add(
			buildOrder(world, {
				id: world.orders.nextId,
				index: number,
				externalOrderIds: [`seeded-${number}`],
				status: pickCyclic(KNOWN_ORDER_STATUSES, number),
			}),
		);
	}
}

/** A delivered order has the devices that its patient has. */
function listArrived(
	{ devices }: World,
	{ currentStatus, patient }: Order,
): Pick<Order, 'devices'> {
	if (!patient || !ARRIVED.includes(currentStatus)) return {};
	return { devices: [...devices.values()].filter((device) => device.currentPatient === patient) };
}

interface OrderSeed {
	id: number;
	index: number;
	externalOrderIds: string[];
	status: OrderStatus;
}

function buildOrder(world: World, { id, index, externalOrderIds, status }: OrderSeed): Order {
	const toSite = index % SITE_ORDER_EVERY === 2;
	const history = createHistory(status, index);
	const twoWay = status === 'returnIssued';
	return {
		id,
		currentStatus: status,
		externalOrderIds,
		patient: toSite
			? null
			: pickById(world.patients, seedIds.patient + (index % ORDERING_PATIENTS)),
		site: toSite ? pickById(world.sites, seedIds.site + (index % ORDERING_SITES)) : null,
		orderItems: [
			{ count: 1 + (index % 3), item: pickById(world.items, seedIds.item + (index % 20)) },
			{ count: 1, item: pickById(world.items, seedIds.item + ((index + 7) % 20)) },
		],
		orderKits: [
			{ count: 1, kit: pickById(world.kits, seedIds.kit + (index % KITS_TO_ORDER)) },
			{ count: 1, kit: pickById(world.kits, seedIds.kit + ((index + 2) % KITS_TO_ORDER)) },
		],
		returnItems: twoWay ? [{ id: seedIds.item, count: 1 }] : [],
		returnDevices: [],
		returnPackedKits: [],
		devices: [],
		packedKits: [],
		trackingNumbers: hasShipped(status)
			? [createTrackingNumber(id, pickCyclic(CARRIERS, index))]
			: [],
		orderEvents: history,
		orderNotes:
			index % 2 === 0
				? [
						{
							note: 'Leave the parcel with the front desk, please.',
							createdAt: history[0]?.eventTimestamp ?? '',
							createdBy: AUTHOR,
						},
					]
				: [],
		emailLabel: twoWay,
		shippingOption: index % 4 === 0 ? 'overnight' : 'standard',
	};
}

/** "Any field may be null or missing": what a client has to cope with, one order for each kind. */
function describeOddOrder(world: World, id: number): Partial<Order> {
	switch (id) {
		case seedIds.sharedOrder:
		case seedIds.otherSharedOrder:
			return { externalOrderIds: [`demo-${id}`, 'demo-shared'] };
		case seedIds.oddExternalOrderIdsOrder:
			return { externalOrderIds: ['PO 77, line 2 & more', 'größe/été?'] };
		case seedIds.orderWithDevices: {
			const packedKit = pickById(world.packedKits, seedIds.packedKit);
			return {
				devices: [pickById(world.devices, seedIds.device)],
				packedKits: [packedKit],
			};
		}
		case seedIds.unknownStatusOrder:
			return {
				currentStatus: 'heldAtCustoms',
				orderEvents: [
					{ name: 'orderPlaced', eventTimestamp: '2025-09-01T12:26:00.000Z' },
					{ name: 'HELD_AT_CUSTOMS', eventTimestamp: '2025-09-02T08:00:00.000Z' },
				],
			};
		case seedIds.nullsOrder:
			return {
				currentStatus: null,
				externalOrderIds: null,
				trackingNumbers: null,
				orderNotes: null,
				devices: null,
				packedKits: null,
				returnItems: null,
				returnDevices: null,
				returnPackedKits: null,
				emailLabel: null,
				shippingOption: null,
			};
		case seedIds.missingFieldsOrder:
			// What is undefined is left out of the JSON.
			return {
				orderEvents: undefined,
				trackingNumbers: undefined,
				devices: undefined,
				packedKits: undefined,
				orderKits: undefined,
				orderNotes: undefined,
				externalOrderIds: undefined,
				site: undefined,
				shippingOption: undefined,
			};
		case seedIds.partialAddressOrder:
			return {
				patient: pickById(world.patients, seedIds.partialAddressPatient),
				orderKits: [{ count: 1, kit: pickById(world.kits, seedIds.namelessKit) }],
			};
		default:
			return {};
	}
}

/** When the first seeded order was placed; each one after it comes `ORDER_INTERVAL_MS` later. */
const FIRST_ORDER_AT = Date.UTC(2025, 8, 1, 12);
const ORDER_INTERVAL_MS = 60_000;
const EVENT_INTERVAL_MS = 6 * 60 * 60 * 1000;

/** A plausible history of an order. */
const PATHS: Record<OrderStatus, OrderStatus[]> = {
	orderPlaced: ['orderPlaced'],
	awaitingShipment: ['orderPlaced', 'awaitingShipment'],
	pendingInventory: ['orderPlaced', 'pendingInventory'],
	pendingAdditionalInformation: ['orderPlaced', 'pendingAdditionalInformation'],
	reconfirmAddress: ['orderPlaced', 'awaitingShipment', 'reconfirmAddress'],
	onHold: ['orderPlaced', 'onHold'],
	unableToFulfill: ['orderPlaced', 'pendingInventory', 'unableToFulfill'],
	shipped: ['orderPlaced', 'awaitingShipment', 'shipped'],
	availableForPickup: ['orderPlaced', 'awaitingShipment', 'shipped', 'availableForPickup'],
	unsuccessfulDelivery: ['orderPlaced', 'awaitingShipment', 'shipped', 'unsuccessfulDelivery'],
	delivered: ['orderPlaced', 'awaitingShipment', 'shipped', 'delivered'],
	returnIssued: ['orderPlaced', 'awaitingShipment', 'shipped', 'delivered', 'returnIssued'],
	voided: ['orderPlaced', 'voided'],
};

/** Has the parcel left, so that the order has a tracking number? */
export function hasShipped(status: OrderStatus): boolean {
	return PATHS[status].includes('shipped');
}

/** The events of the seed's nth order. */
export function createHistory(status: OrderStatus, index: number): OrderEvent[] {
	const placedAt = FIRST_ORDER_AT + index * ORDER_INTERVAL_MS;
	return PATHS[status].map((name, step) => ({
		name,
		eventTimestamp: new Date(placedAt + step * EVENT_INTERVAL_MS).toISOString(),
	}));
}
