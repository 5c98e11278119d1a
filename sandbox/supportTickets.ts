import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { isBlank, text } from './addresses';
import { AUTHOR, type SupportTicket, TICKET_TYPES, type User, pickById, seedIds } from './entities';
import { matchExactly, matchText } from './filters';
import { type Query, answerList, findEntity } from './lists';
import { Refusal, refuse } from './refusals';
import { readBody } from './requests';
import type { SandboxState } from './state';
import type { World } from './world';

/** The account's own organization: nobody else can be assigned a ticket. */
const USERS: readonly User[] = [
	AUTHOR,
	{ id: 2, email: 'nurse@example.com', firstName: 'Nori', lastName: 'Example' },
];

const link = z.object({ id: z.number().int() }).nullish();

const newTicket = z.object({
	ticketType: z.enum(TICKET_TYPES),
	note: text,
	patient: link,
	order: link,
	device: link,
	site: link,
});
const newNote = z.object({ note: z.string().refine((note) => !isBlank(note)) });
const newAssignee = z.object({ email: z.string() });

interface TicketPath {
	Params: { ticketId: string };
}

/** The same again is another ticket, or another note: neither has an ID of the client's. */
export function addSupportTicketRoutes(app: FastifyInstance, state: SandboxState): void {
	const path = '/api/v3/support-ticket';
	const find = (ticketId: string) =>
		findEntity(state.world.supportTickets, 'Support ticket', ticketId);

	app.get(path, async (request) =>
		answerList(request, state.world.supportTickets.values(), { createFilter }),
	);

	app.get<TicketPath>(`${path}/:ticketId`, async (request) => find(request.params.ticketId));

	app.post(path, async (request) => {
		const { note, ...body } = readBody(newTicket, request.body);
		const { supportTickets } = state.world;
		const ticket: SupportTicket = {
			...createNothing(Math.max(...supportTickets.keys()) + 1),
			...findSubjects(state.world, body),
			ticketType: body.ticketType,
			currentStatus: 'needsIntake',
			open: true,
			createdBy: AUTHOR,
			createdAt: state.now().toISOString(),
		};
		supportTickets.set(ticket.id, ticket);
		if (!isBlank(note)) addNote(state, ticket, note ?? '');
		return record(state, ticket, 'created');
	});

	app.post<TicketPath>(`${path}/:ticketId/note`, async (request) => {
		const ticket = find(request.params.ticketId);
		addNote(state, ticket, readBody(newNote, request.body).note);
		return record(state, ticket, 'noteAdded');
	});

	app.post<TicketPath>(`${path}/:ticketId/assignee`, async (request) => {
		const ticket = find(request.params.ticketId);
		const isAsked = matchText(readBody(newAssignee, request.body).email);
		const user = USERS.find(({ email }) => isAsked(email));
		// The refusal is documented; the words are the sandbox's own.
		if (!user) throw new Refusal(400, 'The assignee is not of your organization');
		if (ticket.assignee?.id === user.id) throw refuseAgain(ticket, `assigned to ${user.email}`);
		ticket.assignee = user;
		return record(state, ticket, 'assigned');
	});

	app.post<TicketPath>(`${path}/:ticketId/close`, async (request) =>
		setOpen(state, find(request.params.ticketId), false),
	);

	app.post<TicketPath>(`${path}/:ticketId/open`, async (request) =>
		setOpen(state, find(request.params.ticketId), true),
	);
}

/** What Impilo answers if nothing would change isn't documented: here it is refused. */
function refuseAgain({ id }: SupportTicket, status: string): Refusal {
	return new Refusal(400, `Support ticket ${id} is ${status} already`);
}

function setOpen(state: SandboxState, ticket: SupportTicket, open: boolean): SupportTicket {
	const status = open ? 'open' : 'closed';
	if (ticket.open === open) throw refuseAgain(ticket, status);
	Object.assign(ticket, { open, currentStatus: status });
	return record(state, ticket, open ? 'reopened' : 'closed');
}

function addNote(state: SandboxState, ticket: SupportTicket, note: string): void {
	ticket.supportTicketNotes = [
		...(ticket.supportTicketNotes ?? []),
		{ note, createdAt: state.now().toISOString(), createdBy: AUTHOR },
	];
}

/** The types of events are guesses. Webhooks are sent. */
function record(state: SandboxState, ticket: SupportTicket, eventType: string): SupportTicket {
	const createdAt = state.now().toISOString();
	ticket.supportTicketEvents = [...(ticket.supportTicketEvents ?? []), { eventType, createdAt }];
	ticket.lastUpdated = createdAt;
	state.announce.supportTicket(ticket);
	return ticket;
}

