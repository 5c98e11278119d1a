import type { INodeParameters } from 'n8n-workflow';

import { seedIds } from '../../../sandbox';
import { createForm, NEW_PATIENT } from '../create/orderForm';
import { CONTINUE, pick, useImpilo } from '../impiloRun';
import { requestLines } from '../outcome';
import { changesOf, checkedOf, checkForm, checkRows, countByPath } from './checkRun';

const rig = useImpilo({ patients: 1000, inventory: 'unlimited' });

const get = (path: string) => `GET /api/v3${path}`;

const STOCK = get('/inventory/impilo?page=1&size=100');
const ITEM = get('/item?id=301&page=1&size=100');
const SITES = get('/site?page=1&size=250');

describe('what is asked', () => {
	it.each<[string, INodeParameters, ...string[]]>([
		[
			'items to a patient, with an external order ID',
			{ externalOrderIds: 'PO 1' },
			STOCK,
			ITEM,
			get('/order?externalOrderId=PO%201&page=1&size=250'),
			get('/patient?id=1234&page=1&size=250'),
		],
		[
			'kits to a site: the whole lists of sites and kits, archived ones too',
			{
				recipient: 'site',
				siteId: pick(seedIds.site),
				orderItems: {},
				orderKits: { kit: [{ kitId: pick(1000), count: 1 }] },
			},
			STOCK,
			get('/kit?page=1&size=250'),
			SITES,
		],
		[
			'returns alone: no stock',
			{
				orderItems: {},
				returns: {
					returnItems: [{ itemId: pick(301), count: 1 }],
					returnDevices: [{ deviceId: pick(seedIds.device) }],
				},
				additionalFields: { shippingOption: 'standard' },
			},
			get('/device?id=7011&page=1&size=250'),
			ITEM,
			get('/patient?id=1234&page=1&size=250'),
		],
		[
			'a new patient: who has the external identifier, and the site',
			{
				recipient: 'newPatient',
				...NEW_PATIENT,
				patientFields: { externalIdentifier: 'MRN 7/ä', siteId: pick(201) },
			},
			STOCK,
			ITEM,
			get('/patient?externalIdentifier=MRN%207%2F%C3%A4&page=1&size=250'),
			SITES,
		],
	])('for %s', async (_what, form, ...lines) => {
		await rig.runImpilo(checkForm(form));

		expect(requestLines(rig.sandbox).sort()).toEqual(lines);
	});

	it('for patients by email: each address once, in any case', async () => {
		const patientId = pick('={{ $json.email }}', 'email');
		const emails = ['john.doe@example.com', 'sam.2@example.com', 'John.Doe@example.com'];
		const run = await rig.runImpilo(
			checkForm({ patientId }),
			emails.map((email) => ({ email })),
		);

		expect(
			requestLines(rig.sandbox)
				.filter((line) => line.includes('email'))
				.sort(),
		).toEqual([
			get('/patient?email=john.doe%40example.com&page=1&size=250'),
			get('/patient?email=sam.2%40example.com&page=1&size=250'),
		]);
		expect(checkedOf(run).map(({ order }) => order?.patient)).toEqual([
			{ id: 1234 },
			{ id: 1236 },
			{ id: 1234 },
		]);
	});

	it.each([
		['id', 999999, get('/patient/999999')],
		['externalIdentifier', 'Nobody', get('/patient/identifier/Nobody')],
		['email', 'No@Example.com', 'POST /api/v3/patient/find-by-email'],
	])(
		'for patients by %s whom the list does not have: each once, as Create',
		async (by, value, line) => {
			const form = checkForm({ patientId: pick('={{ $json.value }}', by) });
			const again = by === 'email' ? value.toString().toLowerCase() : value;
			const run = await rig.runImpilo(form, [{ value }, { value: again }]);

			const asked = rig.sandbox.requests.filter(({ path }) => path.startsWith('/api/v3/patient/'));
			expect(asked.map(({ method, path }) => `${method} ${path}`)).toEqual([line]);
			if (by === 'email') expect(asked[0]?.body).toEqual({ email: value });
			expect(checkedOf(run).map(({ canBePlaced }) => canBePlaced)).toEqual([false, false]);
		},
	);

	it('nothing, where no form can be read', async () => {
		const run = await rig.runImpilo(checkForm({ orderItems: {} }), [{}, {}]);

		expect(checkedOf(run).map(({ canBePlaced }) => canBePlaced)).toEqual([false, false]);
		expect(rig.sandbox.requests).toEqual([]);
	});
});

