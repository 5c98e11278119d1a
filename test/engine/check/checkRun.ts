import type { IDataObject, INodeParameters } from 'n8n-workflow';

import type { Sandbox } from '../../../sandbox';
import { createForm } from '../create/orderForm';
import type { WorkflowRun } from '../harness';
import { IMPILO } from '../impiloRun';

/** What Check says about an item. */
export interface Checked {
	canBePlaced: boolean;
	existingOrderId: number | null;
	problems: Array<{ field: string; message: string; howToFix: string }>;
	warnings: string[];
	order: IDataObject | null;
}

/** The form of Check: that of `createForm`. */
export function checkForm(parameters: INodeParameters = {}): INodeParameters {
	return { ...createForm({ options: {}, ...parameters }), operation: 'check' };
}

/** A form in which each item gives its contents as JSON, its patient and its external order ID. */
export function checkRows(parameters: INodeParameters = {}): INodeParameters {
	return checkForm({
		patientId: { __rl: true, mode: 'id', value: '={{ $json.patient ?? 1234 }}' },
		contents: 'json',
		contentsJson: '={{ $json.contents }}',
		externalOrderIds: '={{ $json.ref }}',
		ifExists: "={{ $json.ifExists ?? 'return' }}",
		...parameters,
	});
}

export const checkedOf = (run: WorkflowRun): Checked[] =>
	run.items(IMPILO).map(({ json }) => json as unknown as Checked);

/** The message of each problem of each item. */
export const messagesOf = (run: WorkflowRun): string[][] =>
	checkedOf(run).map(({ problems }) => problems.map(({ message }) => message));

/** The requests that don't only read: none. */
export const changesOf = ({ requests }: Sandbox): string[] =>
	requests
		.filter(({ method, path }) => method !== 'GET' && !path.endsWith('/patient/find-by-email'))
		.map(({ method, path }) => `${method} ${path}`);

/** How many requests each path got. */
export function countByPath({ requests }: Sandbox): Record<string, number> {
	const counts: Record<string, number> = {};
	for (const { path } of requests) {
		const short = path.replace('/api/v3', '');
		counts[short] = (counts[short] ?? 0) + 1;
	}
	return counts;
}
