import type { INodeExecutionData } from 'n8n-workflow';

import { UncertainCreation } from '../api/createOnce';
import { countOf, listItems } from './hints';
import type { Operation } from './operation';
import type { OperationRun } from './runItems';
import { runInStages } from './runItems';
import { openTries } from './tries';

/**
 * The code of an operation that creates something for each item, which another run would create again:
 * where it stops, it says for which items that is so.
 *
 * @param name e.g. "site"
 */
export function forEachNew(
	name: string,
	create: (run: OperationRun, itemIndex: number) => Promise<INodeExecutionData[]>,
): Operation['execute'] {
	return async (run) => {
		const created: number[] = [];
		const doubtful: number[] = [];
		const createForAllTries = openTries(run.context);
		return await runInStages(run, {
			work: async (itemIndex) => {
				const creating = createForAllTries(itemIndex, async () => await create(run, itemIndex));
				const outputs = await creating.catch((thrown: unknown) => {
					if (thrown instanceof UncertainCreation) doubtful.push(itemIndex);
					throw thrown;
				});
				created.push(itemIndex);
				return outputs;
			},
			toOutputs: (outputs) => outputs,
			describeDone: () => describeDone(name, created, doubtful, run.itemCount),
		});
	};
}

/** What a stopped run says about what it has created. */
function describeDone(
	name: string,
	created: readonly number[],
	doubtful: readonly number[],
	itemCount: number,
): string {
	if (itemCount === 1) return '';
	const done =
		created.length === 0
			? `No ${name} of this run is known to be created.`
			: `${countOf(created.length, name)} of this run ${created.length === 1 ? 'was' : 'were'} created before it stopped. Remove these items before you run it again, as they would be created twice: ${listItems(created)}.`;
	const doubt =
		doubtful.length === 0
			? ''
			: ` It is not known whether the ${name}s of these items were created: ${listItems(doubtful)}.`;
	return `${done}${doubt}`;
}
