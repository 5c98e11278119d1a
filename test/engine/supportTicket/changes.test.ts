import type { INodeParameters } from 'n8n-workflow';

import { seedIds } from '../../../sandbox';
import { requestLines } from '../outcome';
import type { WorkflowRun } from '../harness';
import { IMPILO, startImpilo, withoutWaiting, type ImpiloRig, pick } from '../impiloRun';
import { runTicket, TICKETS } from './ticketForm';

/** What may be made so twice: Assign, Close and Reopen. */

const { openTicket, closedTicket, newTicket, unknownTicket } = seedIds;
const NURSE = 'nurse@example.com';

let rig: ImpiloRig;

beforeAll(async () => {
	rig = await startImpilo();
});

afterEach(() => {
	jest.restoreAllMocks();
	rig.sandbox.reset();
});

afterAll(async () => await rig.stop());

interface Example {
	operation: string;
	form: INodeParameters;
	/** One that isn't so yet. */
	id: number;
	/** One that is so already, which the sandbox refuses. */
	soAlready: number;
	path: string;
	body: object | undefined;
	/** What the ticket is afterwards. */
	is: object;
}

const EXAMPLES: Example[] = [
	{
		operation: 'assign',
		form: { assigneeEmail: NURSE },
		id: newTicket,
		soAlready: closedTicket,
		path: 'assignee',
		body: { email: NURSE },
		is: { assignee: NURSE },
	},
	{
		operation: 'close',
		form: {},
		id: openTicket,
		soAlready: closedTicket,
		path: 'close',
		body: undefined,
		is: { open: false, currentStatus: 'closed' },
	},
	{
		operation: 'reopen',
		form: {},
		id: closedTicket,
		soAlready: openTicket,
		path: 'open',
		body: undefined,
		is: { open: true, currentStatus: 'open' },
	},
];

describe.each(EXAMPLES)('$operation', ({ operation, form, id, soAlready, path, body, is }) => {
	const POST = `POST ${TICKETS}/${id}/${path}`;
	const GET = `GET ${TICKETS}/${id}`;
	const run = async (ticket: number | string = id): Promise<WorkflowRun> =>
		await runTicket(rig, operation, { ...form, supportTicketId: pick(ticket) });
	/** How often something has happened to the ticket. */
	const happened = (): number =>
		(rig.sandbox.supportTickets.get(id)?.supportTicketEvents ?? []).length - 1;

	it('sends one POST, and gives the ticket', async () => {
		expect((await run()).items(IMPILO)).toEqual([
			{ json: expect.objectContaining({ id, ...is }), pairedItem: { item: 0 } },
		]);
		expect(requestLines(rig.sandbox)).toEqual([POST]);
		expect(rig.sandbox.requests[0]).toMatchObject({ body, status: 200 });
	});

	it('gives what Impilo sends with Simplify off', async () => {
		const parameters = { ...form, supportTicketId: pick(id, 'list'), simplify: false };
		const [item] = (await runTicket(rig, operation, parameters)).items(IMPILO);

		expect(item?.json).toEqual(JSON.parse(JSON.stringify(rig.sandbox.supportTickets.get(id))));
	});

	it('is content where it is so already, and Impilo refuses', async () => {
		const ticket = rig.sandbox.supportTickets.get(closedTicket);
		if (ticket)
			ticket.assignee = { id: 2, email: 'Nurse@Example.com', firstName: '', lastName: '' };
		rig.sandbox.refuseNext('Already so', { match: { method: 'POST' }, status: 409 });

		expect((await run(soAlready)).items(IMPILO)[0]?.json.id).toBe(soAlready);
		expect(requestLines(rig.sandbox)).toHaveLength(2);
	});

	it('says why where it is refused, and is not so', async () => {
		rig.sandbox.refuseNext('Not yours', { match: { method: 'POST' } });

		expect((await run()).error?.message).toBe(
			`Impilo refused to ${operation} support ticket ${id}: "Not yours" [item 0]`,
		);
	});

	it.each<[string, () => unknown, string[]]>([
		[
			'after the work is done',
			() => rig.sandbox.misbehave({ kind: 'loseAnswer', when: 'afterCommit', times: 1 }),
			[POST, GET],
		],
		[
			'before the work is done',
			() => rig.sandbox.misbehave({ kind: 'loseAnswer', when: 'beforeCommit', times: 1 }),
			[POST, GET, POST],
		],
		[
			'with a success that says nothing',
			() => rig.sandbox.misbehave({ kind: 'status', status: 200, body: null, times: 1 }),
			[POST, GET, POST],
		],
		[
			'with that of another ticket',
			() => rig.sandbox.misbehave({ kind: 'status', status: 200, body: { id: 1 }, times: 1 }),
			[POST, GET, POST],
		],
	])('is looked at, and repeated, where an answer is lost %s', async (_, misbehave, lines) => {
		withoutWaiting();
		misbehave();

		expect((await run()).items(IMPILO)[0]?.json).toMatchObject({ id, ...is });
		expect(requestLines(rig.sandbox)).toEqual(lines);
		expect(happened()).toBe(1);
	});

	it('says that there is no such ticket, and goes on past items that fail', async () => {
		const done = await runTicket(
			rig,
			operation,
			{ ...form, supportTicketId: pick('={{ $json.ticket }}') },
			[{ ticket: unknownTicket }, { ticket: 'x' }, { ticket: `${id}` }],
			{ onError: 'continueErrorOutput' },
		);

		const [successes, failures] = done.outputs(IMPILO);
		expect(successes?.map(({ json, pairedItem }) => [json.id, pairedItem])).toEqual([
			[id, { item: 2 }],
		]);
		expect(failures?.map(({ json }) => json.error)).toEqual([
			`Impilo has no support ticket ${unknownTicket} [item 0]`,
			'Support Ticket is not a whole positive number [item 1]',
		]);
	});

	it('stops with Continue off', async () => {
		expect((await run(unknownTicket)).error).toMatchObject({
			message: `Impilo has no support ticket ${unknownTicket} [item 0]`,
			httpCode: '404',
		});
	});
});