describe('many items', () => {
	const rows = (count: number) =>
		Array.from({ length: count }, (_, index) => ({
			ref: `order-${index}`,
			patient: 1274 + index,
			contents: { orderItems: [301 + (index % 20)] },
		}));

	it('1,000 of them take some forty requests, and the patients are found', async () => {
		const run = await rig.runImpilo(checkRows(), rows(1000));

		expect(countByPath(rig.sandbox)).toEqual({
			'/order': 20,
			'/patient': 20,
			'/item': 1,
			'/inventory/impilo': 1,
		});
		const checked = checkedOf(run);
		expect(checked).toHaveLength(1000);
		expect(checked.every(({ canBePlaced, warnings }) => canBePlaced && warnings.length === 0)).toBe(
			true,
		);
		expect(checked[999]?.order).toMatchObject({ patient: { id: 2273 } });
		expect(run.items('Impilo').map(({ pairedItem }) => pairedItem)).toEqual(
			Array.from({ length: 1000 }, (_, item) => ({ item })),
		);
	});

	it('the same things are asked for once', async () => {
		const row = { ref: 'same', contents: { orderKits: [1000] } };
		await rig.runImpilo(
			checkRows(),
			Array.from({ length: 120 }, () => row),
		);

		expect(countByPath(rig.sandbox)).toEqual({
			'/order': 1,
			'/patient': 1,
			'/kit': 1,
			'/inventory/impilo': 1,
		});
	});

	it.each([1, 4])('never more than %i requests in flight, as Concurrency says', async (most) => {
		rig.sandbox.misbehave({ kind: 'hold', until: most });
		rig.sandbox.misbehave({ kind: 'latency', ms: 5 });
		rig.sandbox.resetPeak();
		const items = rows(500).map((row, index) =>
			index < 250 ? row : { ...row, patient: seedIds.unknownPatient + index },
		);
		await rig.runImpilo(checkRows({ options: { concurrency: most } }), items);

		expect(rig.sandbox.requests.length).toBeGreaterThan(250);
		expect(rig.sandbox.peakInFlight).toBe(most);
	});

	it('lists of several pages are read whole', async () => {
		rig.sandbox.misbehave({ kind: 'clampSize', size: 5 });
		const contents = { orderItems: [301, 322], orderKits: [1009] };
		const run = await rig.runImpilo(checkRows({ recipient: 'site', siteId: pick(207) }), [
			{ ref: 'x', contents },
		]);

		expect(checkedOf(run)).toMatchObject([{ canBePlaced: true, warnings: [] }]);
		const sites = requestLines(rig.sandbox).filter((line) => line.includes('/site'));
		expect(sites).toEqual([get('/site?page=1&size=250'), get('/site?page=2&size=5')]);
	});
});

it('a big mixed batch: nothing is sent that changes anything, and nothing changes', async () => {
	const before = JSON.stringify([...rig.sandbox.patients, ...rig.sandbox.devices]);
	const orders = rig.sandbox.orders.find({}).length;
	const forms = [
		checkRows(),
		checkRows({ patientId: pick('={{ $json.email }}', 'email') }),
		checkRows({ patientId: pick('={{ $json.identifier }}', 'externalIdentifier') }),
		checkRows({ recipient: 'site', siteId: pick('={{ $json.site }}') }),
		checkRows({
			recipient: 'newPatient',
			...NEW_PATIENT,
			patientFields: { externalIdentifier: '={{ $json.identifier }}' },
		}),
	];
	const items = Array.from({ length: 150 }, (_, index) => ({
		ref: ['', `new-${index}`, 'demo-5001', 'demo-shared', 'demo-5001, demo-5002'][index % 5] ?? '',
		patient: index % 7 === 0 ? seedIds.unknownPatient : 1234 + (index % 40),
		email: index % 3 === 0 ? 'john.doe@example.com' : `nobody-${index}@example.com`,
		identifier: index % 3 === 0 ? '1234abcd' : `nobody-${index}`,
		site: 201 + (index % 9),
		ifExists: ['return', 'create', 'fail'][index % 3] ?? 'return',
		contents: [
			{ orderItems: [301, { id: 322, count: 4 }] },
			{ orderKits: [1000, 1011] },
			{ returnDevices: [7011, 999994], returnPackedKits: [8001] },
			{ orderItems: [324] },
			{},
		][index % 5],
	}));
	for (const form of forms) {
		const run = await rig.runImpilo(form, items, CONTINUE);
		expect(checkedOf(run)).toHaveLength(items.length);
	}

	expect(changesOf(rig.sandbox)).toEqual([]);
	expect(JSON.stringify([...rig.sandbox.patients, ...rig.sandbox.devices])).toBe(before);
	expect(rig.sandbox.orders.find({})).toHaveLength(orders);
});

it('gives what Create then sends, for each of its forms', async () => {
	const forms = [
		createForm({ externalOrderIds: 'a, b', additionalFields: { orderNotes: 'Ring twice' } }),
		createForm({ patientId: pick('1234abcd', 'externalIdentifier') }),
		createForm({ patientId: pick('John.Doe@example.com', 'email') }),
		createForm({ recipient: 'site', siteId: pick(201) }),
		createForm({
			recipient: 'newPatient',
			...NEW_PATIENT,
			patientFields: { email: 'quillon@example.com', siteId: pick(201) },
		}),
		createForm({
			contents: 'json',
			contentsJson: { orderKits: [1000], returnDevices: [7001], returnPackedKits: [8002] },
			additionalFields: { emailLabel: true },
		}),
	];
	for (const form of forms) {
		rig.sandbox.reset();
		const check = await rig.runImpilo({
			...form,
			options: {},
			operation: 'check',
			simplify: false,
		});
		await rig.runImpilo(form);

		const posted = rig.sandbox.requests.find(
			({ method, path }) => method === 'POST' && path === '/api/v3/order',
		);
		expect(checkedOf(check)).toMatchObject([{ canBePlaced: true, order: posted?.body }]);
		expect(checkedOf(check)[0]?.order).toEqual(posted?.body);
	}
});
