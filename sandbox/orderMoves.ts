import { giveToPatient, recordDeviceStatus, shipNewDevice } from './deviceMoves';
import type { Device, Order, Site } from './entities';
import { recordOrderStatus } from './orderStore';
import { isReturnVoidable, moveReturn } from './returnMoves';
import type { SandboxState } from './state';
import { countPieces } from './stock';
import type { Shipment } from './world';

/** Otherwise, an order of thousands of pieces would have thousands of devices. */
const MOST_DEVICES = 100;

const ON_ITS_WAY = new Set(['shipped', 'availableForPickup', 'unsuccessfulDelivery']);

/** All changes of an order's status go through here: its contents move along, and webhooks are sent. */
export function moveOrder(state: SandboxState, order: Order, status: string): void {
	const shipment = findShipment(state, order);
	if (ON_ITS_WAY.has(status)) ship(state, order, shipment);
	if (status === 'delivered') {
		ship(state, order, shipment);
		arrive(state, order, shipment);
	}
	if (status === 'voided') putBack(state, shipment);
	recordOrderStatus(order, status, state.now());
	state.announce.order(order);
	if (status === 'voided') voidReturnsOf(state, order);
}

function findShipment({ world }: Shipping, order: Order): Shipment {
	const known = world.shipments.get(order.id);
	if (known) return known;
	const shipment: Shipment = {
		pieces: countPieces(order),
		fromSiteId: undefined,
		devices: [],
		stage: 'placed',
	};
	world.shipments.set(order.id, shipment);
	return shipment;
}

/** What is needed to ship something. */
type Shipping = Pick<SandboxState, 'world' | 'now'>;

/** Ships an order of the seed that is on its way. */
export function shipSeeded(shipping: Shipping, order: Order): void {
	if (ON_ITS_WAY.has(order.currentStatus ?? '')) {
		ship(shipping, order, findShipment(shipping, order));
	}
}

/** Each piece of an item that has identifiers is a device of its own; the rest are just pieces. */
function ship(state: Shipping, order: Order, shipment: Shipment): void {
	if (shipment.stage !== 'placed') return;
	shipment.stage = 'shipped';
	shipment.devices = listTrackedItemIds(state, shipment).flatMap((itemId) => {
		const item = state.world.items.get(itemId);
		return item ? [shipNewDevice(state, item)] : [];
	});
	if (shipment.devices.length === 0) return;
	order.devices = [...(order.devices ?? []), ...shipment.devices];
}

/** An item's id as often as there are pieces of it. */
function listTrackedItemIds({ world }: Shipping, { pieces }: Shipment): number[] {
	return [...pieces]
		.filter(([itemId]) => world.itemDetails.get(itemId)?.deviceIdentifierType)
		.flatMap(([itemId, count]) => new Array<number>(Math.min(count, MOST_DEVICES)).fill(itemId))
		.slice(0, MOST_DEVICES);
}

function arrive(state: SandboxState, order: Order, shipment: Shipment): void {
	if (shipment.stage !== 'shipped') return;
	shipment.stage = 'arrived';
	const { patient, site } = order;
	for (const device of shipment.devices) {
		if (device.currentStatus !== 'shipped') continue;
		if (patient) giveToPatient(state, device, patient);
		else if (site) putAtSite(state, device, site);
	}
	if (!site) return;
	for (const [itemId, count] of shipment.pieces) {
		state.world.stock.change(site.id, itemId, { newCount: count });
	}
}

function putAtSite(state: SandboxState, device: Device, site: Site): void {
	device.site = site;
	recordDeviceStatus(device, 'availableAtSite', state.now());
}

/** Not documented: what hasn't been shipped can be sent to someone else. */
function putBack({ world }: SandboxState, shipment: Shipment): void {
	if (shipment.stage !== 'placed') return;
	shipment.stage = 'putBack';
	if (shipment.fromSiteId === undefined || world.stock.unlimited) return;
	for (const [itemId, count] of shipment.pieces) {
		world.stock.change(shipment.fromSiteId, itemId, { newCount: count });
	}
}

/** Whether Impilo voids the return along with its order is unknown; what is on its way continues. */
function voidReturnsOf(state: SandboxState, order: Order): void {
	for (const orderReturn of state.world.returns.values()) {
		if (orderReturn.relatedOrderId === order.id && isReturnVoidable(orderReturn)) {
			moveReturn(state, orderReturn, 'voided');
		}
	}
}
