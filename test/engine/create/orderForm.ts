import type { INodeParameters } from 'n8n-workflow';

import { seedIds, type ReceivedRequest, type Sandbox } from '../../../sandbox';
import { pick } from '../impiloRun';

/**
 * The Create form, filled for one item to an existing patient; parameters given replace its own. An order
 * without an external order ID gets none, so that what is sent is fully predictable.
 */
export function createForm({ options, ...parameters }: INodeParameters = {}): INodeParameters {
	return {
		operation: 'create',
		recipient: 'patient',
		patientId: pick(seedIds.patient),
		contents: 'fields',
		orderItems: { item: [{ itemId: pick(seedIds.item), count: 2 }] },
		options: { generateExternalOrderId: false, ...(options as INodeParameters | undefined) },
		...parameters,
	};
}

/** The form of many items: each takes its external order ID from its input's `ref`. */
export function createByRef(parameters: INodeParameters = {}): INodeParameters {
	return createForm({ externalOrderIds: '={{ $json.ref }}', ...parameters });
}

/** What `createForm` sends, but for what the test adds. */
export const WIRE_BODY = {
	patient: { id: seedIds.patient },
	orderItems: [{ item: { id: seedIds.item }, count: 2 }],
};

/** A new patient who exists nowhere else, so that a leak can't be chance. */
export const NEW_PATIENT = {
	firstName: 'Quillon',
	lastName: 'Testperson-Zyx',
	addressLineOne: '77 Nowhere Lane',
	addressCity: 'Fictionburg',
	addressState: 'ZZ',
	addressZipCode: 'Z0Z 0Z9',
	addressCountry: 'XX',
};

export const refs = (count: number, prefix = 'ref'): Array<{ ref: string }> =>
	Array.from({ length: count }, (_, index) => ({ ref: `${prefix}-${index}` }));

/** What faults match to disturb the creation and the look-ups of orders. */
export const CREATE = { method: 'POST', path: '/api/v3/order' };
export const LIST = { method: 'GET', path: '/api/v3/order' };

export const postsOf = ({ requests }: Sandbox): ReceivedRequest[] =>
	requests.filter(({ method, path }) => method === 'POST' && path === '/api/v3/order');

export const listsOf = ({ requests }: Sandbox): ReceivedRequest[] =>
	requests.filter(({ method, path }) => method === 'GET' && path === '/api/v3/order');

/** The look-ups of external order IDs before anything was posted for them. */
export const lookUpsOf = (sandbox: Sandbox): ReceivedRequest[] =>
	listsOf(sandbox).filter((list) => !isCheck(sandbox, list));

/** The look-ups of external order IDs after something was posted for them. */
export const checksOf = (sandbox: Sandbox): ReceivedRequest[] =>
	listsOf(sandbox).filter((list) => isCheck(sandbox, list));

function isCheck({ requests }: Sandbox, list: ReceivedRequest): boolean {
	const [id = ''] = list.query.parsed.externalOrderId ?? [];
	const posted = requests
		.slice(0, requests.indexOf(list))
		.filter(({ method }) => method === 'POST')
		.map(({ body }) => JSON.stringify(body));
	return posted.some((body) => body.includes(JSON.stringify(id)));
}

/** The bodies of all creates, in the order in which they came. */
export const postedBodies = (sandbox: Sandbox): unknown[] =>
	postsOf(sandbox).map(({ body }) => body);

/** How many orders of that external order ID the sandbox holds. */
export const countOrders = (sandbox: Sandbox, externalOrderId: string): number =>
	sandbox.orders.find({ externalOrderIds: [externalOrderId] }).length;
