import { parseEnvelope } from '../../../nodes/Impilo/event/envelope';
import { FULL_ORDER } from '../fullOrder';

const PAYLOAD = { orderId: 42 };

describe('parseEnvelope', () => {
	it.each<[string, unknown, string]>([
		['text', 'e0d3-51', 'e0d3-51'],
		['the longest text', 'x'.repeat(200), 'x'.repeat(200)],
		['a number', 7, '7'],
		['zero', 0, '0'],
		['the largest number', Number.MAX_SAFE_INTEGER, '9007199254740991'],
	])('reads an ID that is %s', (_, id, expected) => {
		const envelope = { id, type: 'order.status', payload: PAYLOAD };

		expect(parseEnvelope(envelope)).toEqual({
			id: expected,
			type: 'order.status',
			payload: PAYLOAD,
			envelope,
		});
	});

	it('keeps what it does not know, and the envelope as it came', () => {
		const envelope = {
			id: 'e1',
			type: 'brand.new',
			payload: {},
			sentAt: '2026-01-31',
			tries: null,
		};
		const event = parseEnvelope(envelope);

		expect(event).toMatchObject({ type: 'brand.new', payload: {} });
		expect(event?.envelope).toBe(envelope);
	});

	it.each<[string, unknown]>([
		['nothing', undefined],
		['null', null],
		['text', JSON.stringify({ id: 'e1', type: 'order.status', payload: PAYLOAD })],
		['a number', 7],
		['a list', [{ id: 'e1', type: 'order.status', payload: PAYLOAD }]],
		['an empty object', {}],
		['an order without its envelope', FULL_ORDER],
		['an envelope without an ID', { type: 'order.status', payload: PAYLOAD }],
		['an empty ID', { id: '', type: 'order.status', payload: PAYLOAD }],
		['an ID that is too long', { id: 'x'.repeat(201), type: 'order.status', payload: PAYLOAD }],
		['a null ID', { id: null, type: 'order.status', payload: PAYLOAD }],
		['an ID with a fraction', { id: 1.5, type: 'order.status', payload: PAYLOAD }],
		['a rounded ID', { id: 2 ** 53, type: 'order.status', payload: PAYLOAD }],
		['an ID that is an object', { id: {}, type: 'order.status', payload: PAYLOAD }],
		['an ID that is true', { id: true, type: 'order.status', payload: PAYLOAD }],
		['no type', { id: 'e1', payload: PAYLOAD }],
		['an empty type', { id: 'e1', type: '', payload: PAYLOAD }],
		['a type that is a number', { id: 'e1', type: 7, payload: PAYLOAD }],
		['a null type', { id: 'e1', type: null, payload: PAYLOAD }],
		['no payload', { id: 'e1', type: 'order.status' }],
		['a null payload', { id: 'e1', type: 'order.status', payload: null }],
		['a payload that is text', { id: 'e1', type: 'order.status', payload: '{}' }],
		['a payload that is a list', { id: 'e1', type: 'order.status', payload: [PAYLOAD] }],
	])('finds none in %s', (_, value) => {
		expect(parseEnvelope(value)).toBeUndefined();
	});
});
