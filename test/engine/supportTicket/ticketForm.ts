import type { IDataObject, INodeParameters } from 'n8n-workflow';

import type { WorkflowRun } from '../harness';
import type { ImpiloRig } from '../impiloRun';
import { pick } from '../impiloRun';

export const TICKETS = '/api/v3/support-ticket';

/** Runs an operation of support tickets; a number is the ticket that it is about. */
export async function runTicket(
	rig: ImpiloRig,
	operation: string,
	ticket: number | INodeParameters,
	items?: IDataObject[],
): Promise<WorkflowRun> {
	const parameters = typeof ticket === 'number' ? { supportTicketId: pick(ticket) } : ticket;
	return await rig.runImpilo({ resource: 'supportTicket', operation, ...parameters }, items);
}
