import { nameLine, readContents } from '../../../../nodes/Impilo/order/create/contents';
import { expectPlainWords } from '../../plainWords';
import { refusalOf, valuesOf } from '../../standIns';

const readJson = (contentsJson: unknown) =>
	readContents(valuesOf({ contents: 'json', contentsJson }));

const ALL_KINDS = {
	orderItems: [{ item: { id: 501 }, count: 3 }],
	orderKits: [{ kit: { id: 1000 }, count: 2 }],
	returnItems: [{ id: 501, count: 4 }],
	returnDevices: [{ id: 71 }],
	returnPackedKits: [{ id: 81, quantity: 5 }],
};

describe('Contents JSON', () => {
	it.each<[string, unknown, unknown]>([
		[
			'items',
			{ orderItems: [{ id: 501, count: 3 }] },
			{ orderItems: [{ item: { id: 501 }, count: 3 }] },
		],
		[
			'kits',
			{ orderKits: [{ id: 1000, count: 2 }] },
			{ orderKits: [{ kit: { id: 1000 }, count: 2 }] },
		],
		['an ID alone', { orderItems: [501] }, { orderItems: [{ item: { id: 501 }, count: 1 }] }],
		['an ID as text', { orderKits: ['1000'] }, { orderKits: [{ kit: { id: 1000 }, count: 1 }] }],
		['no count', { orderItems: [{ id: 501 }] }, { orderItems: [{ item: { id: 501 } }] }],
		['returned items', { returnItems: [501] }, { returnItems: [{ id: 501, count: 1 }] }],
		['returned devices', { returnDevices: [71] }, { returnDevices: [{ id: 71 }] }],
		[
			'packed kits with a count',
			{ returnPackedKits: [{ id: 81, count: 5 }] },
			{ returnPackedKits: [{ id: 81, quantity: 5 }] },
		],
		['packed kits', { returnPackedKits: [81] }, { returnPackedKits: [{ id: 81, quantity: 1 }] }],
		[
			'counts as text',
			{ orderItems: [{ id: '501', count: '3' }] },
			{ orderItems: [{ id: 501, count: 3 }] },
		],
		[
			'JSON text inside',
			{ orderItems: '[{"id": 501, "count": 3}]', returnDevices: '[71]' },
			{ orderItems: [{ id: 501, count: 3 }], returnDevices: [71] },
		],
	])('reads the short shape like that of the API: %s', (_, short, long) => {
		const contents = readJson(short);

		expect(contents).toEqual(readJson(long));
		expect(contents).toEqual(readJson(JSON.stringify(long)));
	});

	it('returns each of the five lists as Impilo takes it', () => {
		expect(readJson(ALL_KINDS)).toEqual(ALL_KINDS);
	});

	it.each<[unknown, string]>([
		['{}', 'The order is empty'],
		[{ orderItems: [], orderKits: null }, 'The order is empty'],
		['', 'Contents JSON is empty'],
		['  ', 'Contents JSON is empty'],
		['null', 'Contents JSON is empty'],
		[undefined, 'Contents JSON is empty'],
		[null, 'Contents JSON is empty'],
		['[]', 'Contents JSON is not an object'],
		[[], 'Contents JSON is not an object'],
		[[501], 'Contents JSON is not an object'],
		['[501]', 'Contents JSON is not an object'],
		[7, 'Contents JSON is not an object'],
		['{"orderItems": [', 'Contents JSON is not valid JSON'],
		["{'orderItems': []}", 'Contents JSON is not valid JSON'],
		[{ items: [] }, 'Contents JSON has a key that Impilo does not know: "items"'],
		[{ OrderItems: [] }, 'Contents JSON has a key that Impilo does not know: "OrderItems"'],
		[
			{ orderItems: [501], foo: 1, bar: 2 },
			'Contents JSON has a key that Impilo does not know: "foo", "bar"',
		],
		[{ orderItems: {} }, 'Contents JSON: orderItems is not a list'],
		[{ orderKits: 'many' }, 'Contents JSON: orderKits is not a list'],
		[{ returnDevices: 71 }, 'Contents JSON: returnDevices is not a list'],
		[{ orderItems: [null] }, 'Contents JSON: orderItems, line 1 is not an object'],
		[{ orderItems: [501, [502]] }, 'Contents JSON: orderItems, line 2 is not an object'],
		[{ orderItems: [{}] }, 'Contents JSON: orderItems, line 1: id is empty'],
		[{ orderItems: [{ item: {} }] }, 'Contents JSON: orderItems, line 1: id is empty'],
		[
			{ orderItems: [{ id: 501 }, { id: 'x' }] },
			'Contents JSON: orderItems, line 2: id is not a whole positive number',
		],
		[{ orderItems: ['x'] }, 'Contents JSON: orderItems, line 1 is not a whole positive number'],
		[
			{ orderItems: ['00301'] },
			'Contents JSON: orderItems, line 1 begins with a zero, which no ID at Impilo does',
		],
		[
			{ orderItems: [{ id: 501, count: 0 }] },
			'Contents JSON: orderItems, line 1: count is not a whole number of at least 1',
		],
		[
			{ returnPackedKits: [{ id: 81, quantity: 1.5 }] },
			'Contents JSON: returnPackedKits, line 1: quantity is not a whole number of at least 1',
		],
		[
			{ returnPackedKits: [{ id: 81, count: 'x' }] },
			'Contents JSON: returnPackedKits, line 1: count is not a whole number of at least 1',
		],
		[
			{ returnPackedKits: [{ id: 81, count: 1, quantity: 1 }] },
			'Contents JSON: returnPackedKits, line 1 has a count and a quantity',
		],
		[
			{ orderItems: [{ id: 501, quantity: 3 }] },
			'Contents JSON: orderItems, line 1 has a key that Impilo does not know: "quantity"',
		],
		[
			{ returnDevices: [{ id: 71, count: 2 }] },
			'Contents JSON: returnDevices, line 1 has a key that Impilo does not know: "count"',
		],
		[
			{ returnItems: [{ item: { id: 501 } }] },
			'Contents JSON: returnItems, line 1 has a key that Impilo does not know: "item"',
		],
		[
			{ orderKits: [{ item: { id: 1000 } }] },
			'Contents JSON: orderKits, line 1 has a key that Impilo does not know: "item"',
		],
		[
			{ orderItems: [{ item: { id: 501 }, id: 502 }] },
			'Contents JSON: orderItems, line 1 has two IDs',
		],
		[{ orderKits: [{ kit: 1000 }] }, 'Contents JSON: orderKits, line 1: kit is not an object'],
		[{ orderItems: [{ item: null }] }, 'Contents JSON: orderItems, line 1: item is not an object'],
		[{ orderItems: [{ item: [501] }] }, 'Contents JSON: orderItems, line 1: item is not an object'],
		[
			{ orderKits: ['https://app.example.com/items/42'] },
			'Contents JSON: orderKits, line 1 is the URL of an item, not of a kit',
		],
	])('refuses %j: %s', (json, message) => {
		const refusal = refusalOf(() => readJson(json));

		expect(refusal.message).toBe(message);
		expectPlainWords(refusal.message);
		expectPlainWords(refusal.remedy);
	});
});