it.each<[string, string]>([
	['={{ $json.none }}', 'Assignee is empty'],
	['Nori', 'Assignee is not an email address'],
])('does not assign to %s, and sends nothing', async (assigneeEmail, message) => {
	const form = { assigneeEmail, supportTicketId: pick(newTicket) };
	const run = await runTicket(rig, 'assign', form);

	expect(run.error?.message).toBe(`${message} [item 0]`);
	expect(rig.sandbox.requests).toEqual([]);
});

it('says that somebody is not of the organization', async () => {
	const form = { assigneeEmail: 'x@example.org', supportTicketId: pick(newTicket) };
	const run = await runTicket(rig, 'assign', form);

	expect(run.error?.message).toContain('The assignee is not of your organization');
	expect(rig.sandbox.supportTickets.get(newTicket)?.assignee).toBeNull();
});

it.each<[string, object]>([
	['the status alone', { open: null, currentStatus: 'CLOSED' }],
	['whether it is open alone', { open: false, currentStatus: null }],
])('takes a ticket for closed by %s', async (_, ticket) => {
	rig.sandbox.refuseNext('Already so', { match: { method: 'POST' } });
	const body = { id: openTicket, ...ticket };
	rig.sandbox.misbehave({ kind: 'status', status: 200, body, match: { method: 'GET' } });

	expect((await runTicket(rig, 'close', openTicket)).status).toBe('success');
});

it('takes a ticket of which nothing is known for neither', async () => {
	rig.sandbox.misbehave({
		kind: 'status',
		status: 200,
		body: { id: openTicket },
		match: { method: 'GET' },
	});
	for (const operation of ['close', 'reopen']) {
		rig.sandbox.refuseNext('No', { match: { method: 'POST' } });
		expect((await runTicket(rig, operation, openTicket)).status).toBe('error');
	}
});
