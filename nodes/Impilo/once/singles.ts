import type { INodeExecutionData } from 'n8n-workflow';

import type { ImpiloRequest } from '../api/request';
import type { Operation } from '../run/operation';
import type { OperationRun } from '../run/runItems';
import { eachByItself, runInStages } from '../run/runItems';
import type { Creation } from './createOnce';
import { createOnce, readCreated } from './createOnce';
import { openMemories } from './memory';
import type { Wording } from './report';
import { createTally, describeDone, summarizeSends } from './report';

/** Something new that can't be looked for at Impilo: its request, but for what all have in common. */
export type Single = Omit<ImpiloRequest, 'method' | 'purpose'>;

/**
 * The code of an operation that creates something for each item, which another run would create again:
 * where it stops, it says for which items that is so. A lost answer is never followed by another send.
 *
 * @param name e.g. "site"
 * @param doubtRemedy what to do where nobody can tell whether it was created
 * @param prepare reads what an item asks for, and says how its request and its output are made
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
	const words: Wording = {
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
				// What was sent before isn't sent again, so that nothing has to be found out for it.
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
				const account = summarizeSends(eachByItself(run.itemCount), memoryOf, () => true);
				return describeDone(words, account, createTally(), run.itemCount);
			},
		});
	};
}
