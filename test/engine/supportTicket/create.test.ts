import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { seedIds, TICKET_TYPES } from '../../../sandbox';
import { IMPILO, pick, useImpilo } from '../impiloRun';
import { failureOf, jsonOf, requestLines } from '../outcome';
import { runTicket, TICKETS } from './ticketForm';

const POST = `POST ${TICKETS}`;
const FIRST_NEW_ID = seedIds.nullsTicket + 1;
const { patient, placedOrder, device, site } = seedIds;

const rig = useImpilo();

const create = async (parameters: INodeParameters = {}, items?: IDataObject[]) =>
	await runTicket(
		rig,
		'create',
		{ ticketType: 'patientSetup', note: 'No reading yet', ...parameters },
		items,
	);

const sent = (): unknown[] =>
	rig.sandbox.requests.filter(({ method }) => method === 'POST').map(({ body }) => body);

describe('creating', () => {
	it('sends type, note and what it is about in one POST', async () => {
		const run = await create({
			additionalFields: {
				deviceId: pick(device, 'list'),
				orderId: pick(String(placedOrder)),
				patientId: pick(patient, 'list'),
				siteId: pick(site, 'list'),
			},
		});

		expect(requestLines(rig.sandbox)).toEqual([POST]);
		expect(sent()).toEqual([
			{
				ticketType: 'patientSetup',
				note: 'No reading yet',
				patient: { id: patient },
				order: { id: placedOrder },
				device: { id: device },
				site: { id: site },
			},
		]);
		expect(run.items(IMPILO)).toEqual([
			{
				json: {
					id: FIRST_NEW_ID,
					ticketType: 'patientSetup',
					currentStatus: 'needsIntake',
					open: true,
					patientId: patient,
					orderId: placedOrder,
					deviceId: device,
					assignee: null,
					lastNote: 'No reading yet',
					lastUpdated: rig.sandbox.supportTickets.get(FIRST_NEW_ID)?.lastUpdated,
				},
				pairedItem: { item: 0 },
			},
		]);
	});

	it.each<[string, INodeParameters, object]>([
		['the type alone', { note: ' ' }, { ticketType: 'patientSetup' }],
		[
			'what expressions give',
			{
				ticketType: '={{ $json.type }}',
				note: '=About {{ $json.what }}',
				additionalFields: { orderId: '={{ $json.order }}' },
			},
			{ ticketType: 'deviceClaim', note: 'About a cuff', order: { id: placedOrder } },
		],
	])('sends %s', async (_, parameters, body) => {
		const items = [{ type: 'DEVICE_CLAIM', what: 'a cuff', order: String(placedOrder) }];
		await create(parameters, items);

		expect(sent()).toEqual([body]);
	});

	it.each(TICKET_TYPES)('takes the type %s', async (ticketType) => {
		expect(jsonOf(await create({ ticketType }))).toMatchObject([{ ticketType }]);
	});

	it('finds first what is named in other ways', async () => {
		await create({
			additionalFields: {
				deviceId: pick(seedIds.deviceAtSiteIdentifier, 'identifier'),
				orderId: pick(`demo-${placedOrder}`, 'externalOrderId'),
				patientId: pick('patient-1235', 'externalIdentifier'),
				siteId: pick('Sampleton Clinic', 'name'),
			},
		});

		expect(requestLines(rig.sandbox).map((line) => line.split('?')[0])).toEqual([
			'GET /api/v3/patient',
			'GET /api/v3/order',
			'GET /api/v3/device',
			'GET /api/v3/site',
			POST,
		]);
		expect(sent()).toEqual([
			expect.objectContaining({
				patient: { id: 1235 },
				order: { id: placedOrder },
				device: { id: seedIds.deviceAtSite },
				site: { id: 201 },
			}),
		]);
	});

	it('gives what Impilo sends with Simplify off', async () => {
		const run = await create({ simplify: false });

		const created = rig.sandbox.supportTickets.get(FIRST_NEW_ID);
		expect(jsonOf(run)).toEqual([JSON.parse(JSON.stringify(created))]);
	});

	it('copes with an answer that holds nothing but the ID', async () => {
		rig.answer({ id: 7, patient: null });

		expect(jsonOf(await create())).toMatchObject([
			{ id: 7, patientId: null, lastNote: null, open: null },
		]);
	});
});

describe('input that makes no sense', () => {
	it.each<[string, INodeParameters, string, string]>([
		['no type', { ticketType: '' }, 'Ticket Type is empty', 'Fill Ticket Type'],
		[
			'an unknown type',
			{ ticketType: 'soon' },
			'Ticket Type is not one of the values that Impilo knows',
			'deviceClaim',
		],
		['a note that is no text', { note: '={{ [1] }}' }, 'Note is not text', 'plain text'],
		...(
			[
				['patientId', 'Patient'],
				['orderId', 'Order'],
				['deviceId', 'Device'],
				['siteId', 'Site'],
			] as const
		).map(([name, label]): [string, INodeParameters, string, string] => [
			`nothing for ${name}, which was added`,
			{ additionalFields: { [name]: pick('={{ $json.none }}') } },
			`${label} is empty`,
			'enter its ID',
		]),
		[
			'an email address for an order',
			{ additionalFields: { orderId: pick('nathan@example.com') } },
			'Order is not a whole positive number',
			'Own ID',
		],
	])('is refused, and nothing is sent: %s', async (_, parameters, message, remedy) => {
		// Whatever has to be looked up is not, either.
		const { additionalFields, ...others } = parameters;
		const patientId = pick('nathan@example.com', 'email');
		const run = await create({
			...others,
			additionalFields: { patientId, ...(additionalFields as INodeParameters) },
		});

		expect(run.error?.name).toBe('NodeOperationError');
		expect(failureOf(run)).toEqual({
			message: `${message} [item 0]`,
			description: expect.stringContaining(remedy),
		});
		expect(rig.sandbox.requests).toEqual([]);
	});
});

describe('a refusal', () => {
	it('in the words of Impilo is told without note and patient', async () => {
		const { lastName } = rig.sandbox.patients.get(1235) ?? {};
		rig.sandbox.refuseNext(`No ticket "rash on arm" for ${lastName}`, {
			match: { method: 'POST' },
		});
		const run = await create({
			note: 'Rash on arm',
			additionalFields: { patientId: pick(1235) },
		});

		expect(failureOf(run).message).toBe(
			'Impilo refused to create the support ticket: "No ticket "[hidden]" for [hidden]" [item 0]',
		);
		expect(requestLines(rig.sandbox)).toEqual([POST, 'GET /api/v3/patient/1235']);
	});

	it.each([
		['patientId', 'Impilo does not know this patient', 'under Patient.'],
		['siteId', 'Impilo does not know this site', 'under Site,'],
		['orderId', 'Impilo does not accept one of the values of the support ticket', 'Order'],
		['deviceId', 'Impilo does not accept one of the values of the support ticket', 'Device'],
	])('of an unknown %s names the field', async (field, message, remedy) => {
		const run = await create({ additionalFields: { patientId: pick(patient), [field]: pick(77) } });

		expect(failureOf(run)).toEqual({
			message: `${message} [item 0]`,
			description: expect.stringContaining(remedy),
		});
	});

	it('is followed by a look-up that finds nothing: nothing is sent', async () => {
		const run = await create({
			additionalFields: { orderId: pick('no-such', 'externalOrderId') },
		});

		expect(failureOf(run).message).toBe('Impilo has no order with this external order ID [item 0]');
		expect(sent()).toEqual([]);
	});
});
