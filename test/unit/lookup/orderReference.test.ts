import { parseOrderReference } from '../../../nodes/Impilo/lookup/orderReference';
import { refusalOf } from '../standIns';

describe('parseOrderReference', () => {
	it.each<[unknown, object]>([
		[42, { by: 'id', id: 42 }],
		[
			{ mode: 'list', value: 42 },
			{ by: 'id', id: 42 },
		],
		[
			{ mode: 'id', value: 'https://app.example.com/orders/42' },
			{ by: 'id', id: 42 },
		],
		[
			{ mode: 'externalOrderId', value: ' PO-2026-0117 ' },
			{ by: 'externalOrderId', value: 'PO-2026-0117' },
		],
		[
			{ mode: 'externalOrderId', value: 117 },
			{ by: 'externalOrderId', value: '117' },
		],
		[
			{ mode: 'externalOrderId', value: 'PO-1, PO-2' },
			{ by: 'externalOrderId', value: 'PO-1, PO-2' },
		],
	])('reads %j', (parameter, expected) => {
		expect(parseOrderReference(parameter)).toEqual(expected);
	});

	it.each<[unknown, string]>([
		['', 'Order is empty'],
		['PO-2026-0117', 'Order is not a whole positive number'],
		[{ mode: 'id', value: 0 }, 'Order is not a whole positive number'],
		[{ mode: 'externalOrderId', value: ' ' }, 'Order is empty'],
		[{ mode: 'externalOrderId', value: {} }, 'Order is not text'],
		[
			{ mode: 'list', value: 'https://app.example.com/kits/42' },
			'Order is the address of a kit, not of an order',
		],
	])('refuses %j: %s', (parameter, message) => {
		expect(refusalOf(() => parseOrderReference(parameter)).message).toBe(message);
	});
});
