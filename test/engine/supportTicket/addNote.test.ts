import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { seedIds } from '../../../sandbox';
import { requestLines } from '../outcome';
import type { WorkflowRun } from '../harness';
import type { NodeSettings } from '../impiloRun';
import { IMPILO, startImpilo, withoutWaiting, type ImpiloRig, pick } from '../impiloRun';
import { runTicket, TICKETS } from './ticketForm';

const ID = seedIds.openTicket;
const POST = `POST ${TICKETS}/${ID}/note`;
const RETRIES = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };

let rig: ImpiloRig;

beforeAll(async () => {
	rig = await startImpilo();
});

afterEach(() => {
	jest.restoreAllMocks();
	rig.sandbox.reset();
});

afterAll(async () => await rig.stop());

async function addNote(
	parameters: INodeParameters = {},
	items: IDataObject[] = [{}],
	settings: NodeSettings = {},
): Promise<WorkflowRun> {
	const form = { supportTicketId: pick(ID, 'list'), note: 'Called', ...parameters };
	return await runTicket(rig, 'addNote', form, items, settings);
}

/** How often the note stands on the ticket. */
function countOf(note: string): number {
	const notes = rig.sandbox.supportTickets.get(ID)?.supportTicketNotes ?? [];
	return notes.filter((each) => each.note === note).length;
}

it('sends the note, and gives the ticket with it', async () => {
	const run = await addNote({ note: ' Called\ntwice ' });

	expect(run.items(IMPILO)).toEqual([
		{
			json: expect.objectContaining({ id: ID, lastNote: 'Called\ntwice' }),
			pairedItem: { item: 0 },
		},
	]);
	expect(requestLines(rig.sandbox)).toEqual([POST]);
	expect(rig.sandbox.requests[0]).toMatchObject({ body: { note: 'Called\ntwice' }, status: 200 });
});

it('gives what Impilo sends with Simplify off', async () => {
	const run = await addNote({ simplify: false });

	const ticket = rig.sandbox.supportTickets.get(ID);
	expect(run.items(IMPILO)[0]?.json).toEqual(JSON.parse(JSON.stringify(ticket)));
});

it.each<[string, INodeParameters, string]>([
	['a blank note', { note: ' \n' }, 'Note is empty'],
	['no ticket', { supportTicketId: pick('={{ $json.none }}') }, 'Support Ticket is empty'],
	[
		'the address of an order',
		{ supportTicketId: pick('https://app.impiloplatform.com/orders/5001') },
		'Support Ticket is the address of an order, not of a support ticket',
	],
])('refuses %s, and sends nothing', async (_, parameters, message) => {
	expect((await addNote(parameters)).error?.message).toBe(`${message} [item 0]`);
	expect(rig.sandbox.requests).toEqual([]);
});

it('keeps the note out of what Impilo says', async () => {
	rig.sandbox.refuseNext('Not on a closed ticket: called', { match: { method: 'POST' } });

	expect((await addNote()).error?.message).toBe(
		'Impilo refused to create the note: "Not on a closed ticket: [hidden]" [item 0]',
	);
});

it.each<[string, () => void, number]>([
	[
		'with its connection, after the work is done',
		() => rig.sandbox.misbehave({ kind: 'loseAnswer', when: 'afterCommit' }),
		1,
	],
	['in half', () => rig.sandbox.misbehave({ kind: 'truncate' }), 1],
	[
		'with its connection, before the work is done',
		() => rig.sandbox.misbehave({ kind: 'loseAnswer', when: 'beforeCommit' }),
		0,
	],
])('is not repeated where its answer is lost %s', async (_, misbehave, added) => {
	withoutWaiting();
	misbehave();
	const run = await addNote({}, [{}], RETRIES);

	expect(run.error).toMatchObject({
		message: expect.stringContaining('It is not known whether Impilo has created this note.'),
		description: expect.stringContaining('Look at the support ticket at Impilo'),
	});
	expect(requestLines(rig.sandbox)).toEqual([POST]);
	expect(countOf('Called')).toBe(added);
});

it('is not repeated by the next try, where another item has failed', async () => {
	const form = { supportTicketId: pick('={{ $json.ticket }}') };
	const items = [{ ticket: ID }, { ticket: seedIds.unknownTicket }];
	const run = await addNote({ ...form, options: { concurrency: 1 } }, items, RETRIES);

	expect(run.error).toMatchObject({
		message: `Impilo has no support ticket ${seedIds.unknownTicket} [item 1]`,
		description: expect.stringContaining('1 note of this run was created before it stopped'),
	});
	expect(countOf('Called')).toBe(1);
});

it('goes on past items that fail', async () => {
	const run = await addNote(
		{ supportTicketId: pick('={{ $json.ticket }}'), note: '={{ $json.note }}' },
		[
			{ ticket: ID, note: 'One' },
			{ ticket: seedIds.unknownTicket, note: 'Two' },
			{ ticket: ID, note: null },
			{ ticket: `${seedIds.newTicket}`, note: 4 },
		],
		{ onError: 'continueErrorOutput' },
	);

	const [successes, failures] = run.outputs(IMPILO);
	expect(successes?.map(({ json, pairedItem }) => [json.id, json.lastNote, pairedItem])).toEqual([
		[ID, 'One', { item: 0 }],
		[seedIds.newTicket, '4', { item: 3 }],
	]);
	expect(failures?.map(({ json, pairedItem }) => [json.error, pairedItem])).toEqual([
		[`Impilo has no support ticket ${seedIds.unknownTicket} [item 1]`, { item: 1 }],
		['Note is empty [item 2]', { item: 2 }],
	]);
});
