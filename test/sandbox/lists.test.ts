import { seedIds } from '../../sandbox';
import { useSandbox } from './client';

/** What is found by which filters, and how it is divided into pages. */

const rig = useSandbox({ orders: 300 });

const idsIn = async (path: string) =>
	(await rig.list<{ id: number }>(path)).content.map(({ id }) => id);

describe('pages', () => {
	it('start at 1 with 15, oldest first', async () => {
		const page = await rig.list('/order');
		expect(page).toMatchObject({ page: 1, size: 15, total: 330, first: true, last: false });
		expect(page.content.map(({ id }) => id)).toEqual(
			Array.from({ length: 15 }, (_, index) => 5001 + index),
		);
	});

	it.each([
		['/order', 1000, 250],
		['/patient', 251, 250],
		['/site', 999, 250],
		['/kit', 999, 250],
		['/return', 999, 250],
		['/device', 300, 250],
		['/webhook', 251, 250],
		['/webhook/logs', 251, 250],
		['/item', 101, 100],
		['/inventory', 250, 100],
		['/inventory/impilo', 250, 100],
		['/inventory/site', 250, 100],
		['/order', 250, 250],
		['/item', 7, 7],
	])('%s with size %i has %i', async (path, asked, used) => {
		expect((await rig.list(`${path}?size=${asked}`)).size).toBe(used);
	});

	it('cover everything once, are last where they end exactly, and empty beyond', async () => {
		const pages = [1, 2, 3].map(async (page) => await rig.list(`/order?size=110&page=${page}`));
		const read = await Promise.all(pages);
		expect(read.map(({ first, last }) => [first, last])).toEqual([
			[true, false],
			[false, false],
			[false, true],
		]);
		expect(read.flatMap(({ content }) => content.map(({ id }) => id))).toEqual(
			rig.sandbox.orders.list().map(({ id }) => id),
		);
		const beyond = { content: [], total: 330, first: false, last: true };
		expect(await rig.list('/order?size=110&page=4')).toMatchObject(beyond);
	});
});

