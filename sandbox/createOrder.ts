import { z } from 'zod';
import type { Item, Kit, Order, Patient, Site } from './entities';
import { changeOrderStatus } from './orderStore';
import { readNewPatient, id, patientRequest } from './patients';
import { refuse } from './refusals';
import { type World, addPatient } from './world';

/** Whose notes these are: an order that comes by API has no signed-in user. */
const NOTE_AUTHOR = { id: 1, email: 'api@example.com', firstName: 'Sandbox', lastName: 'API' };

/**
 * Creates an order, or throws the documented refusal. In which order Impilo checks isn't
 * documented; this is the order of the Create Order reference, inventory last.
 *
 * The same external order ID makes another order: nothing public says that they have to be unique.
 */
export function createOrder(
	world: World,
	body: unknown,
	now: Date,
	announce: (order: Order) => void,
): Order {
	const request = readOrderRequest(body);
	checkStructure(request);
	const recipient = resolveRecipient(world, request);
	const contents = resolveContents(world, request);
	checkOrderable(world, contents);
	checkLoanerKits(world, request, contents, recipient);
	checkReturns(world, request);
	checkInventory(world, contents);

	takeFromInventory(world, contents);
	const order: Order = {
		id: world.orders.nextId,
		externalOrderIds: request.externalOrderIds,
		patient: storePatient(world, recipient),
		site: recipient.kind === 'site' ? recipient.site : null,
		...contents,
		returnItems: request.returnItems,
		returnDevices: request.returnDevices,
		returnPackedKits: request.returnPackedKits,
		devices: [],
		packedKits: [],
		trackingNumbers: [],
		orderNotes: request.orderNotes.map(({ note }) => ({
			note,
			createdAt: now.toISOString(),
			createdBy: NOTE_AUTHOR,
		})),
		emailLabel: request.emailLabel,
		shippingOption: request.shippingOption ?? null,
	};
	world.orders.add(order);
	changeOrderStatus(order, 'orderPlaced', now, announce);
	return order;
}

function checkStructure(request: OrderRequest): void {
	const returns = includesReturns(request);
	if (request.orderItems.length === 0 && request.orderKits.length === 0 && !returns) {
		throw refuse(
			'Order must contain at least one of: orderItems, orderKits, returnItems, returnDevices, or returnPackedKits',
		);
	}
	// Read as any of the three kinds of return: the message says "return items", not returnItems.
	if (returns && !request.emailLabel && !request.shippingOption) {
		throw refuse(
			'shippingOption is required when emailLabel is false and return items are included',
		);
	}
}

function storePatient(world: World, recipient: Recipient): Patient | null {
	switch (recipient.kind) {
		case 'patient':
			return recipient.patient;
		case 'newPatient':
			return addPatient(world, recipient.patient);
		case 'site':
			return null;
	}
}

/** The guide: "only the id property [is] required", so a count may be left out. */
const count = z
	.number()
	.int()
	.positive()
	.nullish()
	.transform((value) => value ?? 1);

function listOf<T extends z.ZodTypeAny>(element: T) {
	return z
		.array(element)
		.nullish()
		.transform((list) => list ?? []);
}

/**
 * The body of Create order. Fields it doesn't name are allowed and ignored: the guide's samples
 * send `kitItems` and an existing patient's names. The samples' `"item": {}` is a placeholder; the
 * guide's text asks for the id.
 */
const orderRequest = z.object({
	patient: patientRequest.nullish(),
	site: z.object({ id: id.nullish() }).nullish(),
	orderItems: listOf(z.object({ item: z.object({ id }), count })),
	orderKits: listOf(z.object({ kit: z.object({ id }), count })),
	returnItems: listOf(z.object({ id, count })),
	returnDevices: listOf(z.object({ id })),
	returnPackedKits: listOf(z.object({ id, quantity: count })),
	externalOrderIds: listOf(z.string()),
	emailLabel: z
		.boolean()
		.nullish()
		.transform((value) => value ?? false),
	shippingOption: z.enum(['standard', 'overnight']).nullish(),
	orderNotes: listOf(z.object({ note: z.string() })),
});

export type OrderRequest = z.output<typeof orderRequest>;

/** Throws "Invalid data provided" where the body isn't shaped like an order. */
export function readOrderRequest(body: unknown): OrderRequest {
	const result = orderRequest.safeParse(body);
	if (!result.success) throw refuse('Invalid data provided');
	return result.data;
}

export function includesReturns(request: OrderRequest): boolean {
	return (
		request.returnItems.length > 0 ||
		request.returnDevices.length > 0 ||
		request.returnPackedKits.length > 0
	);
}

export type Recipient =
	| { kind: 'patient'; patient: Patient }
	| { kind: 'newPatient'; patient: Omit<Patient, 'id'> }
	| { kind: 'site'; site: Site };

/** Who the order is for: exactly one of a patient and a site. */
export function resolveRecipient(world: World, request: OrderRequest): Recipient {
	const { patient } = request;
	const siteId = request.site?.id ?? undefined;
	if (patient && siteId !== undefined) {
		// The guide asks for exactly one, but no documented message speaks of two: the general one.
		throw refuse('invalid_order');
	}
	if (patient) return resolvePatient(world, patient);
	if (siteId !== undefined) return { kind: 'site', site: resolveSite(world, siteId) };
	// When "Patient required" is said isn't documented. Here: the field is there, and is null.
	if (patient === null && !request.site) throw refuse('Patient required');
	throw refuse('patient or site required');
}

function resolvePatient(world: World, request: NonNullable<OrderRequest['patient']>): Recipient {
	const patientId = request.id ?? undefined;
	if (patientId === undefined) {
		return { kind: 'newPatient', patient: readNewPatient(world, request) };
	}
	const patient = world.patients.get(patientId);
	if (!patient) throw refuse('patient_does_not_exist');
	return { kind: 'patient', patient };
}

/** "invalid_order - Customer or site validation failed" (Create Order reference). */
function resolveSite(world: World, siteId: number): Site {
	const site = world.sites.get(siteId);
	if (!site?.active) throw refuse('invalid_order');
	return site;
}

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
