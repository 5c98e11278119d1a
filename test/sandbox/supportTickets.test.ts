import {
	READING_KINDS,
	seedIds,
	startSandbox,
	TICKET_TYPES,
	type Reading,
	type Sandbox,
	type SupportTicket,
} from '../../sandbox';
import { call, readPage } from './client';
import { startReceiver, subscribe } from './receiver';

const PATH = '/api/v3/support-ticket';
const { openTicket, closedTicket, newTicket, nullsTicket, unknownTicket } = seedIds;

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.stop());

const send = (method: string, path: string, body?: unknown) =>
	call(sandbox, method, `${PATH}${path}`, body);
const change = async (path: string, body?: unknown) => await send('POST', path, body);
const read = async (id: number) => (await send('GET', `/${id}`)).body as SupportTicket;

describe('Create support ticket', () => {
	it('answers 200 and the ticket with whole things, and takes the same again', async () => {
		const body = {
			ticketType: 'deviceClaim',
			note: 'Broken',
			patient: { id: 1234 },
			order: { id: 5001 },
			device: { id: 7011 },
			site: { id: 201 },
		};
		const answer = await change('', body);

		expect(answer.status).toBe(200);
		expect(answer.body).toMatchObject({
			id: nullsTicket + 1,
			ticketType: 'deviceClaim',
			currentStatus: 'needsIntake',
			open: true,
			patient: sandbox.patients.get(1234),
			order: { id: 5001, externalOrderIds: ['demo-5001'] },
			device: sandbox.devices.get(7011),
			site: sandbox.sites.get(201),
			supportTicketNotes: [{ note: 'Broken', createdBy: { email: 'coordinator@example.com' } }],
			assignee: null,
		});
		expect(await read(nullsTicket + 1)).toEqual(answer.body);
		expect((await change('', body)).body).toMatchObject({ id: nullsTicket + 2 });
	});

	it.each(TICKET_TYPES)('needs nothing but the type, such as %s', async (ticketType) => {
		expect((await change('', { ticketType })).body).toMatchObject({
			ticketType,
			supportTicketNotes: null,
		});
	});

	it.each<[object, string]>([
		[{}, 'Invalid data provided'],
		[{ ticketType: 'soon' }, 'Invalid data provided'],
		[{ ticketType: 'other', patient: { id: 999999 } }, 'patient_does_not_exist'],
		[{ ticketType: 'other', site: { id: 7 } }, 'Site 7 not found'],
		[{ ticketType: 'other', order: { id: 7 } }, 'Invalid data provided'],
		[{ ticketType: 'other', device: { id: 7 } }, 'Invalid data provided'],
	])('refuses %j', async (body, message) => {
		const answer = await change('', body);
		expect([answer.status, answer.body]).toEqual([400, { message }]);
		expect(sandbox.supportTickets.size).toBe(4);
	});
});

describe('a ticket', () => {
	it('gets notes, each time another', async () => {
		await change(`/${newTicket}/note`, { note: 'One' });
		const answer = await change(`/${newTicket}/note`, { note: 'One' });

		expect(answer.status).toBe(200);
		const { supportTicketNotes, lastUpdated } = answer.body as SupportTicket;
		expect(supportTicketNotes).toHaveLength(2);
		expect(lastUpdated).toBe(supportTicketNotes?.[1]?.createdAt);
	});

	it.each(['', ' ', null, undefined])('refuses the note %j', async (note) => {
		expect((await change(`/${newTicket}/note`, { note })).status).toBe(400);
	});

	it('is assigned to somebody of the organization, and to nobody else', async () => {
		expect((await change(`/${newTicket}/assignee`, { email: 'Nurse@example.com' })).body).toEqual(
			expect.objectContaining({ assignee: expect.objectContaining({ id: 2 }) }),
		);
		expect((await change(`/${newTicket}/assignee`, { email: 'x@example.org' })).status).toBe(400);
		expect((await change(`/${newTicket}/assignee`, { email: 'nurse@example.com' })).status).toBe(
			400,
		);
		expect((await read(newTicket)).assignee?.id).toBe(2);
	});

	it('is closed and opened again, and refuses what it is already', async () => {
		expect((await change(`/${newTicket}/close`)).body).toMatchObject({
			open: false,
			currentStatus: 'closed',
		});
		expect((await change(`/${newTicket}/close`)).status).toBe(400);
		expect((await change(`/${newTicket}/open`)).body).toMatchObject({
			open: true,
			currentStatus: 'open',
		});
		expect((await change(`/${newTicket}/open`)).status).toBe(400);
	});

	it.each(['note', 'assignee', 'close', 'open'])('that is not there has no %s', async (path) => {
		const answer = await change(`/${unknownTicket}/${path}`, { note: 'x', email: 'x' });
		expect(answer.status).toBe(404);
	});

	it('tells webhooks of each thing that happens to it', async () => {
		const receiver = await startReceiver();
		await subscribe(sandbox, 'supportTicket.event', receiver.url);
		await change('', { ticketType: 'other' });
		await change(`/${newTicket}/note`, { note: 'One' });
		await change(`/${newTicket}/assignee`, { email: 'nurse@example.com' });
		await change(`/${newTicket}/close`);
		await change(`/${newTicket}/close`);
		await sandbox.webhooks.settled();

		const events = sandbox.webhooks.logs.map(
			({ payload }) => JSON.parse(payload) as { type: string; payload: SupportTicket },
		);
		expect(events.map(({ type, payload }) => [type, payload.id])).toEqual([
			['supportTicket.event', nullsTicket + 1],
			...Array<unknown>(3).fill(['supportTicket.event', newTicket]),
		]);
		await receiver.stop();
	});
});

it.each<[string, number[]]>([
	['', [openTicket, closedTicket, newTicket, nullsTicket]],
	['ticketType=patientSetup', [closedTicket]],
	['assigneeEmail=coordinator@example.com', [openTicket]],
	['patientExternalIdentifier=patient-1245', [openTicket]],
	['patientId=1245', [openTicket]],
	['open=false', [closedTicket]],
	['createdAt=2025-11-02T09:00:00Z', [newTicket]],
	['updatedAt=2025-11-02T09:00:59Z', [closedTicket, newTicket]],
])('the list is filtered by "%s"', async (query, ids) => {
	const { content } = await readPage<SupportTicket>(sandbox, `${PATH}?${query}`);
	expect(content.map(({ id }) => id)).toEqual(ids);
});

describe('readings', () => {
	it.each<[string, number]>([
		['patientId=1234', 1],
		['patientId=1235', 0],
		['externalIdentifier=1234abcd&startTimestamp=2025-10-20T07:00:00Z', 1],
		['startTimestamp=2025-10-20T07:00:01Z', 0],
		['endTimestamp=2025-10-20T06:59:59Z', 0],
	])('of blood pressure with %s are %d', async (query, total) => {
		const page = await readPage<Reading>(sandbox, `/api/v3/blood-pressure-reading?${query}`);
		expect(page.total).toBe(total);
	});

	it.each(READING_KINDS)('of %s have a list, and each can be read', async (kind) => {
		const path = `/api/v3/${kind}-reading`;
		const { content } = await readPage<Reading>(sandbox, path);
		for (const reading of content) {
			expect((await call(sandbox, 'GET', `${path}/${reading.id}`)).body).toEqual(reading);
		}
		expect((await call(sandbox, 'GET', `${path}/1`)).status).toBe(404);
	});
});
