import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { seedIds } from '../../../sandbox';
import { EMPTY_ORDER } from '../../emptyOrder';
import { IMPILO, pick, useImpilo } from '../impiloRun';
import { jsonOf } from '../outcome';
import { createForm, NEW_PATIENT, postedBodies, WIRE_BODY } from './orderForm';

const rig = useImpilo();

async function post(parameters: INodeParameters, json: IDataObject = {}): Promise<unknown> {
	const run = await rig.runImpilo(createForm(parameters), [json]);
	expect(run.error).toBeUndefined();
	const bodies = postedBodies(rig.sandbox);
	expect(bodies).toHaveLength(1);
	return bodies[0];
}

describe('the request', () => {
	it('goes to the right place with the key, as JSON', async () => {
		await post({});
		const [request] = rig.sandbox.requests;
		expect(request).toMatchObject({
			method: 'POST',
			path: '/api/v3/order',
			query: { raw: '' },
			headers: { 'impilo-api-key': rig.sandbox.apiKey, 'content-type': 'application/json' },
			body: WIRE_BODY,
		});
		expect(request?.headers).not.toHaveProperty('authorization');
	});
});

describe('External Order IDs', () => {
	it.each<[string, string, IDataObject, string[]]>([
		['one', 'PO-1', {}, ['PO-1']],
		['several, with blanks, empties and a repeat', ' PO-1, PO-2 ,,PO-1', {}, ['PO-1', 'PO-2']],
		['a list from data', '={{ $json.ids }}', { ids: ['PO-1', 'PO-2'] }, ['PO-1', 'PO-2']],
		['a number from data', '={{ $json.ids }}', { ids: 20481 }, ['20481']],
		['a list of numbers', '={{ $json.ids }}', { ids: [20481, 0] }, ['20481', '0']],
		[
			'a list as JSON text',
			'={{ $json.ids }}',
			{ ids: '["PO 1, b", "PO-2"]' },
			['PO 1, b', 'PO-2'],
		],
		['a list with commas inside', '={{ $json.ids }}', { ids: ['PO 1, b'] }, ['PO 1, b']],
		[
			'odd characters',
			'={{ $json.ids }}',
			{ ids: ['straße/café?', 'a&b=c#d', '100%'] },
			['straße/café?', 'a&b=c#d', '100%'],
		],
	])('%s', async (_what, externalOrderIds, json, sent) => {
		await rig.runImpilo(createForm({ externalOrderIds }), [json]);

		const [lookUp, create] = rig.sandbox.requests;
		expect(rig.sandbox.requests.map(({ method }) => method)).toEqual(['GET', 'POST', 'GET']);
		expect([lookUp?.method, lookUp?.path]).toEqual(['GET', '/api/v3/order']);
		expect(lookUp?.query.parsed).toEqual({ externalOrderId: sent, page: ['1'], size: ['250'] });
		expect(create?.body).toEqual({ ...WIRE_BODY, externalOrderIds: sent });
	});

	it.each<[string, string, IDataObject]>([
		['nothing', '', {}],
		['blanks and commas', ' , ', {}],
		['null from data', '={{ $json.ids }}', { ids: null }],
		['an empty list', '={{ $json.ids }}', { ids: [] }],
	])('%s: none are sent, and nothing is looked up', async (_what, externalOrderIds, json) => {
		expect(await post({ externalOrderIds }, json)).toEqual(WIRE_BODY);
		expect(rig.sandbox.requests).toHaveLength(1);
	});
});

describe('Additional Fields', () => {
	it.each<[string, INodeParameters, IDataObject, object]>([
		['none', {}, {}, {}],
		['Email Label on', { emailLabel: true }, {}, { emailLabel: true }],
		['Email Label off', { emailLabel: false }, {}, { emailLabel: false }],
		['Email Label as text', { emailLabel: '={{ $json.v }}' }, { v: 'TRUE' }, { emailLabel: true }],
		['Shipping Option', { shippingOption: 'overnight' }, {}, { shippingOption: 'overnight' }],
		[
			'Shipping Option in another case',
			{ shippingOption: '={{ $json.v }}' },
			{ v: 'Overnight' },
			{ shippingOption: 'overnight' },
		],
		['an empty Shipping Option', { shippingOption: '={{ $json.v }}' }, { v: '' }, {}],
		[
			'one note, commas in it',
			{ orderNotes: 'Front desk, please' },
			{},
			{ orderNotes: [{ note: 'Front desk, please' }] },
		],
		[
			'several notes',
			{ orderNotes: '={{ $json.v }}' },
			{ v: ['One', '', 'Two'] },
			{ orderNotes: [{ note: 'One' }, { note: 'Two' }] },
		],
		[
			'notes as Impilo gives them',
			{ orderNotes: '={{ $json.v }}' },
			{ v: [{ note: 'One', createdAt: '2026-01-01' }] },
			{ orderNotes: [{ note: 'One' }] },
		],
		['an empty note', { orderNotes: ' ' }, {}, {}],
		[
			'all together',
			{ emailLabel: true, shippingOption: 'standard', orderNotes: 'Note' },
			{},
			{ emailLabel: true, shippingOption: 'standard', orderNotes: [{ note: 'Note' }] },
		],
	])('%s', async (_what, additionalFields, json, sent) => {
		expect(await post({ additionalFields }, json)).toEqual({ ...WIRE_BODY, ...sent });
	});
});

