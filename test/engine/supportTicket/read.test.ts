import type { INodeListSearchResult, INodeParameters } from 'n8n-workflow';

import { seedIds } from '../../../sandbox';
import { requestLines } from '../outcome';
import type { WorkflowRun } from '../harness';
import { searchList } from '../harness';
import { IMPILO, startImpilo, type ImpiloRig, pick } from '../impiloRun';
import { runTicket, TICKETS } from './ticketForm';

const { openTicket, closedTicket, newTicket, nullsTicket, patientWithDevice } = seedIds;
const LIST = `GET ${TICKETS}`;
const ALL = 'page=1&size=250';

let rig: ImpiloRig;

beforeAll(async () => {
	rig = await startImpilo();
});

afterEach(() => rig.sandbox.reset());

afterAll(async () => await rig.stop());

describe('Get', () => {
	it('gives the ticket, with the latest note whatever their order', async () => {
		const ticket = rig.sandbox.supportTickets.get(openTicket);
		ticket?.supportTicketNotes?.reverse();

		expect((await runTicket(rig, 'get', openTicket)).items(IMPILO)).toEqual([
			{
				json: {
					id: openTicket,
					ticketType: 'deviceTechnicalSupport',
					currentStatus: 'open',
					open: true,
					patientId: patientWithDevice,
					orderId: null,
					deviceId: seedIds.deviceWithPatient,
					assignee: 'coordinator@example.com',
					lastNote: 'A new cuff is on its way.',
					lastUpdated: '2025-11-01T09:02:00.000Z',
				},
				pairedItem: { item: 0 },
			},
		]);
		expect(requestLines(rig.sandbox)).toEqual([`${LIST}/${openTicket}`]);
	});

	it('gives what Impilo sends with Simplify off', async () => {
		const form = { supportTicketId: pick(closedTicket, 'list'), simplify: false };
		const [item] = (await runTicket(rig, 'get', form)).items(IMPILO);

		const ticket = rig.sandbox.supportTickets.get(closedTicket);
		expect(item?.json).toEqual(JSON.parse(JSON.stringify(ticket)));
	});

	it.each<[string, object]>([
		['null', createNulls()],
		['nothing', {}],
		['half of it', { patient: {}, assignee: {}, supportTicketNotes: [null, { note: null }] }],
	])('is null where Impilo sends %s', async (_, fields) => {
		rig.sandbox.misbehave({ kind: 'status', status: 200, body: { id: nullsTicket, ...fields } });

		expect((await runTicket(rig, 'get', nullsTicket)).items(IMPILO)[0]?.json).toEqual({
			id: nullsTicket,
			ticketType: null,
			currentStatus: null,
			open: null,
			patientId: null,
			orderId: null,
			deviceId: null,
			assignee: null,
			lastNote: null,
			lastUpdated: null,
		});
	});
});

function createNulls(): object {
	const names = ['ticketType', 'open', 'patient', 'order', 'assignee', 'supportTicketNotes'];
	return Object.fromEntries(names.map((name) => [name, null]));
}