it.each<[string, number[]]>([
	['/order?externalOrderId=demo-5009&externalOrderId=demo-5002&externalOrderId=nope', [5002, 5009]],
	['/order?externalOrderId=demo-shared&externalOrderId=demo-5014', [5014, 5015]],
	['/order?externalOrderId=demo', []],
	['/order?externalOrderId=DEMO-5001', []],
	['/order?externalOrderId=PO+77%2C+line+2+%26+more', [seedIds.oddExternalOrderIdsOrder]],
	[`/order?externalOrderId=${encodeURIComponent('größe/été?')}`, [5016]],
	[`/order?patientId=${seedIds.partialAddressPatient}`, [seedIds.partialAddressOrder]],
	[`/order?patientId=${seedIds.partialAddressPatient}&externalOrderId=demo-5001`, []],
	['/order?patientId=1234&externalOrderId=demo-5001', [5001]],

	['/patient?id=1234&id=1266&id=5', [1234, 1266]],
	['/patient?name=john%20d', [1234]],
	['/patient?name=SAM%20sample', [1235, 1236]],
	['/patient?name=zo%C3%AB', [1237]],
	['/patient?name=Ñandú', [1237]],
	['/patient?email=JOHN.doe@example.com', [1234]],
	['/patient?email=john', []],
	['/patient?externalIdentifier=patient-1240&externalIdentifier=1234abcd', [1234, 1240]],
	['/patient?externalIdentifier=', []],
	['/patient?archived=true', [seedIds.archivedEnrolledPatient, seedIds.archivedPatient]],
	['/patient?archived=true&enrolled=true', [seedIds.archivedEnrolledPatient]],
	['/patient?enrolled=false', [1265, 1273]],
	['/patient?siteId=208&siteId=207', [1240, 1247, 1254, 1261]],
	['/patient?dateOfBirthMin=2001-12-31', [1266]],
	['/patient?dateOfBirthMin=2002-01-01', []],
	['/patient?dateOfBirthMin=1931-01-01&dateOfBirthMax=1942-01-01', [1235, 1267]],
	['/patient?postalCode=EX4%203PL', [1266]],
	['/patient?country=ca', [1267]],
	['/patient?country=GB&siteId=201', []],
	['/patient?id=1234&id=1237&sort=lastName&sortDescending=true', [1237, 1234]],
	['/patient?id=1236&id=1235&sort=firstName', [1235, 1236]],
	['/patient?size=2&sort=patientId&sortDescending=true', [1273, 1272]],

	['/item?name=cuff', [302, 316]],
	['/item?model=EX-100', [301]],
	['/item?sku=SKU-00302', [302]],
	['/item?id=305&id=303', [303, 305]],
	['/item?itemSize=extraLarge&itemSize=standard', [301, 310]],
	['/item?itemClass=thermometer&itemClass=connectivity', [308, 311, 312]],
	['/item?readingType=weight&readingType=spo2', [303, 304]],
	['/item?manufacturerId=1&itemClass=glucose', [307]],
	['/item?manufacturerId=2&manufacturerId=3&name=cuff', [302]],
	['/item?itemClass=respiratory&sort=itemName', [324, 309, 303, 322]],
	['/item?itemClass=respiratory&sort=itemModel&sortDescending=true', [324, 322, 309, 303]],
	['/item?id=302&id=301&sort=itemSku', [301, 302]],
	['/item?id=302&id=301&sort=itemId&sortDescending=true', [302, 301]],

	['/kit?archived=true', [seedIds.archivedKit]],
	['/kit?itemId=310', [1004]],
	['/kit?itemId=319&archived=false', [1000, 1001, 1009]],
	['/site', [201, 202, 203, 204, 205, 206, 207, 208]],

	['/device?id=7016&id=7012&id=1', [7012, 7016]],
	['/device?externalIdentifier=0000-0000-0000-7016&externalIdentifier=x', [7016]],
	['/device?identifierType=imei', [7021, 7024, 7032, 7036, 7044]],
	['/device?identifier=SN-7016&identifier=ICCID-7018', [7016, 7018]],
	['/device?identifierType=serial&identifier=ICCID-7018', []],
	['/device?identifierType=iccid&identifier=ICCID-7018', [7018]],
	['/device?status=available&status=decommissioned', [7020, 7024]],
	['/device?itemId=311&itemId=312', [7018, 7019, 7038, 7046, 7047, 7053, 7058]],
	['/device?itemName=gateway', [7018, 7038, 7046, 7047, 7058]],
	['/device?itemModel=EX-110', [7018, 7038, 7046, 7047, 7058]],
	['/device?itemSku=SKU-00311', [7018, 7038, 7046, 7047, 7058]],
	['/device?siteId=202&status=packedAtSite', [7019]],
	['/device?patientId=1245&patientId=1234', [7001, 7012]],
	['/device?patientExternalIdentifier=1234abcd&patientExternalIdentifier=x', [7001]],
	['/device?patientEmail=JOHN.DOE@example.com', [7001]],
	['/device?patientName=john%20doe', [7001]],
	['/device?id=7016&id=7017&id=7018&sort=itemName', [7016, 7018, 7017]],
	['/device?id=7016&id=7017&id=7018&sort=itemModel&sortDescending=true', [7018, 7017, 7016]],
	['/device?id=7018&id=7017&sort=itemSku', [7017, 7018]],
	['/device?id=7018&id=7017&sort=deviceId&sortDescending=true', [7018, 7017]],

	['/return?status=voided', [4004]],
	['/return?relatedOrderId=5012', [4005]],
	['/return?standalone=false', [4005]],
	['/return?standalone=true', [4001, 4002, 4003, 4004, 4006, 4007]],
	['/return?searchString=4003', [4003]],
	['/return?searchString=PATIENT-1245', [4005]],
	['/return?searchString=sampleton%20clinic', [4006]],
	['/return?searchString=SN-7023', [4002]],
	['/return?searchString=example000000004003', [4003]],
	['/return?searchString=nothing%20like%20it', []],
	['/return?lastUpdatedBefore=2025-10-02', [4001, 4007]],
	['/return?lastUpdatedBefore=2025-10-06T00:00:00Z', [4001, 4002, 4004, 4007]],
	['/return?status=outbound&standalone=true', [4006]],
])('%s', async (path, ids) => {
	expect(await idsIn(path)).toEqual(ids);
});

