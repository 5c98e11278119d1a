import type { IDataObject, INodeParameters } from 'n8n-workflow';

import type { Sandbox } from '../../sandbox';
import { seedIds } from '../../sandbox';
import type { WorkflowRun } from '../engine/harness';

/** The parameters with which a batch places one order an item. */
export const PLACE_ORDER: INodeParameters = {
	operation: 'create',
	recipient: 'patient',
	patientId: { __rl: true, mode: 'id', value: '={{ $json.patientId }}' },
	contents: 'json',
	contentsJson: '={{ { orderKits: [{ id: $json.kitId, count: $json.count }] } }}',
	externalOrderIds: '={{ $json.externalOrderId }}',
	ifExists: 'return',
	simplify: true,
};

/** Orders with external IDs "batch-0", "batch-1" … for varying patients, kits and counts. */
export function createBatch(size: number): IDataObject[] {
	return Array.from({ length: size }, (_, index) => ({
		externalOrderId: `batch-${index}`,
		patientId: seedIds.patient + (index % 20),
		kitId: seedIds.kits[index % seedIds.kits.length] ?? seedIds.kit,
		count: 1 + (index % 3),
	}));
}

/** How many orders that aren't voided the sandbox has for each external order ID of a batch. */
export function countOrders(sandbox: Sandbox, batch: IDataObject[]): Map<string, number> {
	const counts = new Map(batch.map(({ externalOrderId }) => [String(externalOrderId), 0]));
	for (const order of sandbox.orders) {
		if (order.currentStatus === 'voided') continue;
		for (const id of order.externalOrderIds ?? []) {
			if (counts.has(id)) counts.set(id, (counts.get(id) ?? 0) + 1);
		}
	}
	return counts;
}

/** The external order IDs of a batch that don't have exactly one order: doubled or lost. */
export function findWrong(sandbox: Sandbox, batch: IDataObject[]): Array<[string, number]> {
	return [...countOrders(sandbox, batch)].filter(([, count]) => count !== 1);
}

/** Which items of a run didn't get the order they asked for; empty when all is right. */
export function findWrongOutputs(run: WorkflowRun, node: string, batch: IDataObject[]): unknown[] {
	const outputs = run.items(node);
	return batch.flatMap((item, index) => {
		const output = outputs[index];
		const isRight =
			output !== undefined &&
			JSON.stringify(output.pairedItem) === JSON.stringify({ item: index }) &&
			JSON.stringify(output.json.externalOrderIds) === JSON.stringify([item.externalOrderId]) &&
			output.json.patientId === item.patientId &&
			JSON.stringify(output.json.orderKits).includes(`"id":${String(item.kitId)},`) &&
			JSON.stringify(output.json.orderKits).includes(`"count":${String(item.count)}`);
		return isRight ? [] : [{ index, item, output }];
	});
}
