import type { IWebhookFunctions } from 'n8n-workflow';

import { ProcessMemory } from '../../../nodes/Impilo/trigger/processMemory';
import { NODE } from '../standIns';

const MOST_TRIGGERS = 1_000;

function triggerOf(workflowId: string, nodeId = 'node'): IWebhookFunctions {
	const context: Pick<IWebhookFunctions, 'getNode' | 'getWorkflow'> = {
		getNode: () => ({ ...NODE, id: nodeId }),
		getWorkflow: () => ({ id: workflowId, active: true }),
	};
	return context as IWebhookFunctions;
}

function fill(memory: ProcessMemory<number>, from: number, to: number): void {
	for (let number = from; number < to; number++) memory.set(triggerOf(`w${number}`), number);
}

describe('ProcessMemory', () => {
	it('remembers the last value of each trigger', () => {
		const memory = new ProcessMemory<string>();
		memory.set(triggerOf('w1'), 'earlier');
		memory.set(triggerOf('w1'), 'later');
		memory.set(triggerOf('w1', 'other'), 'other node');
		memory.set(triggerOf('w2'), 'other workflow');

		expect(memory.get(triggerOf('w1'))).toBe('later');
		expect(memory.get(triggerOf('w1', 'other'))).toBe('other node');
		expect(memory.get(triggerOf('w2'))).toBe('other workflow');
		expect(memory.get(triggerOf('w2', 'other'))).toBeUndefined();
	});

	it('remembers a thousand triggers, and drops the oldest for a new one', () => {
		const memory = new ProcessMemory<number>();
		fill(memory, 0, MOST_TRIGGERS);
		expect(memory.get(triggerOf('w0'))).toBe(0);

		fill(memory, MOST_TRIGGERS, MOST_TRIGGERS + 2);
		expect([0, 1, 2].map((number) => memory.get(triggerOf(`w${number}`)))).toEqual([
			undefined,
			undefined,
			2,
		]);
		expect(memory.get(triggerOf(`w${MOST_TRIGGERS + 1}`))).toBe(MOST_TRIGGERS + 1);
	});

	it('drops the one that has been silent for longest, not the one that came first', () => {
		const memory = new ProcessMemory<number>();
		fill(memory, 0, MOST_TRIGGERS);
		memory.set(triggerOf('w0'), 100);
		fill(memory, MOST_TRIGGERS, MOST_TRIGGERS + 1);

		expect(memory.get(triggerOf('w0'))).toBe(100);
		expect(memory.get(triggerOf('w1'))).toBeUndefined();
	});

	it('keeps its memory apart from that of another', () => {
		const memory = new ProcessMemory<number>();
		fill(memory, 0, 1);

		expect(new ProcessMemory<number>().get(triggerOf('w0'))).toBeUndefined();
	});
});
