import type { INodeParameters } from 'n8n-workflow';

import { seedIds } from '../../../sandbox';
import type { WorkflowRun } from '../harness';
import { IMPILO, pick, useImpilo, withoutWaiting } from '../impiloRun';
import { failureOf, jsonOf, requestLines } from '../outcome';
import { runTicket, TICKETS } from './ticketForm';

/** What may be made so twice: Assign, Close and Reopen. */

const { openTicket, closedTicket, newTicket } = seedIds;
const NURSE = 'nurse@example.com';

const rig = useImpilo();

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
	const run = async (ticket = id): Promise<WorkflowRun> =>
		await runTicket(rig, operation, { ...form, supportTicketId: pick(ticket) });

	it('sends one POST, and gives the ticket', async () => {
		expect((await run()).items(IMPILO)).toEqual([
			{ json: expect.objectContaining({ id, ...is }), pairedItem: { item: 0 } },
		]);
		expect(requestLines(rig.sandbox)).toEqual([POST]);
		expect(rig.sandbox.requests[0]).toMatchObject({ body, status: 200 });
	});

	it('gives what Impilo sends with Simplify off', async () => {
		const parameters = { ...form, supportTicketId: pick(id, 'list'), simplify: false };
		const done = await runTicket(rig, operation, parameters);

		const ticket = rig.sandbox.supportTickets.get(id);
		expect(jsonOf(done)).toEqual([JSON.parse(JSON.stringify(ticket))]);
	});

	it('is content where it is so already, and Impilo refuses', async () => {
		const ticket = rig.sandbox.supportTickets.get(closedTicket);
		if (ticket)
			ticket.assignee = { id: 2, email: 'Nurse@Example.com', firstName: '', lastName: '' };
		rig.sandbox.refuseNext('Already so', { match: { method: 'POST' }, status: 409 });

		expect(jsonOf(await run(soAlready))).toMatchObject([{ id: soAlready }]);
		expect(requestLines(rig.sandbox)).toHaveLength(2);
	});

	it('says why where it is refused, and is not so', async () => {
		rig.sandbox.refuseNext('Not yours', { match: { method: 'POST' } });

		expect(failureOf(await run()).message).toBe(
			`Impilo refused to ${operation} support ticket ${id}: "Not yours" [item 0]`,
		);
	});

	it('hides the patient of the ticket in what Impilo says', async () => {
		const ticket = rig.sandbox.supportTickets.get(id);
		const patient = rig.sandbox.patients.get(seedIds.patient);
		if (ticket && patient) ticket.patient = patient;
		rig.sandbox.refuseNext(`${patient?.lastName} is not enrolled`, { match: { method: 'POST' } });

		expect(failureOf(await run()).message).toContain('"[hidden] is not enrolled"');
	});

	it.each([
		['says nothing', null],
		['is that of another ticket', { id: 1 }],
	])('is looked at, and repeated, where a success %s', async (_, answer) => {
		withoutWaiting();
		rig.sandbox.misbehave({ kind: 'status', status: 200, body: answer, times: 1 });

		expect(jsonOf(await run())).toMatchObject([{ id, ...is }]);
		expect(requestLines(rig.sandbox)).toEqual([POST, GET, POST]);
	});
});

it.each<[string, string]>([
	['={{ $json.none }}', 'Assignee is empty'],
	['Nori', 'Assignee is not an email address'],
])('does not assign to %s, and sends nothing', async (assigneeEmail, message) => {
	const form = { assigneeEmail, supportTicketId: pick(newTicket) };
	const run = await runTicket(rig, 'assign', form);

	expect(failureOf(run).message).toBe(`${message} [item 0]`);
	expect(rig.sandbox.requests).toEqual([]);
});

it('says that somebody is not of the organization', async () => {
	const form = { assigneeEmail: 'x@example.org', supportTicketId: pick(newTicket) };
	const run = await runTicket(rig, 'assign', form);

	expect(failureOf(run).message).toContain('The assignee is not of your organization');
	expect(rig.sandbox.supportTickets.get(newTicket)?.assignee).toBeNull();
});

it.each<[string, object]>([
	['the status alone', { open: null, currentStatus: 'CLOSED' }],
	['whether it is open alone', { open: false, currentStatus: null }],
])('takes a ticket for closed by %s', async (_, ticket) => {
	rig.sandbox.refuseNext('Already so', { match: { method: 'POST' } });
	rig.answer({ id: openTicket, ...ticket }, { method: 'GET' });

	expect((await runTicket(rig, 'close', openTicket)).status).toBe('success');
});

it('takes a ticket of which nothing is known for neither', async () => {
	rig.answer({ id: openTicket }, { method: 'GET' });
	for (const operation of ['close', 'reopen']) {
		rig.sandbox.refuseNext('No', { match: { method: 'POST' } });
		expect((await runTicket(rig, operation, openTicket)).status).toBe('error');
	}
});
