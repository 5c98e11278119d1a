import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { sandboxKeys, seedIds, TICKET_TYPES } from '../../../sandbox';
import { ECHO, echoAfter } from '../echoNode';
import { requestLines } from '../outcome';
import type { ToolCallStyle, WorkflowRun } from '../harness';
import type { NodeSettings } from '../impiloRun';
import { IMPILO, startImpilo, withoutWaiting, type ImpiloRig, pick } from '../impiloRun';
import { runTicket, TICKETS } from './ticketForm';

const POST = `POST ${TICKETS}`;
const FIRST_NEW_ID = seedIds.nullsTicket + 1;
const DOUBT = 'It is not known whether Impilo has created this support ticket.';
const { patient, placedOrder, device, site } = seedIds;

let rig: ImpiloRig;

beforeAll(async () => {
	rig = await startImpilo();
});

afterEach(() => {
	jest.restoreAllMocks();
	rig.sandbox.reset();
});

afterAll(async () => await rig.stop());

async function create(
	parameters: INodeParameters = {},
	items: IDataObject[] = [{}],
	settings: NodeSettings = {},
): Promise<WorkflowRun> {
	const form = { ticketType: 'patientSetup', note: 'No reading yet', ...parameters };
	return await runTicket(rig, 'create', form, items, settings);
}

function sent(): unknown[] {
	return rig.sandbox.requests.filter(({ method }) => method === 'POST').map(({ body }) => body);
}

function newTickets(): number[] {
	return [...rig.sandbox.supportTickets.keys()].filter((id) => id >= FIRST_NEW_ID);
}

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

		expect(run.error).toBeUndefined();
		expect(requestLines(rig.sandbox)).toEqual([POST]);
		expect(rig.sandbox.requests[0]).toMatchObject({
			headers: { 'impilo-api-key': sandboxKeys.valid },
			status: 200,
		});
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
		const items = [{ type: 'DEVICECLAIM', what: 'a cuff', order: String(placedOrder) }];
		const run = await create(parameters, items);

		expect(run.error).toBeUndefined();
		expect(sent()).toEqual([body]);
	});

	it.each(TICKET_TYPES)('takes the type %s', async (ticketType) => {
		expect((await create({ ticketType })).items(IMPILO)[0]?.json).toMatchObject({ ticketType });
	});

	it('finds first what is named in other ways', async () => {
		const run = await create({
			additionalFields: {
				deviceId: pick(seedIds.deviceAtSiteIdentifier, 'identifier'),
				orderId: pick(`demo-${placedOrder}`, 'externalOrderId'),
				patientId: pick('patient-1235', 'externalIdentifier'),
				siteId: pick('Sampleton Clinic', 'name'),
			},
		});

		expect(run.error).toBeUndefined();
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
		expect(run.items(IMPILO)[0]?.json).toEqual(JSON.parse(JSON.stringify(created)));
	});

	it('copes with an answer that holds nothing but the ID', async () => {
		rig.sandbox.misbehave({ kind: 'status', status: 200, body: { id: 7, patient: null } });
		const [item] = (await create()).items(IMPILO);

		expect(item?.json).toMatchObject({ id: 7, patientId: null, lastNote: null, open: null });
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
			'give its ID',
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

		expect(run.error).toMatchObject({
			name: 'NodeOperationError',
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

		expect(run.error?.message).toBe(
			'Impilo refused to create the support ticket: "No ticket "[hidden]" for [hidden]" [item 0]',
		);
		expect(requestLines(rig.sandbox)).toEqual([POST, 'GET /api/v3/patient/1235']);
		expect(newTickets()).toEqual([]);
	});

	it('is followed by a look-up that finds nothing: nothing is sent', async () => {
		const run = await create({
			additionalFields: { orderId: pick('no-such', 'externalOrderId') },
		});

		expect(run.error?.message).toBe('Impilo has no order with this external order ID [item 0]');
		expect(sent()).toEqual([]);
	});
});