describe('Simplify', () => {
	const form = createForm({
		recipient: 'newPatient',
		...NEW_PATIENT,
		patientFields: { dateOfBirth: '1980-01-31', email: 'quillon@example.com' },
		orderKits: { kit: [{ kitId: pick(seedIds.kit), count: 1 }] },
		externalOrderIds: 'PO-1',
		additionalFields: { shippingOption: 'overnight', orderNotes: 'For Quillon' },
	});

	it('on, the default: ten fields, and nothing that says who the patient is', async () => {
		const run = await rig.runImpilo(form);
		const order = rig.sandbox.orders.find({ externalOrderIds: ['PO-1'] })[0];

		expect(run.items(IMPILO)).toEqual([
			{
				json: {
					id: order?.id,
					currentStatus: 'orderPlaced',
					externalOrderIds: ['PO-1'],
					patientId: order?.patient?.id,
					siteId: null,
					orderItems: [{ id: seedIds.item, name: 'Blood Pressure Monitor', count: 2 }],
					orderKits: [{ id: seedIds.kit, name: 'Hypertension Starter Kit', count: 1 }],
					devices: [],
					trackingNumbers: [],
					shippingOption: 'overnight',
					lastEvent: order?.orderEvents?.[0],
				},
				pairedItem: { item: 0 },
			},
		]);
		const shown = JSON.stringify(run.runs(IMPILO));
		for (const value of [...Object.values(NEW_PATIENT), '1980-01-31', 'quillon', 'Quillon']) {
			expect(shown).not.toContain(`"${value}"`);
		}
	});

	it('on, for a site', async () => {
		const run = await rig.runImpilo(createForm({ recipient: 'site', siteId: pick(seedIds.site) }));
		expect(jsonOf(run)[0]).toMatchObject({ patientId: null, siteId: seedIds.site });
	});

	it("off: Impilo's answer, untouched", async () => {
		const run = await rig.runImpilo({ ...form, simplify: false });
		const [order] = rig.sandbox.orders.find({ externalOrderIds: ['PO-1'] });

		expect(order?.patient?.firstName).toBe('Quillon');
		expect(run.items(IMPILO)).toEqual([
			{ json: JSON.parse(JSON.stringify(order)) as unknown, pairedItem: { item: 0 } },
		]);
	});

	it('on: an answer of nothing but an ID', async () => {
		rig.answer({ id: 42, orderItems: [null] });
		const run = await rig.runImpilo(createForm());
		expect(jsonOf(run)[0]).toEqual({
			...EMPTY_ORDER,
			id: 42,
		});
	});
});

it('every field takes an expression of its item', async () => {
	const run = await rig.runImpilo(
		createForm({
			patientId: pick('={{ $json.patient }}'),
			orderItems: {
				item: [{ itemId: pick('={{ $json.item }}', 'list'), count: '={{ $json.count }}' }],
			},
			externalOrderIds: '={{ [$json.ref, $json.ref + "-b"] }}',
			ifExists: '={{ $json.ifExists }}',
			additionalFields: { shippingOption: '={{ $json.speed }}' },
			options: { concurrency: 1 },
		}),
		[
			{ patient: 1234, item: 301, count: 1, ref: 'a', ifExists: 'return', speed: 'standard' },
			{ patient: 1235, item: 302, count: '2', ref: 'b', ifExists: 'create', speed: 'overnight' },
			{ patient: 1236, item: 303, count: 3, ref: 'c', ifExists: 'fail', speed: '' },
		],
	);

	expect(run.status).toBe('success');
	expect(postedBodies(rig.sandbox)).toEqual([
		{
			patient: { id: 1234 },
			orderItems: [{ item: { id: 301 }, count: 1 }],
			externalOrderIds: ['a', 'a-b'],
			shippingOption: 'standard',
		},
		{
			patient: { id: 1235 },
			orderItems: [{ item: { id: 302 }, count: 2 }],
			externalOrderIds: ['b', 'b-b'],
			shippingOption: 'overnight',
		},
		{
			patient: { id: 1236 },
			orderItems: [{ item: { id: 303 }, count: 3 }],
			externalOrderIds: ['c', 'c-b'],
		},
	]);
});
