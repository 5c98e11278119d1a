import type { INodeExecutionData, IRunExecutionData } from 'n8n-workflow';

/** An execution as n8n has saved it. */
export interface SavedExecution {
	status: string;
	data: IRunExecutionData;
	/**
	 * The items that the last run of a node gave.
	 *
	 * @param output from 0
	 */
	items(nodeName: string, output?: number): INodeExecutionData[];
}

/**
 * Reads the answer of n8n's REST API for one execution.
 *
 * @throws Error when it isn't one
 */
export function readSavedExecution(answer: unknown): SavedExecution {
	if (
		typeof answer !== 'object' ||
		answer === null ||
		!('data' in answer) ||
		typeof answer.data !== 'string'
	) {
		throw new Error('n8n has not saved the data of this execution');
	}
	const data = unflatten(answer.data) as IRunExecutionData;
	return {
		status: 'status' in answer ? String(answer.status) : 'unknown',
		data,
		items: (nodeName, output = 0) =>
			data.resultData.runData[nodeName]?.at(-1)?.data?.main?.[output] ?? [],
	};
}

/**
 * Undoes the format of the npm package flatted, in which n8n saves run data: a list whose first entry
 * is the value, and in which each text stands for an entry of the list, by its number.
 */
function unflatten(text: string): unknown {
	const entries = JSON.parse(text) as unknown[];
	const revived = new Set<object>();
	const resolve = (reference: unknown): unknown => {
		if (typeof reference !== 'string') return reference;
		const entry = entries[Number(reference)];
		return typeof entry === 'object' && entry !== null ? revive(entry) : entry;
	};
	const revive = (entry: object): object => {
		if (revived.has(entry)) return entry;
		revived.add(entry);
		for (const [key, reference] of Object.entries(entry)) {
			Object.assign(entry, { [key]: resolve(reference) });
		}
		return entry;
	};
	return resolve('0');
}
