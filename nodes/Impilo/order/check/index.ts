import type { INodeExecutionData } from 'n8n-workflow';

import { InputRefusal } from '../../fields/refusal';
import { toNodeError } from '../../run/errors';
import { showHints } from '../../run/hints';
import type { Operation } from '../../run/operation';
import { listParts } from '../../run/readItems';
import type { OperationRun } from '../../run/runItems';
import { runItems } from '../../run/runItems';
import { combinesItems } from '../create/combine';
import { isContentsJson } from '../create/contents';
import { CREATE_FIELDS, IF_CONTENTS_DIFFER } from '../create/fields';
import { readOrders } from '../create/form';
import type { CheckedItem } from './batch';
import { checkBatch } from './batch';
import { collectReferences, readCatalogue } from './catalogue';
import { hintsOfVerdicts, presentVerdict } from './output';

export const check: Operation = {
	option: {
		name: 'Check',
		value: 'check',
		action: 'Check order before placing it',
		description: 'Check whether an order can be placed, without placing it',
		builderHint: {
			propertyHint:
				'Takes the same fields as Create and changes nothing at Impilo. Use it before Create, and create the order only if canBePlaced is true; problems says what to change.',
		},
	},
	fields: CREATE_FIELDS,
	options: [IF_CONTENTS_DIFFER],
	execute: checkOrders,
};

async function checkOrders(run: OperationRun): Promise<INodeExecutionData[]> {
	const { items, together } = await readItems(run);
	const orders = items.flatMap((item) => ('order' in item ? item.order : []));
	const stops = !run.context.continueOnFail();
	const catalogue = await readCatalogue(run.client, collectReferences(orders), stops);
	const verdicts = checkBatch(items, catalogue);
	const verdictOf = new Map(together.map(([first], index) => [first, verdicts[index]]));
	const work = async (itemIndex: number): Promise<INodeExecutionData[]> => {
		const verdict = verdictOf.get(itemIndex);
		if (verdict === undefined) return [];
		if ('failure' in verdict) throw verdict.failure;
		return [{ json: presentVerdict(verdict) }];
	};
	const outputs = await runItems(run, work, together);
	showHints(run.context, hintsOfVerdicts(verdicts, combinesItems(run) ? together : undefined));
	return outputs;
}

/**
 * @returns the orders, with the items of each
 * @throws NodeOperationError with Continue off, if an expression can't be evaluated
 */
async function readItems(
	run: OperationRun,
): Promise<{ items: CheckedItem[]; together: Array<readonly number[]> }> {
	const parts = listParts(await readOrders(run, () => undefined));
	const items = parts.map(({ item, itemIndices }): CheckedItem => {
		if (!('refusal' in item)) {
			return { order: item, isJson: isContentsJson(run.valuesOf(item.itemIndex)) };
		}
		if (item.refusal instanceof InputRefusal || run.context.continueOnFail()) return item;
		throw toNodeError(run.context.getNode(), item.refusal, itemIndices);
	});
	return { items, together: parts.map(({ itemIndices }) => itemIndices) };
}
