import type { INodeProperties } from 'n8n-workflow';

import type { ChangeById } from '../api/byId';
import { ensureDoneById } from '../api/byId';
import type { ImpiloClient } from '../api/client';
import type { KnownRefusal, Personal } from '../api/request';
import { findDeviceId, parseDeviceReference, pickDevice } from '../device/device';
import {
	parseChoice,
	parseCollection,
	parseRequiredText,
	parseText,
	refuseBadEmail,
} from '../fields/values';
import { forEachNew } from '../once/forEachNew';
import { findOrderId, parseOrderReference, pickOrder } from '../order/reference';
import { personalTextsOf } from '../patient/patient';
import { identifyPatient, parsePatientReference, pickPatient } from '../patient/reference';
import { SITE_REFUSALS, UNKNOWN_PATIENT } from '../patient/refusals';
import { spellChoice } from '../run/filterKinds';
import { readNames } from '../run/names';
import type { Operation } from '../run/operation';
import { forEachItem } from '../run/operation';
import type { ValueOf } from '../run/parameters';
import { present, readSimplify, SIMPLIFY_FIELD } from '../run/simplify';
import { parseSite, pickSite } from '../site/site';
import type { ImpiloTicket } from './supportTicket';
import {
	ASSIGNEE,
	isAssignedTo,
	isOpen,
	simplifyTicket,
	TICKET,
	TICKET_TYPE,
	tickets,
} from './supportTicket';

const NOTE: INodeProperties = {
	displayName: 'Note',
	name: 'note',
	type: 'string',
	typeOptions: { rows: 4 },
	default: '',
	placeholder: 'e.g. No reading since the delivery',
};

const ABOUT: INodeProperties = {
	displayName: 'Additional Fields',
	name: 'additionalFields',
	type: 'collection',
	placeholder: 'Add Field',
	default: {},
	options: [pickDevice(), pickOrder(), pickPatient(), pickSite()],
};

/** Impilo doesn't document its refusals of a ticket: these messages of the Create Order reference fit. */
const TICKET_REFUSALS: readonly KnownRefusal[] = [
	UNKNOWN_PATIENT,
	...SITE_REFUSALS,
	{
		status: 400,
		words: 'Invalid data provided',
		happened: 'Impilo does not accept one of the values of the support ticket',
		remedy:
			'Check Device and Order under Additional Fields, and that the credential has the Environment where they are. Otherwise check Ticket Type and Note.',
	},
];

/** @throws InputRefusal also for a field that was added and is empty: nobody would notice that it's missing */
function readSubjects(valueOf: ValueOf) {
	const given = parseCollection(valueOf(ABOUT.name), ABOUT.displayName);
	const read = <R>(name: string, parse: (value: unknown) => R): R | undefined =>
		given.has(name) ? parse(given.get(name)) : undefined;
	const device = read('deviceId', parseDeviceReference);
	const order = read('orderId', parseOrderReference);
	const patient = read('patientId', parsePatientReference);
	const site = read('siteId', parseSite);
	return async (client: ImpiloClient) => {
		const found = patient && (await identifyPatient(client, patient));
		const subjects = {
			patient: found && { id: found.id },
			order: order && { id: await findOrderId(client, order) },
			device: device && { id: await findDeviceId(client, device) },
			site: site && { id: site },
		};
		const fill = await readNames(client, subjects);
		return { subjects: fill(subjects), personal: found?.personal ?? [] };
	};
}

