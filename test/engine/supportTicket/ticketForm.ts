import type { IDataObject, INodeParameters } from 'n8n-workflow';

import type { WorkflowRun } from '../harness';
import type { ImpiloRig, NodeSettings } from '../impiloRun';
import { pick } from '../impiloRun';

export const TICKETS = '/api/v3/support-ticket';

/** Runs an operation of support tickets; a number is the ticket that it is about. */
export async function runTicket(
	rig: ImpiloRig,
	operation: string,
	ticket: number | string | INodeParameters,
	items: IDataObject[] = [{}],
	settings: NodeSettings = {},
): Promise<WorkflowRun> {
	const parameters = typeof ticket === 'object' ? ticket : { supportTicketId: pick(ticket) };
	return await rig.runImpilo(
		{ resource: 'supportTicket', operation, ...parameters },
		items,
		settings,
	);
}