it.each([
	['/inventory?itemId=306', 1],
	['/inventory/impilo?itemId=324', 1],
	['/inventory/site?siteId=202', 4],
	['/inventory/site?siteId=201&siteId=202', 9],
	['/inventory/site?siteId=202&itemId=311', 1],
	['/inventory/site?siteId=291', 0],
])('%s: %i', async (path, total) => {
	expect((await rig.list(path)).total).toBe(total);
});

it.each([
	'/order?page=0',
	'/order?page=x',
	'/order?size=0',
	'/order?patientId=abc',
	'/patient?archived=yes',
	'/patient?dateOfBirthMin=1.1.2000',
	'/patient?sort=email',
	'/patient?sortDescending=x',
	'/patient?id=9223372036854775808',
	'/item?itemSize=huge',
	'/item?itemClass=Glucose',
	'/device?status=inUse',
	'/device?identifierType=serialNumber',
	'/return?status=done',
	'/return?standalone=1',
	'/return?lastUpdatedBefore=yesterday',
	'/inventory/site?siteId=x',
	'/webhook/logs?lastResponseStatus=ok',
	'/webhook/logs?retryAttemptsMax=',
	'/webhook/logs?startTimestamp=soon',
	'/webhook/logs?endTimestamp=2026-13-01',
	'/webhook/logs?startLastRetryTimestamp=1',
	'/webhook/logs?endLastRetryTimestamp=',
	'/patient/identifier/%E0%A4%A',
])('%s is refused', async (path) => {
	const answer = await rig.api('GET', path);
	expect([answer.status, answer.body]).toEqual([400, { message: 'Invalid data provided' }]);
});

it.each([
	['/order/999995', 'Order 999995 not found'],
	['/order/summary/999995', 'Order 999995 not found'],
	['/order/abc', 'Order abc not found'],
	['/patient/1', 'Patient 1 not found'],
	['/patient/identifier/no%2Fone', 'Patient no/one not found'],
	['/site/1', 'Site 1 not found'],
	[`/site/${seedIds.impiloSite}`, `Site ${seedIds.impiloSite} not found`],
	['/item/1', 'Item 1 not found'],
	['/kit/1', 'Kit 1 not found'],
	['/device/999994', 'Device 999994 not found'],
	['/return/999993', 'Return 999993 not found'],
	['/webhook/999', 'Webhook 999 not found'],
	['/webhook/abc', 'Webhook abc not found'],
	['/nothing', 'There is no GET /api/v3/nothing'],
])('%s is not found', async (path, message) => {
	const answer = await rig.api('GET', path);
	expect([answer.status, answer.body]).toEqual([404, { message }]);
});

describe.each([
	['/order', 'externalOrderId=demo-5001'],
	['/patient', 'id=1234'],
	['/item', 'id=301'],
	['/kit', 'itemId=310'],
	['/inventory', 'itemId=301'],
	['/inventory/impilo', 'itemId=301'],
	['/inventory/site', 'siteId=202'],
	['/device', 'status=available'],
	['/return', 'status=voided'],
])('faults of %s:', (path, filter) => {
	it(`ignores its filter ${filter}, but not its page`, async () => {
		const all = await rig.list(`${path}?size=3`);
		expect((await rig.list(`${path}?${filter}&size=3`)).total).toBeLessThan(all.total);
		rig.sandbox.misbehave({ kind: 'ignoreFilter' });
		expect(await rig.list(`${path}?${filter}&size=3`)).toEqual(all);
	});

	it('clamps its size', async () => {
		rig.sandbox.misbehave({ kind: 'clampSize', size: 2 });
		const page = await rig.list(`${path}?size=100`);
		expect([page.size, page.content.length, page.last]).toEqual([2, 2, false]);
	});
});
