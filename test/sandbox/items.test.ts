import {
	ITEM_CLASSES,
	ITEM_SIZES,
	IDENTIFIER_TYPES,
	seedIds,
	startSandbox,
	type Item,
	type ItemDetails,
	type Kit,
	type Sandbox,
} from '../../sandbox';
import { call, readPage } from './client';

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
});
afterAll(() => sandbox.stop());

const MONITOR = {
	id: 301,
	name: 'Blood Pressure Monitor',
	manufacturer: { id: 1, name: 'Example Medical' },
	model: 'EX-100',
	sku: 'SKU-00301',
	orderable: true,
};
const MONITOR_DETAILS = {
	itemClass: 'circulatory',
	itemClassType: 'monitor',
	size: 'standard',
	dimensions: { length: 10, width: 8, height: 4, unit: 'in' },
	readingType: 'bloodPressure',
	deviceIdentifierType: 'serial',
	certifications: [{ name: 'Example Certificate' }],
};

it('are shown in detail, alone and in the list', async () => {
	const alone = await call(sandbox, 'GET', '/api/v3/item/301');
	expect([alone.status, alone.body]).toEqual([200, { ...MONITOR, ...MONITOR_DETAILS }]);
	const { content } = await readPage<Item>(sandbox, '/api/v3/item?id=301');
	expect(content).toEqual([alone.body]);
});

it('are shown without details elsewhere', async () => {
	const kit = await call(sandbox, 'GET', `/api/v3/kit/${seedIds.kit}`);
	expect(kit.status).toBe(200);
	expect(kit.body).toEqual({
		id: seedIds.kit,
		name: 'Hypertension Starter Kit',
		archived: false,
		kitItems: expect.arrayContaining([{ count: 1, drivesExternalIdentifier: true, item: MONITOR }]),
	});
	const device = await call(sandbox, 'GET', `/api/v3/device/${seedIds.deviceAtSite}`);
	expect(device.body).toMatchObject({ item: MONITOR });
	expect((device.body as { item: object }).item).not.toHaveProperty('itemClass');
});

it('have details that are null', async () => {
	expect((await call(sandbox, 'GET', '/api/v3/item/313')).body).toMatchObject({
		itemClass: 'miscellaneous',
		itemClassType: null,
		size: null,
		dimensions: null,
		readingType: null,
		deviceIdentifierType: null,
		certifications: [],
	});
});

it('have only documented classes, sizes and identifier types', async () => {
	const { content } = await readPage<Item & ItemDetails>(sandbox, '/api/v3/item?size=100');
	for (const { itemClass, size, deviceIdentifierType } of content) {
		expect([...ITEM_CLASSES, null]).toContain(itemClass);
		expect([...ITEM_SIZES, null]).toContain(size);
		expect([...IDENTIFIER_TYPES, null]).toContain(deviceIdentifierType);
	}
});

it.each<[string, number[]]>([
	['itemSize=extraLarge', [310]],
	['itemSize=extraLarge&itemSize=standard', [301, 310]],
	['itemClass=thermometer&itemClass=connectivity', [308, 311, 312]],
	['readingType=weight&readingType=spo2', [303, 304]],
	['manufacturerId=1&itemClass=glucose', [307]],
	['manufacturerId=2&manufacturerId=3&name=cuff', [302]],
	['itemClass=respiratory&sort=itemName', [324, 309, 303, 322]],
	['itemClass=respiratory&sort=itemModel&sortDescending=true', [324, 322, 309, 303]],
	['id=302&id=301&sort=itemSku', [301, 302]],
	['id=302&id=301&sort=itemId&sortDescending=true', [302, 301]],
])('%s', async (query, ids) => {
	const { content } = await readPage<Item>(sandbox, `/api/v3/item?${query}`);
	expect(content.map(({ id }) => id)).toEqual(ids);
});

it.each(['itemSize=huge', 'itemClass=Glucose', 'manufacturerId=x', 'sort=name'])(
	'refuse %s',
	async (query) => {
		const answer = await call(sandbox, 'GET', `/api/v3/item?${query}`);
		expect([answer.status, answer.body]).toEqual([400, { message: 'Invalid data provided' }]);
	},
);

it('name kits by one item', async () => {
	const { content } = await readPage<Kit>(sandbox, '/api/v3/kit?itemId=319&archived=true');
	expect(content.map(({ id }) => id)).toEqual([seedIds.archivedKit]);
});
