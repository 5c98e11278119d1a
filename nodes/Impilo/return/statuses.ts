import type { INodePropertyOptions } from 'n8n-workflow';

/** The statuses that Impilo documents. A new one may appear at any time, and passes through. */
export const RETURN_STATUS_OPTIONS: INodePropertyOptions[] = [
	{ name: 'Arrived', value: 'arrived' },
	{ name: 'Completed', value: 'completed' },
	{ name: 'In Transit', value: 'inTransit' },
	{ name: 'Outbound', value: 'outbound' },
	{ name: 'Pending Return', value: 'pendingReturn' },
	{ name: 'Receiving', value: 'receiving' },
	{ name: 'RMA Placed', value: 'rmaPlaced' },
	{ name: 'Voided', value: 'voided' },
];
