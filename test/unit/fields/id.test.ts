import fc from 'fast-check';

import type { Identified } from '../../../nodes/Impilo/fields/id';
import { parseId } from '../../../nodes/Impilo/fields/id';
import { expectPlainWords } from '../plainWords';
import { refusalOf } from '../standIns';

describe('parseId', () => {
	it.each<[unknown, number]>([
		[42, 42],
		[1, 1],
		[Number.MAX_SAFE_INTEGER, 9007199254740991],
		['42', 42],
		[' 42 ', 42],
		['9007199254740991', 9007199254740991],
		['HTTPS://app.example.com/Orders/42/', 42],
		['  https://app.example.com/orders/42  ', 42],
		['http://localhost:3000/orders/42', 42],
	])('reads %p as an order', (value, expected) => {
		expect(parseId(value, 'order', 'Order')).toBe(expected);
	});

	it.each([
		...['orders/42', 'order/42', 'orders/42?tab=3', 'orders/42#7notes', 'orders/42/edit'],
		...['#/orders/42', '#orders/42', '#/orders/42?tab=1', 'app#/orders/42/edit'],
		...['api/v3/order/42', 'api/v3/order/summary/42', 'patients/7/orders/42', '2026/orders/42'],
		...['orders/42/page/2', 'orders/view/42', 'orders/42/patients/7', 'orders/42/order-notes/7'],
	])('reads the address of an order: /%s', (path) => {
		expect(parseId(`https://app.example.com/${path}`, 'order', 'Order')).toBe(42);
	});

	it.each<[Identified, string]>([
		['order', 'orders'],
		['patient', 'patients'],
		['site', 'sites'],
		['item', 'items'],
		['kit', 'kits'],
		['device', 'devices'],
		['packedKit', 'packed-kits'],
		['packedKit', 'packed_kits'],
		['packedKit', 'packedKit'],
	])('reads the address of a %s under /%s', (of, folder) => {
		expect(parseId(`https://app.example.com/${folder}/42`, of, 'Field')).toBe(42);
	});

	it.each<[Identified, string, string]>([
		['order', 'https://app.example.com/patients/42', 'the URL of a patient, not of an order'],
		['patient', 'https://app.example.com/orders/42', 'the URL of an order, not of a patient'],
		['kit', 'https://app.example.com/packed-kits/42', 'the URL of a packed kit, not of a kit'],
		['item', 'https://app.example.com/#/kits/42', 'the URL of a kit, not of an item'],
		['order', 'https://app.example.com/patients/42/orders', 'the URL of a patient'],
		['site', 'https://app.example.com/kits/7/items/42', 'the URL of a kit, not of a site'],
		['order', 'https://app.example.com/orders/items/42', 'the URL of an item'],
		['site', 'https://app.example.com/sites/patients/42', 'the URL of a patient'],
		['packedKit', 'https://app.example.com/kits/42', 'the URL of a kit, not of a packed kit'],
		['device', 'https://app.example.com/api/v3/site/42', 'the URL of a site, not of a device'],
	])('refuses as %s the address %s', (of, address, why) => {
		expect(refusalOf(() => parseId(address, of, 'Field')).message).toContain(`Field is ${why}`);
	});

	it('reads the ID that is asked for from an address with several', () => {
		const address = 'https://app.example.com/sites/7/patients/8/orders/42';

		expect(parseId(address, 'site', 'Site')).toBe(7);
		expect(parseId(address, 'patient', 'Patient')).toBe(8);
		expect(parseId(address, 'order', 'Order')).toBe(42);
	});

	it.each([
		...[
			'',
			'42',
			'invoices/42',
			'order-management/42',
			'reorders/42',
			'42/orders',
			'orders/a/b/42',
		].map((path) => `https://app.example.com/${path}`),
		...['orders/PO-42', '?from=/orders/42', 'orders', 'orders/new', 'orders?id=42'].map(
			(path) => `https://app.example.com/${path}`,
		),
		...['https://orders.example.com/42', 'https://app.example.com:4200/orders/abc', 'https://'],
	])('refuses an address that names no order: %s', (address) => {
		expect(refusalOf(() => parseId(address, 'order', 'Order')).message).toBe(
			'Order is a URL without the ID of an order',
		);
	});

	it.each<[unknown, string]>([
		[undefined, 'Order is empty'],
		[null, 'Order is empty'],
		['', 'Order is empty'],
		...[
			0,
			'0',
			'00',
			-1,
			'-1',
			'+1',
			1.5,
			'1.5',
			'1,000',
			'1e3',
			'0x10',
			'#42',
			'42 43',
			'PO-42',
		].map((value): [unknown, string] => [value, 'Order is not a whole positive number']),
		['042', 'Order begins with a zero, which no ID at Impilo does'],
		...['٤٢', Number.NaN, Number.POSITIVE_INFINITY].map((value): [unknown, string] => [
			value,
			'Order is not a whole positive number',
		]),
		[Number.MAX_SAFE_INTEGER + 1, 'Order is too large to be handled exactly'],
		['9007199254740992', 'Order is too large to be handled exactly'],
		['9'.repeat(19), 'Order is too large to be handled exactly'],
		[true, 'Order is not an ID'],
		[{ id: 42 }, 'Order is not an ID'],
		[[42], 'Order is not an ID'],
		[42n, 'Order is not an ID'],
	])('refuses %p: %s', (value, message) => {
		const refusal = refusalOf(() => parseId(value, 'order', 'Order'));

		expect(refusal.message).toBe(message);
		expectPlainWords(refusal.message);
		expectPlainWords(refusal.remedy);
	});

	it.each<[string, string]>([
		['PO-42', 'Switch. Or enter the ID'],
		['#42', 'Switch. Or enter the ID'],
		['42b', 'Switch. Or enter the ID'],
		['042', 'Switch. If it is an ID'],
		['00301', 'Switch. If it is an ID'],
		// No other mode would help with these.
		...['-1', '+1', '1.5', '1,000', '0'].map((value): [string, string] => [value, 'Enter the ID']),
	])('suggests for %p what else it may be, or not', (value, remedy) => {
		const refusal = refusalOf(() => parseId(value, 'order', 'Order', () => 'Switch.'));

		expect(refusal.remedy.startsWith(remedy)).toBe(true);
	});

	it.each([
		['PO-42', 'Enter the ID'],
		['042', 'If it is an ID'],
	])('suggests nothing else for %p where there is no other mode', (value, remedy) => {
		const refusal = refusalOf(() => parseId(value, 'order', 'Order'));

		expect(refusal.remedy.startsWith(remedy)).toBe(true);
	});

	it.each([' ', '\t\n'])('takes a blank for nothing: %j', (value) => {
		expect(refusalOf(() => parseId(value, 'order', 'Order')).message).toBe('Order is empty');
	});

	it('reads every safe whole number exactly', () => {
		fc.assert(
			fc.property(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), (id) => {
				expect(parseId(id, 'order', 'Order')).toBe(id);
				expect(parseId(String(id), 'order', 'Order')).toBe(id);
				expect(parseId(`https://x.example.com/orders/${id}`, 'order', 'Order')).toBe(id);
			}),
		);
	});
});
