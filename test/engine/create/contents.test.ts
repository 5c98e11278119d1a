import type { INodeParameters } from 'n8n-workflow';

import { seedIds } from '../../../sandbox';
import { pick, useImpilo } from '../impiloRun';
import { jsonOf } from '../outcome';
import { createForm, postedBodies } from './orderForm';

const rig = useImpilo();

const PATIENT = { patient: { id: seedIds.patient } };
const STANDARD = { shippingOption: 'standard' };
const { item, otherItem, kit, device, packedKit } = seedIds;

const EVERYTHING = {
	orderItems: [
		{ item: { id: item }, count: 2 },
		{ item: { id: otherItem }, count: 1 },
	],
	orderKits: [{ kit: { id: kit }, count: 3 }],
	returnItems: [{ id: item, count: 4 }],
	returnDevices: [{ id: device }],
	returnPackedKits: [{ id: packedKit, quantity: 1 }],
};

async function post(parameters: INodeParameters, json = {}): Promise<unknown> {
	const run = await rig.runImpilo(createForm({ orderItems: {}, ...parameters }), [json]);
	expect(run.error).toBeUndefined();
	const bodies = postedBodies(rig.sandbox);
	expect(bodies).toHaveLength(1);
	return bodies[0];
}

describe('using fields', () => {
	it.each<[string, INodeParameters, object]>([
		[
			'items',
			{
				orderItems: {
					item: [
						{ itemId: pick(item, 'list'), count: 2 },
						{ itemId: pick(String(otherItem)), count: 1 },
					],
				},
			},
			{ orderItems: EVERYTHING.orderItems },
		],
		[
			'kits',
			{ orderKits: { kit: [{ kitId: pick(kit, 'list'), count: 3 }] } },
			{ orderKits: EVERYTHING.orderKits },
		],
		[
			'returned items alone',
			{
				returns: { returnItems: [{ itemId: pick(item), count: 4 }] },
				additionalFields: STANDARD,
			},
			{ returnItems: EVERYTHING.returnItems, ...STANDARD },
		],
		[
			'returned devices alone',
			{
				returns: { returnDevices: [{ deviceId: pick(device, 'list') }] },
				additionalFields: { emailLabel: true },
			},
			{ returnDevices: EVERYTHING.returnDevices, emailLabel: true },
		],
		[
			'returned devices as text, as workflows from before the list have them',
			{
				returns: { returnDevices: [{ deviceId: String(device) }] },
				additionalFields: STANDARD,
			},
			{ returnDevices: EVERYTHING.returnDevices, ...STANDARD },
		],
		[
			'returned packed kits alone: a quantity, not a count',
			{
				returns: { returnPackedKits: [{ packedKitId: String(packedKit), quantity: 1 }] },
				additionalFields: STANDARD,
			},
			{ returnPackedKits: EVERYTHING.returnPackedKits, ...STANDARD },
		],
	])('%s', async (_what, parameters, body) => {
		expect(await post(parameters)).toEqual({ ...PATIENT, ...body });
	});

	it('IDs and counts from data, as numbers and as text', async () => {
		const body = await post(
			{
				orderItems: {
					item: [
						{ itemId: pick('={{ $json.items[0].id }}'), count: '={{ $json.items[0].count }}' },
						{ itemId: pick('={{ $json.items[1].id }}'), count: '={{ $json.items[1].count }}' },
					],
				},
			},
			{
				items: [
					{ id: item, count: '2' },
					{ id: `${otherItem}`, count: 1 },
				],
			},
		);
		expect(body).toEqual({ ...PATIENT, orderItems: EVERYTHING.orderItems });
	});
});

it('a line that was saved without a count counts once', async () => {
	const body = await post({ orderItems: { item: [{ itemId: pick(item) }] } });
	expect(body).toEqual({ ...PATIENT, orderItems: [{ item: { id: item }, count: 1 }] });
});

describe('using JSON', () => {
	const API_SHAPE = EVERYTHING;
	const SHORT_SHAPE = {
		orderItems: [{ id: item, count: 2 }, otherItem],
		orderKits: [{ id: String(kit), count: '3' }],
		returnItems: [{ id: item, count: 4 }],
		returnDevices: [device],
		returnPackedKits: [{ id: packedKit, count: 1 }],
	};

	it.each<[string, string, object]>([
		['the shape of the API, typed', JSON.stringify(API_SHAPE), {}],
		['the short shape, typed', JSON.stringify(SHORT_SHAPE), {}],
		['the shape of the API, from data', '={{ $json.contents }}', { contents: API_SHAPE }],
		['the short shape, from data', '={{ $json.contents }}', { contents: SHORT_SHAPE }],
		[
			'text with JSON, from data',
			'={{ $json.contents }}',
			{ contents: JSON.stringify(SHORT_SHAPE) },
		],
	])('%s: the same goes over the wire', async (_what, contentsJson, json) => {
		const body = await post({ contents: 'json', contentsJson, additionalFields: STANDARD }, json);
		expect(body).toEqual({ ...PATIENT, ...EVERYTHING, ...STANDARD });
	});

	it.each<[string, boolean]>([
		['as Impilo answers it', false],
		['simplified', true],
	])('orders again what an order holds, %s', async (_how, simplify) => {
		const got = await rig.runImpilo({
			operation: 'get',
			orderId: pick(seedIds.placedOrder),
			simplify,
		});
		const [order] = jsonOf(got);
		const contents = { orderItems: order?.orderItems, orderKits: order?.orderKits };
		rig.sandbox.clearRequests();

		const body = await post(
			{ contents: 'json', contentsJson: '={{ $json.contents }}' },
			{ contents },
		);
		const placed = rig.sandbox.orders.get(seedIds.placedOrder);
		expect(body).toEqual({
			...PATIENT,
			orderItems: placed?.orderItems?.map(({ item: { id }, count }) => ({ item: { id }, count })),
			orderKits: placed?.orderKits?.map(({ kit: { id }, count }) => ({ kit: { id }, count })),
		});
	});

	it('leaves fields that are hidden then alone', async () => {
		const body = await post({
			contents: 'json',
			contentsJson: JSON.stringify({ orderKits: [{ id: kit, count: 3 }] }),
			orderItems: { item: [{ itemId: pick(item), count: 2 }] },
		});
		expect(body).toEqual({ ...PATIENT, orderKits: EVERYTHING.orderKits });
	});
});