/** The refusals aren't documented: these are the messages of Create order that fit. */
function findSubjects(world: World, subjects: Omit<z.output<typeof newTicket>, 'note'>) {
	const patient = world.patients.get(subjects.patient?.id ?? 0) ?? null;
	const order = world.orders.get(subjects.order?.id ?? 0) ?? null;
	const device = world.devices.get(subjects.device?.id ?? 0) ?? null;
	const site = world.sites.get(subjects.site?.id ?? 0) ?? null;
	if (subjects.patient && !patient) throw refuse('patient_does_not_exist');
	if (subjects.site && !site) throw refuse('Site {id} not found', subjects.site.id);
	if ((subjects.order && !order) || (subjects.device && !device)) {
		throw refuse('Invalid data provided');
	}
	return { patient, order, device, site };
}

function createFilter(query: Query): (ticket: SupportTicket) => boolean {
	const [type] = query.readOptions('ticketType', TICKET_TYPES);
	const hasType = matchExactly<string>(type);
	const hasAssignee = matchText(query.readText('assigneeEmail'));
	const hasIdentifier = matchExactly(query.readText('patientExternalIdentifier'));
	const hasPatient = matchExactly(query.readInteger('patientId'));
	const isOpen = matchExactly(query.readBoolean('open'));
	const isCreatedLater = matchLater(query.readTimestamp('createdAt'));
	const isUpdatedLater = matchLater(query.readTimestamp('updatedAt'));
	return (ticket) =>
		hasType(ticket.ticketType) &&
		hasAssignee(ticket.assignee?.email) &&
		hasIdentifier(ticket.patient?.externalIdentifier) &&
		hasPatient(ticket.patient?.id) &&
		isOpen(ticket.open) &&
		isCreatedLater(ticket.createdAt) &&
		isUpdatedLater(ticket.lastUpdated);
}

function matchLater(time: number | undefined): (timestamp: string | null) => boolean {
	return (timestamp) => time === undefined || (timestamp !== null && Date.parse(timestamp) > time);
}

/** "Any field may be null." */
function createNothing(id: number): SupportTicket {
	return {
		id,
		ticketType: null,
		currentStatus: null,
		open: null,
		patient: null,
		order: null,
		device: null,
		site: null,
		supportTicketNotes: null,
		supportTicketEvents: null,
		assignedTeam: null,
		assignee: null,
		createdBy: null,
		createdAt: null,
		lastUpdated: null,
	};
}

const FIRST_TICKET_AT = Date.UTC(2025, 10, 1, 9);
const DAY_MS = 24 * 60 * 60 * 1000;

/** One ticket a day, each in another status; and one of which everything is null. */
export function createSupportTickets(world: World): Map<number, SupportTicket> {
	const patient = pickById(world.patients, seedIds.patientWithDevice);
	const closedOrder = world.orders.get(seedIds.deliveredOrder) ?? null;
	const seeds: Array<Partial<SupportTicket> & { id: number; notes: string[] }> = [
		{
			id: seedIds.openTicket,
			ticketType: 'deviceTechnicalSupport',
			currentStatus: 'open',
			open: true,
			patient,
			device: pickById(world.devices, seedIds.deviceWithPatient),
			assignee: AUTHOR,
			assignedTeam: 'support',
			notes: ['The cuff does not inflate.', 'A new cuff is on its way.'],
		},
		{
			id: seedIds.closedTicket,
			ticketType: 'patientSetup',
			currentStatus: 'closed',
			open: false,
			patient: closedOrder?.patient ?? null,
			order: closedOrder,
			notes: ['Set up on the phone.'],
		},
		{
			id: seedIds.newTicket,
			ticketType: 'generalInquiry',
			currentStatus: 'needsIntake',
			open: true,
			site: pickById(world.sites, seedIds.site),
			notes: [],
		},
	];
	const tickets = seeds.map(({ notes, ...seed }, index): SupportTicket => {
		const at = (step: number) =>
			new Date(FIRST_TICKET_AT + index * DAY_MS + step * 60_000).toISOString();
		return {
			...createNothing(seed.id),
			...seed,
			supportTicketNotes: notes.map((note, step) => ({
				note,
				createdAt: at(step),
				createdBy: AUTHOR,
			})),
			supportTicketEvents: [{ eventType: 'created', createdAt: at(0) }],
			createdBy: AUTHOR,
			createdAt: at(0),
			lastUpdated: at(notes.length),
		};
	});
	const all = [...tickets, createNothing(seedIds.nullsTicket)];
	return new Map(all.map((ticket) => [ticket.id, ticket]));
}
