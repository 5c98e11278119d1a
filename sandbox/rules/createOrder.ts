import type { Order, Patient } from '../entities';
import { refuse } from '../refusals';
import { addPatient, type World } from '../world';
import {
	checkInventory,
	checkLoanerKits,
	checkOrderable,
	checkReturns,
	resolveContents,
	takeFromInventory,
} from './contents';
import { includesReturns, readOrderRequest, type OrderRequest } from './orderRequest';
import { changeOrderStatus } from './orderStatus';
import { resolveRecipient, type Recipient } from './recipient';

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