describe('an answer that gets lost', () => {
	const RETRIES = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };

	it.each<[string, () => void, number]>([
		[
			'with its connection, after the work is done',
			() => rig.sandbox.misbehave({ kind: 'loseAnswer', when: 'afterCommit' }),
			1,
		],
		[
			'behind a 502, after the work is done',
			() => rig.sandbox.misbehave({ kind: 'statusAfterCommit', status: 502 }),
			1,
		],
		['in half', () => rig.sandbox.misbehave({ kind: 'truncate' }), 1],
		[
			'with its connection, before the work is done',
			() => rig.sandbox.misbehave({ kind: 'loseAnswer', when: 'beforeCommit' }),
			0,
		],
		['behind a 503', () => rig.sandbox.misbehave({ kind: 'status', status: 503 }), 0],
	])('%s, is never sent again, on no try of Retry On Fail', async (_, misbehave, created) => {
		withoutWaiting();
		misbehave();
		const run = await create({}, [{}], RETRIES);

		expect(run.error).toMatchObject({
			name: 'NodeApiError',
			message: expect.stringContaining(DOUBT),
			description: expect.stringContaining('Look under Support Tickets at Impilo'),
		});
		expect(requestLines(rig.sandbox)).toEqual([POST]);
		expect(newTickets()).toHaveLength(created);
	});

	it('by throttling is sent again after the pause that Impilo asks for', async () => {
		withoutWaiting();
		rig.sandbox.misbehave({ kind: 'status', status: 429, retryAfter: 3, times: 2 });

		expect((await create()).status).toBe('success');
		expect(newTickets()).toHaveLength(1);
	});
});

describe('several items', () => {
	const parameters = {
		ticketType: '={{ $json.type }}',
		additionalFields: { patientId: pick('={{ $json.patient }}') },
	};
	const items = [
		{ patient, type: 'alert', who: 'first' },
		{ patient: seedIds.unknownPatient, type: 'alert', who: 'second' },
		{ patient, type: 'none', who: 'third' },
		{ patient: '1235', type: 'other', who: 'fourth' },
	];

	it('go on past those that fail, each still known after the node', async () => {
		const run = await rig.runImpilo(
			{ resource: 'supportTicket', operation: 'create', ...parameters },
			items,
			{ onError: 'continueErrorOutput' },
			echoAfter("={{ $('Trigger').item.json.who }}"),
		);

		const [successes, failures] = run.outputs(IMPILO);
		expect(successes?.map(({ json, pairedItem }) => [json.patientId, pairedItem])).toEqual([
			[patient, { item: 0 }],
			[1235, { item: 3 }],
		]);
		expect(failures?.map(({ json, pairedItem }) => [json.error, pairedItem])).toEqual([
			[expect.stringMatching(/^Impilo refused to create the support ticket/), { item: 1 }],
			['Ticket Type is not one of the values that Impilo knows [item 2]', { item: 2 }],
		]);
		expect(run.items(ECHO).map(({ json }) => json.value)).toEqual(['first', 'fourth']);
	});

	it('say what is created already where the run stops', async () => {
		const run = await create({ ...parameters, options: { concurrency: 1 } }, items);

		expect(run.error).toMatchObject({
			context: { itemIndex: 1 },
			description: expect.stringContaining(
				'1 support ticket of this run was created before it stopped, for these items: 0. Remove',
			),
		});
		expect(newTickets()).toHaveLength(1);
	});
});

it.each<ToolCallStyle>(['engine', 'direct'])(
	'an agent that calls in the %s style gives text',
	async (style) => {
		const fromAI = (key: string): string => `={{ $fromAI('${key}', '', 'string') }}`;
		const { answer } = await rig.runImpiloTool(
			{
				resource: 'supportTicket',
				operation: 'create',
				ticketType: fromAI('type'),
				note: fromAI('note'),
				additionalFields: { orderId: pick(fromAI('order')) },
			},
			{ type: 'deviceClaim', note: 'Broken', order: '5001' },
			style,
		);

		expect(JSON.parse(answer ?? '')).toEqual([
			expect.objectContaining({ id: FIRST_NEW_ID, orderId: 5001, lastNote: 'Broken' }),
		]);
	},
);
