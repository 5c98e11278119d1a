import type { IDataObject, INode, INodeExecutionData } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import { ImpiloFailure } from '../api/failure';
import { InputRefusal } from '../fields/refusal';
import { nameItems } from './hints';

/** Whether an AI agent is using the node: n8n then adds "Tool" to the node's type. */
export function isAgentTool(node: INode): boolean {
	return node.type.endsWith('Tool');
}

type NodeError = NodeApiError | NodeOperationError;

/**
 * Turns whatever an item failed with into n8n's own error, once, with the item's number in it.
 *
 * @param items the index of the item, or those of several; undefined if there is none, as in the lists of
 * the editor
 * @param addition what else to say, after the remedy: n8n shows all as one paragraph, so Impilo's words,
 * which may end without a full stop, come last
 */
export function toNodeError(
	node: INode,
	thrown: unknown,
	items?: number | readonly number[],
	addition = '',
): NodeError {
	const happened = thrown instanceof Error ? thrown.message : 'Something unexpected happened';
	const remedy = remedyOf(thrown);
	const itemIndices = typeof items === 'number' ? [items] : (items ?? []);
	const [itemIndex] = itemIndices;
	const where = itemIndex === undefined ? '' : ` [${nameItems(itemIndices)}]`;
	const what = `${happened}${where}`;
	// An AI agent gets only the message; in n8n 1.100 and older, only the description.
	const isForAgent = isAgentTool(node);
	const message = isForAgent && remedy !== '' ? `${what}. ${remedy}` : what;
	const description = [isForAgent ? what : '', remedy, addition, quoteImpilo(thrown)]
		.filter((part) => part !== '')
		.join('\n\n');

	// n8n 1.85 hides from an agent what a NodeApiError says.
	const error =
		thrown instanceof ImpiloFailure && !isForAgent
			? new NodeApiError(
					node,
					{},
					{ message, description, itemIndex, httpCode: thrown.status?.toString() },
				)
			: new NodeOperationError(node, message, { description, itemIndex });
	// n8n replaces a message in which it finds the letters of a network code, even inside a word, and
	// drops a description that says the same.
	error.message = message;
	error.description = description;
	error.messages = thrown instanceof ImpiloFailure && thrown.apiMessage ? [thrown.apiMessage] : [];
	return error;
}

function remedyOf(thrown: unknown): string {
	if (thrown instanceof ImpiloFailure || thrown instanceof InputRefusal) return thrown.remedy;
	const description =
		thrown instanceof Error && 'description' in thrown ? thrown.description : undefined;
	return typeof description === 'string' ? description : '';
}

/** @returns nothing if the message already quotes it */
function quoteImpilo(thrown: unknown): string {
	if (!(thrown instanceof ImpiloFailure) || thrown.apiMessage === undefined) return '';
	const quote = `"${thrown.apiMessage}"`;
	return thrown.message.includes(quote) ? '' : `Impilo said: ${quote}`;
}

/**
 * The item that replaces a failed one.
 *
 * n8n treats an item as failed only if its JSON has no keys but `error`, `message` and `details`. n8n
 * 2.35 and older don't accept `details`, and need the item's own `error`. It is hidden so that n8n
 * doesn't copy it to the error output, where it would replace the JSON.
 */
export function toErrorItem(node: INode, thrown: unknown, itemIndex: number): INodeExecutionData {
	const details: IDataObject = { howToFix: remedyOf(thrown) };
	if (thrown instanceof ImpiloFailure) {
		details.httpCode = thrown.status ?? null;
		details.impiloSaid = thrown.apiMessage ?? null;
	}
	const error = toNodeError(node, thrown, itemIndex);
	const item = { json: { error: error.message, details }, pairedItem: { item: itemIndex } };
	return node.onError === 'continueErrorOutput'
		? Object.defineProperty(item, 'error', { value: error, writable: true })
		: item;
}
