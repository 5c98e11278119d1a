import type { INodeExecutionData } from 'n8n-workflow';

import type { ImpiloRequest } from '../api/request';
import type { Operation } from '../run/operation';
import type { OperationRun } from '../run/runItems';
import { eachByItself, runInStages } from '../run/runItems';
import type { Creation } from './createOnce';
import { createOnce, readCreated } from './createOnce';
import { openMemories } from './memory';
import type { Wording } from './sendSummary';
import { createTally, describeDone, summarizeSends } from './sendSummary';

/** The request for something that can't be looked up at Impilo, without what all have in common. */
export type Single = Omit<ImpiloRequest, 'method' | 'purpose'>;

/**
 * The code of an operation that creates something for each item. Another run would create it again, so
 * the message of a stopped run names these items. After a lost answer, nothing is sent again.
 *
 * @param name e.g. "site"
 * @param doubtRemedy what to do if it isn't known whether it was created
 * @param prepare reads the form of an item, and makes its request and its output
 */
export function forEachNew<T extends object>(
	name: string,
	doubtRemedy: string,
	prepare: (
		run: OperationRun,
		itemIndex: number,
	) => {
		request: () => Promise<Single>;
		present: (created: T) => INodeExecutionData['json'];
	},
): Operation['execute'] {
	const wording: Wording = {
		one: name,
		made: 'created',
		wouldDuplicate: 'they would be created twice',
		existed: '',
		duplicateAdvice: '',
	};
	return async (run) => {
		const memoryOf = openMemories<T>(run.context);
		return await runInStages(run, {
			work: async (itemIndex, yieldSlot) => {
				const { request, present } = prepare(run, itemIndex);
				const memory = memoryOf(itemIndex);
				// Only what is sent needs a request.
				const single = memory.state.is === 'notSent' ? await request() : { path: '' };
				const creation: Creation<T> = {
					request: { ...single, method: 'POST', purpose: `create the ${name}` },
					read: readCreated,
					question: `It is not known whether Impilo has created this ${name}.`,
					doubtRemedy: () => doubtRemedy,
				};
				const created = await createOnce(run.client, memory, creation, yieldSlot);
				return [{ json: present(created) }];
			},
			toOutputs: (outputs) => outputs,
			describeDone: () => {
				const sends = summarizeSends(eachByItself(run.itemCount), memoryOf, () => true);
				return describeDone(wording, sends, createTally(), run.itemCount);
			},
		});
	};
}
