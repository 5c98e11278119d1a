import type { ImpiloEvent } from '../../../nodes/Impilo/event/envelope';
import { presentEvent } from '../../../nodes/Impilo/event/view';
import { simplifyOrder } from '../../../nodes/Impilo/order/view';
import { FULL_ORDER, PERSONAL_VALUES } from '../fullOrder';

function eventOf(type: string, payload: ImpiloEvent['payload'], more = {}): ImpiloEvent {
	return { id: 'e1', type, payload, envelope: { id: 'e1', type, payload, ...more } };
}

describe('presentEvent, simple', () => {
	it('gives the simplified order with the event it came with', () => {
		expect(presentEvent(eventOf('order.statusFull', FULL_ORDER), true)).toEqual({
			...simplifyOrder(FULL_ORDER),
			event: 'order.statusFull',
			eventId: 'e1',
		});
	});

	it('tells nothing of the patient of an order but the ID', () => {
		const text = JSON.stringify(presentEvent(eventOf('order.statusFull', FULL_ORDER), true));

		expect(text).toContain('"patientId":1234');
		expect(PERSONAL_VALUES.filter((value) => text.includes(value))).toEqual([]);
	});

	it('gives an order of which nothing is told', () => {
		expect(presentEvent(eventOf('order.statusFull', {}), true)).toMatchObject({
			id: null,
			currentStatus: null,
			orderItems: [],
			event: 'order.statusFull',
			eventId: 'e1',
		});
	});

	it.each(['order.status', 'return.statusFull', 'patient.created', 'brand.new'])(
		'gives the payload of %s as it is',
		(type) => {
			const payload = { id: 7, event: 'own', eventId: 'own', nested: { a: [null] } };

			expect(presentEvent(eventOf(type, payload, { sentAt: 'x' }), true)).toEqual({
				event: type,
				eventId: 'e1',
				payload,
			});
		},
	);
});

describe('presentEvent, not simple', () => {
	it.each(['order.statusFull', 'order.status', 'brand.new'])('gives all of %s', (type) => {
		const event = eventOf(type, FULL_ORDER, { sentAt: '2026-01-31', tries: null });

		expect(presentEvent(event, false)).toEqual({
			id: 'e1',
			type,
			payload: FULL_ORDER,
			sentAt: '2026-01-31',
			tries: null,
		});
	});

	it('keeps an ID that is a number', () => {
		const envelope = { id: 7, type: 'order.status', payload: {} };
		const event = { id: '7', type: 'order.status', payload: {}, envelope };

		expect(presentEvent(event, false)).toEqual(envelope);
	});
});