describe('Get Many', () => {
	async function filter(filters: INodeParameters): Promise<WorkflowRun> {
		return await runTicket(rig, 'getAll', { returnAll: true, filters });
	}

	const idsOf = (run: WorkflowRun): unknown[] => run.items(IMPILO).map(({ json }) => json.id);

	it('gives all, and no names of patients', async () => {
		const run = await filter({});

		expect(idsOf(run)).toEqual([...rig.sandbox.supportTickets.keys()]);
		const output = JSON.stringify(run.items(IMPILO));
		for (const { lastName } of rig.sandbox.patients.values()) {
			expect(output).not.toContain(lastName ?? 'lastName');
		}
	});

	it.each<[string, INodeParameters, string, number[]]>([
		['type', { ticketType: 'PATIENT_SETUP' }, 'ticketType=patientSetup', [closedTicket]],
		[
			'patient',
			{ patientId: pick(patientWithDevice, 'list') },
			`patientId=${patientWithDevice}`,
			[openTicket],
		],
		[
			'assignee',
			{ assigneeEmail: 'Coordinator@example.com' },
			'assigneeEmail=Coordinator%40example.com',
			[openTicket],
		],
		['open', { open: true }, 'open=true', [openTicket, newTicket]],
		['closed', { open: false }, 'open=false', [closedTicket]],
		[
			'time of creation',
			{ createdAfter: '2025-11-02T09:00:00+01:00' },
			'createdAt=2025-11-02T08%3A00%3A00.000Z',
			[closedTicket, newTicket],
		],
		[
			'time of the last change',
			{ updatedAfter: '2025-11-03T08:59:59Z' },
			'updatedAt=2025-11-03T08%3A59%3A59.000Z',
			[newTicket],
		],
	])('filters by %s at Impilo', async (_, filters, query, wanted) => {
		const run = await filter(filters);

		expect(run.error).toBeUndefined();
		expect(idsOf(run)).toEqual(wanted);
		expect(requestLines(rig.sandbox)).toEqual([`${LIST}?${query}&${ALL}`]);
	});

	it.each<[string, INodeParameters]>([
		['Ticket Type', { ticketType: 'alert' }],
		['Patient', { patientId: pick(1) }],
		['Assignee', { assigneeEmail: 'nurse@example.com' }],
		['Open', { open: false }],
		['Created After', { createdAfter: '2026-01-01' }],
		['Updated After', { updatedAfter: '2026-01-01' }],
	])('notices that Impilo ignores %s', async (label, filters) => {
		rig.sandbox.misbehave({ kind: 'ignoreFilter' });
		const run = await filter(filters);

		expect(run.items(IMPILO)).toEqual([]);
		expect(run.error?.message).toBe(
			`Impilo answered with other support tickets than those asked for with ${label} [item 0]`,
		);
	});

	it('takes times that are less than a day too early, as a zone may be missing', async () => {
		rig.sandbox.misbehave({
			kind: 'status',
			status: 200,
			body: { content: [{ id: 1, createdAt: '2025-12-31T01:00:00' }, { id: 2 }], last: true },
		});

		expect(idsOf(await filter({ createdAfter: '2026-01-01T00:00:00Z' }))).toEqual([1, 2]);
	});

	it.each<[INodeParameters, string]>([
		[{ assigneeEmail: ' ' }, 'Assignee is empty'],
		[{ createdAfter: '={{ $json.none }}' }, 'Created After is empty'],
		[{ updatedAfter: 'soon' }, 'Updated After is not a time'],
		[{ ticketType: '' }, 'Ticket Type is empty'],
		[{ patientId: pick('x') }, 'Patient is not a whole positive number'],
	])('refuses %j, and sends nothing', async (filters, message) => {
		expect((await filter(filters)).error?.message).toBe(`${message} [item 0]`);
		expect(rig.sandbox.requests).toEqual([]);
	});

	it('reads for each item what it asks for, and goes on past those that fail', async () => {
		const run = await runTicket(
			rig,
			'getAll',
			{ returnAll: true, filters: { open: '={{ $json.open }}' } },
			[{ open: 'false' }, { open: 'maybe' }, { open: true }],
			{ onError: 'continueErrorOutput' },
		);

		const [successes, failures] = run.outputs(IMPILO);
		expect(successes?.map(({ json, pairedItem }) => [json.id, pairedItem])).toEqual([
			[closedTicket, { item: 0 }],
			[openTicket, { item: 2 }],
			[newTicket, { item: 2 }],
		]);
		expect(failures?.map(({ json }) => json.error)).toEqual([
			'Open is neither true nor false [item 1]',
		]);
	});
});

describe('the list of tickets', () => {
	async function search(filter?: string): Promise<INodeListSearchResult> {
		return await searchList({
			package: rig.package,
			method: 'searchSupportTickets',
			filter,
			credentials: rig.credentials,
		});
	}

	it('shows type and status, and no patient', async () => {
		const { results } = await search();

		expect(requestLines(rig.sandbox)).toEqual([`${LIST}?page=1&size=50`]);
		expect(results).toEqual([
			{ name: `Ticket ${openTicket} · deviceTechnicalSupport · open`, value: openTicket },
			{ name: `Ticket ${closedTicket} · patientSetup · closed`, value: closedTicket },
			{ name: `Ticket ${newTicket} · generalInquiry · needsIntake`, value: newTicket },
			{ name: `Ticket ${nullsTicket}`, value: nullsTicket },
		]);
	});

	it.each<[string, number[], string[]]>([
		[String(closedTicket), [closedTicket], [`${LIST}/${closedTicket}`]],
		['900', [9001, 9002, 9003, 9004], [`${LIST}/900`, `${LIST}?${ALL}`]],
		['needs intake', [newTicket], [`${LIST}?${ALL}`]],
	])('is searched for %s', async (filter, wanted, lines) => {
		expect((await search(filter)).results.map(({ value }) => value)).toEqual(wanted);
		expect(requestLines(rig.sandbox)).toEqual(lines);
	});
});
