import type { INodeParameters } from 'n8n-workflow';

import { seedIds } from '../../../sandbox';
import { IMPILO, pick, useImpilo } from '../impiloRun';
import { failureOf, jsonOf, requestLines } from '../outcome';
import { runTicket, TICKETS } from './ticketForm';

const ID = seedIds.openTicket;

const rig = useImpilo();

const addNote = async (parameters: INodeParameters = {}) =>
	await runTicket(rig, 'addNote', {
		supportTicketId: pick(ID, 'list'),
		note: 'Called',
		...parameters,
	});

it('sends the note, and gives the ticket with it', async () => {
	const run = await addNote({ note: ' Called\ntwice ' });

	expect(run.items(IMPILO)).toEqual([
		{
			json: expect.objectContaining({ id: ID, lastNote: 'Called\ntwice' }),
			pairedItem: { item: 0 },
		},
	]);
	expect(requestLines(rig.sandbox)).toEqual([`POST ${TICKETS}/${ID}/note`]);
	expect(rig.sandbox.requests[0]).toMatchObject({ body: { note: 'Called\ntwice' }, status: 200 });
});

it('gives what Impilo sends with Simplify off', async () => {
	const run = await addNote({ simplify: false });

	const ticket = rig.sandbox.supportTickets.get(ID);
	expect(jsonOf(run)).toEqual([JSON.parse(JSON.stringify(ticket))]);
});

it.each<[string, INodeParameters, string]>([
	['a blank note', { note: ' \n' }, 'Note is empty'],
	['no ticket', { supportTicketId: pick('={{ $json.none }}') }, 'Support Ticket is empty'],
	[
		'the address of an order',
		{ supportTicketId: pick('https://app.impiloplatform.com/orders/5001') },
		'Support Ticket is the URL of an order, not of a support ticket',
	],
])('refuses %s, and sends nothing', async (_, parameters, message) => {
	expect(failureOf(await addNote(parameters)).message).toBe(`${message} [item 0]`);
	expect(rig.sandbox.requests).toEqual([]);
});

it('keeps the note and the patient out of what Impilo says', async () => {
	const lastName = rig.sandbox.supportTickets.get(ID)?.patient?.lastName;
	rig.sandbox.refuseNext(`Not for ${lastName}: called`, { match: { method: 'POST' } });

	expect(failureOf(await addNote()).message).toBe(
		'Impilo refused to create the note: "Not for [hidden]: [hidden]" [item 0]',
	);
});
