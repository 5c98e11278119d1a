import type { Maybe } from '../api/json';
import { isGiven, listOf } from '../api/json';
import { listRequest } from '../api/pages';
import { normalizeWord } from '../api/words';
import { parseText } from '../fields/values';
import { simplifyLast } from '../order/order';
import { foldEmail } from '../patient/find';
import type { ImpiloPatient } from '../patient/patient';
import { patientFilter } from '../patient/reference';
import { choiceFilter, flagFilter, listFilter, timeFilter } from '../run/filterKinds';
import { getOperation } from '../run/getOperation';
import { idReference } from '../run/idReference';
import { listOperation } from '../run/listOperation';
import { listEntry, searchExactly } from '../run/listSearch';

/** The fields of a support ticket that the node reads. */
export interface ImpiloTicket {
	id?: Maybe<number>;
	/** Nineteen are known, e.g. `deviceClaim`. */
	ticketType?: Maybe<string>;
	/** `needsIntake`, `open` or `closed`. */
	currentStatus?: Maybe<string>;
	open?: Maybe<boolean>;
	patient?: Maybe<ImpiloPatient>;
	order?: Maybe<{ id?: Maybe<number> }>;
	device?: Maybe<{ id?: Maybe<number> }>;
	assignee?: Maybe<{ email?: Maybe<string> }>;
	supportTicketNotes?: Maybe<Array<Maybe<Partial<Record<'note' | 'createdAt', Maybe<string>>>>>>;
	createdAt?: Maybe<string>;
	lastUpdated?: Maybe<string>;
}

/** Simplifies a ticket; what Impilo left out is null. Only the last note may name the patient. */
export function simplifyTicket(ticket: ImpiloTicket) {
	const notes = listOf(ticket.supportTicketNotes);
	const history = notes.map(({ note, createdAt }) => ({ name: note, eventTimestamp: createdAt }));
	return {
		id: ticket.id ?? null,
		ticketType: ticket.ticketType ?? null,
		currentStatus: ticket.currentStatus ?? null,
		open: ticket.open ?? null,
		patientId: ticket.patient?.id ?? null,
		orderId: ticket.order?.id ?? null,
		deviceId: ticket.device?.id ?? null,
		assignee: ticket.assignee?.email ?? null,
		lastNote: simplifyLast(history)?.name ?? null,
		lastUpdated: ticket.lastUpdated ?? null,
	};
}

/** Whether a ticket is open; undefined if Impilo doesn't say. */
export function isOpen({ open, currentStatus }: ImpiloTicket): boolean | undefined {
	if (isGiven(open)) return open;
	return isGiven(currentStatus) ? normalizeWord(currentStatus) !== 'closed' : undefined;
}

/** Whether a ticket is assigned to an email address; undefined if Impilo doesn't say. */
export function isAssignedTo({ assignee }: ImpiloTicket, email: string): boolean | undefined {
	return isGiven(assignee?.email) ? foldEmail(assignee.email) === foldEmail(email) : undefined;
}

export const tickets = idReference<ImpiloTicket>(
	'supportTicket',
	'Support Ticket',
	'searchSupportTickets',
);

export const TICKET = tickets.pick({ required: true });

export const TICKET_TYPE = {
	displayName: 'Ticket Type',
	name: 'ticketType',
	default: 'generalInquiry',
	options: [
		{ name: 'Address Confirmation', value: 'addressConfirmation' },
		{ name: 'Alert', value: 'alert' },
		{ name: 'Clinical Support', value: 'clinicalSupport' },
		{ name: 'Customer Device Inquiry', value: 'customerDeviceInquiry' },
		{ name: 'Device Claim', value: 'deviceClaim' },
		{ name: 'Device Technical Support', value: 'deviceTechnicalSupport' },
		{ name: 'Engagement', value: 'engagement' },
		{ name: 'General Inquiry', value: 'generalInquiry' },
		{ name: 'Lab Order', value: 'labOrder' },
		{ name: 'Mobile Support', value: 'mobileSupport' },
		{ name: 'Operations', value: 'operations' },
		{ name: 'Other', value: 'other' },
		{ name: 'Patient Engagement', value: 'patientEngagement' },
		{ name: 'Patient Enrollment', value: 'patientEnrollment' },
		{ name: 'Patient Journey', value: 'patientJourney' },
		{ name: 'Patient Setup', value: 'patientSetup' },
		{ name: 'Return Merchandise Authorization', value: 'returnMerchandiseAuthorization' },
		{ name: 'Return to Sender', value: 'returnToSender' },
		{ name: 'Technical Support', value: 'technicalSupport' },
	],
};

export const ASSIGNEE = {
	displayName: 'Assignee',
	name: 'assigneeEmail',
	placeholder: 'e.g. nathan@example.com',
	description: 'The email address of someone in your own organization at Impilo',
};

export const get = getOperation({
	name: 'support ticket',
	description: 'Get a support ticket by its ID',
	field: TICKET,
	read: tickets.get,
	simplify: simplifyTicket,
});

export const getAll = listOperation<ImpiloTicket>({
	name: 'support ticket',
	by: 'type, patient, assignee, time or whether they are open',
	filters: [
		listFilter<ImpiloTicket, string>({
			property: ASSIGNEE,
			query: 'assigneeEmail',
			read: parseText,
			matches: isAssignedTo,
		}),
		timeFilter(
			{
				displayName: 'Created After',
				name: 'createdAfter',
				description: 'Only tickets created after this time',
			},
			'createdAt',
			({ createdAt }) => createdAt,
		),
		flagFilter(
			{
				displayName: 'Open',
				name: 'open',
				description: 'Whether to return only tickets that are open, or only those that are closed',
			},
			'open',
			isOpen,
		),
		patientFilter('patientId', ({ patient }) => patient?.id, {
			description: 'Only tickets about this patient',
		}),
		choiceFilter(
			{ ...TICKET_TYPE, description: 'Only tickets of this type' },
			'type',
			'ticketType',
			({ ticketType }) => ticketType,
		),
		timeFilter(
			{
				displayName: 'Updated After',
				name: 'updatedAfter',
				description: 'Only tickets updated after this time',
			},
			'updatedAt',
			({ lastUpdated }) => lastUpdated,
		),
	],
	simplify: simplifyTicket,
});

export const searchSupportTickets = searchExactly<ImpiloTicket>({
	list: listRequest('support ticket'),
	read: tickets.read,
	toEntry: ({ id, ticketType, currentStatus }) =>
		listEntry(id, [`Ticket ${id}`, ticketType, currentStatus]),
});