it.each([
	[{ orderItems: [{ item: { name: 'Cuff' } }] }, 'item, or its SKU as "sku", e.g. { "sku": "'],
	[{ orderKits: [{ kit: { sku: 'K-1' } }] }, 'kit, or its name as "name", e.g. { "name": "'],
])('says what can stand instead of an ID: %j', (json, way) => {
	expect(refusalOf(() => readJson(json)).remedy).toContain(`Enter the ID of the ${way}`);
});

describe('contents in fields', () => {
	const readFields = (fields: Record<string, unknown>) => readContents(valuesOf(fields));

	const FIELDS = {
		orderItems: { item: [{ itemId: { mode: 'list', value: 501 }, count: 3 }] },
		orderKits: { kit: [{ kitId: { mode: 'id', value: '1000' }, count: 2 }] },
		returns: {
			returnItems: [{ itemId: { mode: 'list', value: 501 }, count: 4 }],
			returnDevices: [{ deviceId: '71' }],
			returnPackedKits: [{ packedKitId: 81, quantity: 5 }],
		},
	};

	it('returns the lines of each list as Impilo takes them', () => {
		expect(readFields(FIELDS)).toEqual(ALL_KINDS);
	});

	it.each([
		[{}],
		[{ orderItems: {}, orderKits: '', returns: null }],
		[{ orderItems: { item: [] }, returns: { returnItems: [] } }],
		[{ orderItems: '{}', orderKits: '[]' }],
	])('refuses %j as an empty order', (fields) => {
		expect(refusalOf(() => readFields(fields)).message).toBe('The order is empty');
	});

	it.each<[Record<string, unknown>, string]>([
		[{ returns: [{ itemId: 501 }] }, 'Returns is not a list of lines'],
		[{ orderKits: '{"orderKits": []}' }, 'Order Kits has a key that Impilo does not know'],
		...[undefined, null, '', ' ', 1.5, true].map((count): [Record<string, unknown>, string] => [
			{ orderKits: { kit: [{ kitId: 1000 }, { kitId: 1001, count }] } },
			'Order Kits, line 2: Count is not a whole number of at least 1',
		]),
		[
			{ returns: { returnPackedKits: [{ packedKitId: 81, quantity: undefined }] } },
			'Return Packed Kit, line 1: Quantity is not a whole number of at least 1',
		],
		[
			{ orderItems: { item: [{ itemId: 501, site: 31 }] } },
			'Order Items, line 1 has a key that belongs in the fields of the node: "site"',
		],
		[{}, 'The order is empty'],
		[{ orderItems: { item: [] }, orderKits: '[]', returns: null }, 'The order is empty'],
	])('refuses %j: %s', (fields, message) => {
		const refusal = refusalOf(() => readFields(fields));

		expect(refusal.message).toContain(message);
		expectPlainWords(refusal.message);
		expectPlainWords(refusal.remedy);
	});
});

describe('nameLine', () => {
	it.each<[Parameters<typeof nameLine>, string]>([
		[['orderItems', 0, 'id', false], 'Order Items, line 1: Item'],
		[['orderKits', 1, 'id', false], 'Order Kits, line 2: Kit'],
		[['returnItems', 0, 'count', false], 'Return Item, line 1: Count'],
		[['returnPackedKits', 0, 'count', false], 'Return Packed Kit, line 1: Quantity'],
		[['returnDevices', 0, 'count', false], 'Return Device, line 1: Device'],
		[['orderKits', 1, 'id', true], 'Contents JSON: orderKits, line 2'],
	])('of %j is %s', (parts, expected) => {
		expect(nameLine(...parts)).toBe(expected);
	});
});
