import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { sandboxKeys, seedIds } from '../../../sandbox';
import type { WorkflowRun } from '../harness';
import { IMPILO, pick, useImpilo } from '../impiloRun';
import { jsonOf, requestLines } from '../outcome';

const POST = 'POST /api/v3/return';
const FIRST_NEW_ID = seedIds.nullsReturn + 1;
const { deviceWithPatient, patientWithDevice, item, site } = seedIds;

const DEVICE = { returnDevices: [{ deviceId: pick(deviceWithPatient, 'list') }] };
const ITEM = { returnItems: [{ itemId: pick(item, 'list'), count: 2 }] };
const STANDARD = { shippingOption: 'standard' };

const rig = useImpilo();

async function create(
	parameters: INodeParameters = {},
	items: IDataObject[] = [{}],
): Promise<WorkflowRun> {
	const form = {
		resource: 'return',
		operation: 'create',
		returnFrom: 'patient',
		patientId: pick(patientWithDevice),
		siteId: pick(site),
		returns: DEVICE,
		...parameters,
	};
	return await rig.runImpilo(form, items);
}

function sent(): unknown[] {
	return rig.sandbox.requests.filter(({ method }) => method === 'POST').map(({ body }) => body);
}

describe('creating', () => {
	it('sends patient and device in one POST', async () => {
		const run = await create();

		expect(run.error).toBeUndefined();
		expect(requestLines(rig.sandbox)).toEqual([POST]);
		expect(rig.sandbox.requests[0]).toMatchObject({
			headers: { 'impilo-api-key': sandboxKeys.valid },
			status: 200,
		});
		expect(sent()).toEqual([
			{ patientId: patientWithDevice, returnDevices: [{ id: deviceWithPatient }] },
		]);
		const created = rig.sandbox.returns.get(FIRST_NEW_ID);
		expect(run.items(IMPILO)).toEqual([
			{
				json: {
					id: FIRST_NEW_ID,
					currentStatus: 'rmaPlaced',
					patientId: patientWithDevice,
					siteId: null,
					relatedOrderId: null,
					returnItems: [],
					returnDevices: [
						{
							id: deviceWithPatient,
							name: created?.returnDevices?.[0]?.item.name,
							identifier: `SN-${deviceWithPatient}`,
						},
					],
					trackingNumbers: [],
					lastEvent: {
						name: 'rmaPlaced',
						eventTimestamp: created?.returnEvents?.[0]?.eventTimestamp,
					},
				},
				pairedItem: { item: 0 },
			},
		]);
	});

	it.each<[string, INodeParameters, object]>([
		[
			'items, to be shipped',
			{ returns: ITEM, additionalFields: { shippingOption: 'overnight' } },
			{ returnItems: [{ id: item, count: 2 }], shippingOption: 'overnight' },
		],
		[
			'items, with an emailed label',
			{ returns: ITEM, additionalFields: { emailLabel: true } },
			{ returnItems: [{ id: item, count: 2 }], emailLabel: true },
		],
		[
			'items and devices, in their order',
			{
				returns: {
					returnItems: [{ itemId: pick('301'), count: '3' }, { itemId: '302' }],
					returnDevices: [{ deviceId: '7013' }, { deviceId: pick(7012) }],
				},
				additionalFields: { ...STANDARD, emailLabel: false },
			},
			{
				returnItems: [
					{ id: 301, count: 3 },
					{ id: 302, count: 1 },
				],
				returnDevices: [{ id: 7013 }, { id: 7012 }],
				shippingOption: 'standard',
				emailLabel: false,
			},
		],
		[
			'what expressions give',
			{
				returns: {
					returnItems: [
						{
							itemId: pick('={{ $json.item.id }}'),
							count: '={{ $json.item.count }}',
						},
					],
					returnDevices: [{ deviceId: '={{ $json.device }}' }],
				},
				additionalFields: { shippingOption: '={{ $json.shipping }}' },
			},
			{
				returnItems: [{ id: 301, count: 2 }],
				returnDevices: [{ id: 7012 }],
				shippingOption: 'standard',
			},
		],
	])('sends %s', async (_, parameters, body) => {
		const run = await create(parameters, [
			{ item: { id: '301', count: '2' }, device: 7012, shipping: 'standard' },
		]);

		expect(run.error).toBeUndefined();
		expect(sent()).toEqual([{ patientId: patientWithDevice, ...body }]);
	});

	it('of a site sends the site, and no patient', async () => {
		const run = await create({
			returnFrom: 'site',
			returns: ITEM,
			additionalFields: STANDARD,
		});

		expect(sent()).toEqual([{ siteId: site, returnItems: [{ id: item, count: 2 }], ...STANDARD }]);
		expect(jsonOf(run)[0]).toMatchObject({
			patientId: null,
			siteId: site,
			returnItems: [{ id: item, name: 'Blood Pressure Monitor', count: 2 }],
		});
	});

	it('gives what Impilo sends with Simplify off', async () => {
		const run = await create({ simplify: false });

		const created = rig.sandbox.returns.get(FIRST_NEW_ID);
		expect(jsonOf(run)[0]).toEqual(JSON.parse(JSON.stringify(created)));
	});
});

describe('input that makes no sense', () => {
	it.each<[string, INodeParameters, string, string]>([
		['nobody who sends it', { returnFrom: '' }, 'From is empty', 'Choose a patient or a site'],
		['nothing', { returns: {} }, 'The return is empty', 'Add at least one Return Device'],
		[
			'items without a shipping option',
			{ returns: ITEM },
			'Shipping Option is empty, but the label for the returned items has to be shipped',
			'switch on Email Label',
		],
		['no patient', { patientId: '={{ $json.none }}' }, 'Patient is empty', 'enter its ID'],
		[
			'no site',
			{ returnFrom: 'site', siteId: '={{ $json.none }}' },
			'Site is empty',
			'enter its ID',
		],
	])('is refused, and nothing is sent: %s', async (_, parameters, message, remedy) => {
		const run = await create(parameters);

		expect(run.error).toMatchObject({
			name: 'NodeOperationError',
			message: `${message} [item 0]`,
			description: expect.stringContaining(remedy),
		});
		expect(rig.sandbox.requests).toEqual([]);
	});
});

describe('a refusal', () => {
	it.each<[string, INodeParameters, string, string]>([
		[
			'of an unknown patient',
			{ patientId: pick(seedIds.unknownPatient) },
			'Impilo does not know this patient',
			'Choose the patient again under Patient',
		],
		[
			'of an unknown site',
			{ returnFrom: 'site', siteId: pick(seedIds.unknownSite) },
			'Impilo does not know this site',
			'Choose the site again under Site',
		],
		[
			'of an unknown device',
			{ returns: { returnDevices: [{ deviceId: seedIds.unknownDevice }] } },
			'Impilo does not accept one of the values of the return',
			'Under Returns, check the IDs and counts',
		],
	])('%s names the field', async (_, parameters, message, remedy) => {
		const run = await create(parameters);

		expect(run.error).toMatchObject({
			name: 'NodeApiError',
			message: `${message} [item 0]`,
			description: expect.stringContaining(remedy),
			httpCode: '400',
		});
		expect(rig.sandbox.requests).toHaveLength(1);
	});

	it('in words that are not known is passed on', async () => {
		rig.sandbox.refuseNext('device_in_use', { match: { method: 'POST' } });

		expect((await create()).error?.message).toBe(
			'Impilo refused to create the return: "device_in_use" [item 0]',
		);
	});
});
