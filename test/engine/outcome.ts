import type { IDataObject } from 'n8n-workflow';

import type { Sandbox } from '../../sandbox';
import type { WorkflowRun } from './harness';
import { IMPILO } from './impiloRun';

/** The result of a run of the Impilo node, and what went over the wire. */

export const jsonOf = (run: WorkflowRun, output = 0): IDataObject[] =>
	run.items(IMPILO, output).map(({ json }) => json);

export const idsOf = (run: WorkflowRun, output = 0): unknown[] =>
	jsonOf(run, output).map(({ id }) => id);

export const pairingOf = (run: WorkflowRun, output = 0): unknown[] =>
	run.items(IMPILO, output).map(({ pairedItem }) => pairedItem);

/** The message of each item on the error output. */
export const errorsOf = (run: WorkflowRun): unknown[] => jsonOf(run, 1).map(({ error }) => error);

export const hintsOf = (run: WorkflowRun): string[] =>
	run.hints(IMPILO).map(({ message }) => message);

/** What the user reads of a run that stopped. */
export function failureOf({ error }: WorkflowRun): { message: string; description: string } {
	const description = error !== undefined && 'description' in error ? error.description : '';
	return { message: error?.message ?? '', description: description ?? '' };
}

/** What the sandbox received, in order, as `GET /api/v3/order?page=1&size=250`. */
export const requestLines = ({ requests }: Sandbox): string[] =>
	requests.map(
		({ method, path, query }) => `${method} ${path}${query.raw === '' ? '' : `?${query.raw}`}`,
	);

/** `supportTicket` as messages have it: "support ticket". */
export const wordsOf = (resource: string): string =>
	resource.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

/** As forms have it: "Support Ticket". */
export const labelOf = (resource: string): string =>
	wordsOf(resource).replace(/\b[a-z]/g, (letter) => letter.toUpperCase());

/** Where Impilo has it, such as `/api/v3/support-ticket`. */
export const pathOf = (resource: string): string =>
	`/api/v3/${wordsOf(resource).replaceAll(' ', '-')}`;

/** Method and status of what the sandbox got, in order; undefined if it gave no answer. */
export const wireOf = ({ requests }: Sandbox): string[] =>
	requests.map(({ method, status }) => `${method} ${status}`);