export const create: Operation = {
	option: {
		name: 'Create',
		value: 'create',
		action: 'Create support ticket',
		description: 'Ask Impilo for help. Running this again creates another ticket.',
	},
	fields: [{ ...TICKET_TYPE, type: 'options' }, NOTE, ABOUT, SIMPLIFY_FIELD],
	execute: forEachNew<ImpiloTicket>(
		'support ticket',
		'Check under Support Tickets at Impilo whether it is there before you run this again: another run would create it a second time.',
		({ client, valuesOf }, itemIndex) => {
			const valueOf = valuesOf(itemIndex);
			const simplify = readSimplify(valueOf);
			const types = TICKET_TYPE.options.map(({ value }) => value);
			const given = parseRequiredText(valueOf(TICKET_TYPE.name), TICKET_TYPE.displayName);
			const spelled = spellChoice(given, TICKET_TYPE.options);
			const ticketType = parseChoice(spelled, types, TICKET_TYPE.displayName);
			const note = parseText(valueOf(NOTE.name), NOTE.displayName);
			const findSubjects = readSubjects(valueOf);
			return {
				request: async () => {
					const { subjects, personal } = await findSubjects(client);
					const body = { ticketType, note: note || undefined, ...subjects };
					return {
						path: '/support-ticket',
						body,
						refusals: TICKET_REFUSALS,
						personal: [note, ...personal],
					};
				},
				present: (ticket) => present(ticket, simplify, simplifyTicket),
			};
		},
	),
};

export const addNote: Operation = {
	option: {
		name: 'Add Note',
		value: 'addNote',
		action: 'Add note to support ticket',
		description: 'Add a note to a support ticket. Running this again adds another note.',
	},
	fields: [TICKET, { ...NOTE, required: true }, SIMPLIFY_FIELD],
	execute: forEachNew<ImpiloTicket>(
		'note',
		'Check the support ticket at Impilo for the note before you run this again: another run would add it a second time.',
		({ client, valuesOf }, itemIndex) => {
			const valueOf = valuesOf(itemIndex);
			const simplify = readSimplify(valueOf);
			const note = parseRequiredText(valueOf(NOTE.name), NOTE.displayName);
			return {
				request: async () => {
					const id = await tickets.find(client, valueOf(TICKET.name));
					const { notFound } = tickets.request(id);
					const personal = [note, ...findPersonal(client, id)];
					return { path: `/support-ticket/${id}/note`, body: { note }, notFound, personal };
				},
				present: (ticket) => present(ticket, simplify, simplifyTicket),
			};
		},
	),
};

/** Reads what must not appear in a message: Impilo is only asked for it if it has refused something. */
const findPersonal = (client: ImpiloClient, id: number): Personal[] => [
	async () => personalTextsOf((await tickets.read(client, id)).patient ?? {}),
];

/** An operation that succeeds if it's already done. */
function changeOperation(
	name: string,
	description: string,
	fields: INodeProperties[],
	readChange: (valueOf: ValueOf) => ChangeById<ImpiloTicket>,
): Operation {
	return {
		option: { name, value: name.toLowerCase(), action: `${name} support ticket`, description },
		fields: [TICKET, ...fields, SIMPLIFY_FIELD],
		execute: forEachItem(async ({ client, valuesOf }, itemIndex) => {
			const valueOf = valuesOf(itemIndex);
			const simplify = readSimplify(valueOf);
			const change = readChange(valueOf);
			const id = await tickets.find(client, valueOf(TICKET.name));
			const request = { ...tickets.request(id), personal: findPersonal(client, id) };
			const ticket = await ensureDoneById(client, request, name.toLowerCase(), change);
			return [{ json: present(ticket, simplify, simplifyTicket) }];
		}),
	};
}

export const assign = changeOperation(
	'Assign',
	'Assign a support ticket to someone in your organization',
	[{ ...ASSIGNEE, type: 'string', default: '', required: true }],
	(valueOf) => {
		const email = parseRequiredText(valueOf(ASSIGNEE.name), ASSIGNEE.displayName);
		refuseBadEmail(email, ASSIGNEE.displayName);
		return { path: 'assignee', body: { email }, isDone: (it) => isAssignedTo(it, email) === true };
	},
);

export const close = changeOperation('Close', 'Close a support ticket', [], () => ({
	path: 'close',
	isDone: (ticket) => isOpen(ticket) === false,
}));

export const reopen = changeOperation('Reopen', 'Reopen a closed support ticket', [], () => ({
	path: 'open',
	isDone: (ticket) => isOpen(ticket) === true,
}));
