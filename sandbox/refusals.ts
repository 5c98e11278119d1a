import type { FastifyReply, FastifyRequest } from 'fastify';
import { STATUS_CODES } from 'node:http';

/** The refusals the Create Order reference documents, word for word. `{id}` stands for a site's id. */
export const documentedRefusals = [
	{
		status: 400,
		message:
			'Order must contain at least one of: orderItems, orderKits, returnItems, returnDevices, or returnPackedKits',
	},
	{
		status: 400,
		message: 'shippingOption is required when emailLabel is false and return items are included',
	},
	{ status: 400, message: 'patient or site required' },
	{ status: 400, message: 'insufficient_inventory' },
	{
		status: 400,
		message: 'Order contains Items that are marked as non-orderable. Order cannot be placed.',
	},
	{ status: 400, message: 'item_not_orderable' },
	{ status: 400, message: 'max_one_loaner_kit' },
	{ status: 400, message: 'qty_over_one_loaner_kit' },
	{ status: 400, message: 'no_returns_with_loaner_kit' },
	{ status: 400, message: 'no_loaner_kit_to_site' },
	{
		status: 400,
		message: 'Device cannot be included both as a return device and in a packed kit',
	},
	{ status: 400, message: 'patient_does_not_exist' },
	{ status: 400, message: 'invalid_order' },
	{ status: 400, message: 'Patient required' },
	{ status: 400, message: 'Must provide a non-blank string for firstName.' },
	{ status: 400, message: 'Must provide a non-blank string for lastName.' },
	{ status: 400, message: 'Must provide an Address for Patient.' },
	{ status: 400, message: 'Site {id} not found' },
	{ status: 400, message: 'Site {id} not active' },
	{ status: 400, message: 'Unable to find the Site provided.' },
	{ status: 400, message: 'Must provide a Line One value in the Address.' },
	{ status: 400, message: 'Must provide a City value in the Address.' },
	{ status: 400, message: 'Must provide a State value in the Address.' },
	{ status: 400, message: 'Must provide a Country value in the Address.' },
	{ status: 400, message: 'Must provide a Zip Code value in the Address.' },
	{ status: 400, message: 'Invalid JSON format' },
	{ status: 400, message: 'Invalid data provided' },
	{ status: 401, message: 'Missing, invalid, or expired authentication token' },
	{ status: 403, message: 'Access Denied' },
	{ status: 403, message: 'The requested feature has been disabled.' },
	{ status: 403, message: 'The requested resource is forbidden.' },
] as const;

export type DocumentedMessage = (typeof documentedRefusals)[number]['message'];

/** An answer other than success: thrown by the rules, turned into a response by the server. */
export class Refusal extends Error {
	constructor(
		readonly status: number,
		message: string,
	) {
		super(message);
		this.name = 'Refusal';
	}
}

/** The status the reference lists a message under; 400 for any other message. */
export function findStatusOf(message: string): number {
	return documentedRefusals.find((refusal) => refusal.message === message)?.status ?? 400;
}

/** A refusal the Create Order reference documents. `siteId` fills the `{id}` of the two site messages. */
export function refuse(message: DocumentedMessage, siteId?: number): Refusal {
	const text = siteId === undefined ? message : message.replace('{id}', String(siteId));
	return new Refusal(findStatusOf(message), text);
}

/** 404s are not in the reference; the wording is the sandbox's own. */
export function refuseUnknown(what: string, id: string | number): Refusal {
	return new Refusal(404, `${what} ${id} not found`);
}

/**
 * Impilo doesn't document what the body of a refusal looks like, so a client has to cope with
 * all of these. `string` is the message as plain text, `jsonString` the same as a JSON string.
 */
export const ERROR_SHAPES = [
	'message',
	'error',
	'errors',
	'string',
	'jsonString',
	'html',
	'empty',
] as const;

export type ErrorShape = (typeof ERROR_SHAPES)[number];

export const DEFAULT_ERROR_SHAPE: ErrorShape = 'message';

export interface ErrorBody {
	contentType?: string;
	text: string;
}

const JSON_TYPE = 'application/json; charset=utf-8';

export function shapeError(message: string, shape: ErrorShape): ErrorBody {
	switch (shape) {
		case 'message':
			return { contentType: JSON_TYPE, text: JSON.stringify({ message }) };
		case 'error':
			return { contentType: JSON_TYPE, text: JSON.stringify({ error: message }) };
		case 'errors':
			return { contentType: JSON_TYPE, text: JSON.stringify({ errors: [message] }) };
		case 'string':
			return { contentType: 'text/plain; charset=utf-8', text: message };
		case 'jsonString':
			return { contentType: JSON_TYPE, text: JSON.stringify(message) };
		case 'html':
			return {
				contentType: 'text/html; charset=utf-8',
				text: `<!doctype html><html><head><title>Error</title></head><body><h1>${escapeHtml(message)}</h1></body></html>`,
			};
		case 'empty':
			return { text: '' };
	}
}

function escapeHtml(text: string): string {
	return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

export function sendError(
	request: FastifyRequest,
	reply: FastifyReply,
	defaultShape: ErrorShape,
	status: number,
	message: string,
): FastifyReply {
	// An empty text would be labelled text/plain; nothing at all is not labelled.
	const body = shapeError(message, request.faultPlan.errorShape ?? defaultShape);
	if (body.contentType !== undefined) reply.type(body.contentType);
	return reply.code(status).send(body.text === '' ? undefined : body.text);
}

/** The message if there is only a status. */
export function describeStatus(status: number): string {
	return STATUS_CODES[status] ?? `Status ${status}`;
}
