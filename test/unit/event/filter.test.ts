import type { ImpiloEvent } from '../../../nodes/Impilo/event/envelope';
import { isWanted } from '../../../nodes/Impilo/event/filter';

function eventOf(type: string, payload: ImpiloEvent['payload']): ImpiloEvent {
	return { id: 'e1', type, payload, envelope: { id: 'e1', type, payload } };
}

function filterOf(types: string[], orderStatuses: string[] = []) {
	return { types: new Set(types), orderStatuses };
}

describe('isWanted, by type', () => {
	it.each<[string[], string, boolean]>([
		[['order.status'], 'order.status', true],
		[['order.status'], 'order.statusFull', false],
		[['order.statusFull'], 'order.status', false],
		[['patient.created', 'brand.new'], 'brand.new', true],
		[['Order.Status'], 'order.status', false],
		[[], 'order.status', false],
	])('of %j, %s: %p', (types, type, expected) => {
		expect(isWanted(eventOf(type, {}), filterOf(types))).toBe(expected);
	});
});

describe('isWanted, by order status', () => {
	it.each<[string, ImpiloEvent['payload'], string[], boolean]>([
		['order.statusFull', { currentStatus: 'shipped' }, ['shipped'], true],
		['order.statusFull', { currentStatus: 'SHIPPED' }, ['shipped'], true],
		['order.statusFull', { currentStatus: 'ORDER_PLACED' }, ['shipped', 'orderplaced'], true],
		['order.statusFull', { currentStatus: 'delivered' }, ['shipped'], false],
		['order.statusFull', { currentStatus: 'heldAtCustoms' }, ['heldatcustoms'], true],
		['order.statusFull', { currentStatus: 'heldAtCustoms' }, ['shipped'], false],
		['order.statusFull', { currentStatus: 'heldAtCustoms' }, [], true],
		['order.statusFull', { currentStatus: null }, ['shipped'], false],
		['order.statusFull', { currentStatus: 7 }, ['shipped'], false],
		['order.statusFull', {}, ['shipped'], false],
		['order.statusFull', {}, [], true],
		// Only the current status counts, not whatever else reads like one.
		['order.statusFull', { currentStatus: 'delivered', note: 'shipped' }, ['shipped'], false],
		['order.status', { orderId: 1, orderStatusName: 'shipped' }, ['shipped'], true],
		['order.status', { orderId: 1, status: 'SHIPPED' }, ['shipped'], true],
		['order.status', { orderId: 1, eventType: 'order-placed' }, ['orderplaced'], true],
		['order.status', { orderId: 1, orderStatusName: 'delivered' }, ['shipped'], false],
		['order.status', { orderId: 1, from: 'orderPlaced', to: 'shipped' }, ['shipped'], true],
		['order.status', { orderId: 1 }, ['shipped'], false],
		['order.status', { orderId: 1 }, [], true],
		['order.status', { nested: { status: 'shipped' } }, ['shipped'], false],
		// Other events are not about the status of an order.
		['patient.created', { id: 7 }, ['shipped'], true],
		['return.statusFull', { currentStatus: 'delivered' }, ['shipped'], true],
		['procurement.status', { status: 'delivered' }, ['shipped'], true],
	])('%s %j, wanted %j: %p', (type, payload, orderStatuses, expected) => {
		expect(isWanted(eventOf(type, payload), filterOf([type], orderStatuses))).toBe(expected);
	});

	it('never makes an event of another type wanted', () => {
		const event = eventOf('order.statusFull', { currentStatus: 'shipped' });

		expect(isWanted(event, filterOf(['order.status'], ['shipped']))).toBe(false);
	});

	/** A status that Impilo adds is told apart from other texts by nothing but the wish for it. */
	it('finds a status that is not documented in an order.status event', () => {
		const event = eventOf('order.status', { orderId: 1, orderStatusName: 'heldAtCustoms' });

		expect(isWanted(event, filterOf(['order.status'], ['heldatcustoms']))).toBe(true);
	});
});
