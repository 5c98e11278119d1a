import { z } from 'zod';
import type { Item, Kit, Order, Patient, Site } from './entities';
import { moveOrder } from './orderMoves';
import { readNewPatient, id, patientRequest } from './patients';
import { refuse } from './refusals';
import { placeReturn } from './returns';
import type { SandboxState } from './state';
import { type Pieces, countPieces } from './stock';
import { type World, addPatient } from './world';

/** The author of notes: an order placed by API has no signed-in user. */
const NOTE_AUTHOR = { id: 1, email: 'api@example.com', firstName: 'Sandbox', lastName: 'API' };

/**
 * Creates an order, or throws the documented refusal. The order of Impilo's checks isn't documented; this
 * is that of the Create Order reference, inventory last.
 *
 * The same external order ID places another order: it isn't documented that they are unique.
 */
export function createOrder(state: SandboxState, body: unknown): Order {
	const { world } = state;
	const now = state.now();
	const request = readOrderRequest(body);
	checkStructure(request);
	const recipient = resolveRecipient(world, request);
	const contents = resolveContents(world, request);
	checkOrderable(world, contents);
	checkLoanerKits(world, request, contents, recipient);
	checkReturns(world, request);
	const pieces = countPieces(contents);
	const fromSite = findFulfillmentSite(world, pieces);

	takeFromStock(world, pieces, fromSite);
	const order: Order = {
		id: world.orders.nextId,
		externalOrderIds: request.externalOrderIds,
		patient: storePatient(state, recipient),
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
	world.shipments.set(order.id, {
		pieces,
		fromSiteId: fromSite?.id,
		devices: [],
		stage: 'placed',
	});
	moveOrder(state, order, 'orderPlaced');
	if (includesReturns(request)) placeReturnOf(state, order, request);
	return order;
}

/** What an order takes back is a separate return, which names the order. */
function placeReturnOf(state: SandboxState, order: Order, request: OrderRequest): void {
	const { items, devices, packedKits } = state.world;
	const kits = request.returnPackedKits.map(({ id, quantity }) => ({
		count: quantity,
		packedKit: demandKnown(packedKits.get(id)),
	}));
	placeReturn(state, {
		patient: order.patient ?? null,
		site: order.site ?? null,
		returnItems: request.returnItems.map(({ id, count }) => ({
			count,
			item: demandKnown(items.get(id)),
		})),
		returnDevices: [
			...request.returnDevices.map(({ id }) => demandKnown(devices.get(id))),
			...kits.flatMap(({ packedKit }) => packedKit.devices),
		],
		returnKits: kits.map(({ count, packedKit }) => ({ count, kit: packedKit.kit })),
		relatedOrderId: order.id,
	});
}

function checkStructure(request: OrderRequest): void {
	const returns = includesReturns(request);
	if (request.orderItems.length === 0 && request.orderKits.length === 0 && !returns) {
		throw refuse(
			'Order must contain at least one of: orderItems, orderKits, returnItems, returnDevices, or returnPackedKits',
		);
	}
	// Understood as any of the three kinds of return: the message says "return items", not returnItems.
	if (returns && !request.emailLabel && !request.shippingOption) {
		throw refuse(
			'shippingOption is required when emailLabel is false and return items are included',
		);
	}
}

function storePatient(state: SandboxState, recipient: Recipient): Patient | null {
	switch (recipient.kind) {
		case 'patient':
			return recipient.patient;
		case 'newPatient': {
			const patient = addPatient(state.world, recipient.patient, state.now());
			state.announce.patientCreated(patient);
			return patient;
		}
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

/** Throws "Invalid data provided" if the body isn't shaped like an order. */
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
		// The guide asks for exactly one, but no documented message is about two: the general one.
		throw refuse('invalid_order');
	}
	if (patient) return resolvePatient(world, patient);
	if (siteId !== undefined) return { kind: 'site', site: resolveSite(world, siteId) };
	// When Impilo answers "Patient required" isn't documented. Here: if the field is null.
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
 * Looks up what to ship. No documented message is about an unknown item or kit; "Invalid data provided"
 * ("data constraint violations") is the nearest. Archived kits count as unknown.
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
	for (const itemId of countPieces(contents).keys()) {
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

/**
 * "insufficient_inventory - No fulfillment site has enough inventory" (Create Order reference): one of
 * Impilo's sites has to have all of it, and the first that does ships it. That used pieces aren't shipped
 * is a guess.
 */
export function findFulfillmentSite(world: World, pieces: Pieces): Site | undefined {
	if (pieces.size === 0) return undefined;
	for (const site of world.impiloSites.values()) {
		if (world.stock.has(site.id, pieces)) return site;
	}
	throw refuse('insufficient_inventory');
}

function takeFromStock({ stock }: World, pieces: Pieces, site: Site | undefined): void {
	if (!site || stock.unlimited) return;
	for (const [itemId, count] of pieces) stock.change(site.id, itemId, { newCount: -count });
}

function demandKnown<T>(entity: T | undefined): T {
	if (entity === undefined) throw refuse('Invalid data provided');
	return entity;
}
