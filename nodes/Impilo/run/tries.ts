import type { IExecuteFunctions } from 'n8n-workflow';

import { UncertainCreation } from '../api/createOnce';
import { isAgentTool } from './errors';

/** What was created for an item, by the item's JSON: it lasts as long as n8n keeps the item. */
const creations = new WeakMap<object, Map<string, Promise<unknown>>>();

/** Creates something for an item once for all tries. */
export type CreateForAllTries = <T>(itemIndex: number, create: () => Promise<T>) => Promise<T>;

/**
 * Lets things be created only once, however often Retry On Fail runs the node: each try has the same
 * items. A later try gets what an earlier one has created, and fails as that one did where nobody can
 * tell whether it was created.
 */
export function openTries(context: IExecuteFunctions): CreateForAllTries {
	let run: string | undefined;
	return async <T>(itemIndex: number, create: () => Promise<T>): Promise<T> => {
		const json = context.getInputData()[itemIndex]?.json;
		if (json === undefined) return await create();
		const ofItem = creations.get(json) ?? new Map<string, Promise<unknown>>();
		creations.set(json, ofItem);
		run ??= nameRun(context);
		const key = `${run} ${itemIndex}`;
		const creation = (ofItem.get(key) as Promise<T> | undefined) ?? create();
		ofItem.set(key, creation);
		return await creation.catch((failure: unknown) => {
			if (!(failure instanceof UncertainCreation)) ofItem.delete(key);
			throw failure;
		});
	};
}

/** One item may reach several nodes, and a node several times; an agent's call is told by its arguments alone. */
function nameRun(context: IExecuteFunctions): string {
	const node = context.getNode();
	const run = isAgentTool(node) ? 'call' : context.evaluateExpression('{{ $runIndex }}', 0);
	return JSON.stringify([context.getExecutionId(), node.name, run]);
}
