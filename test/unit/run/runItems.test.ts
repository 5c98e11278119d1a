import type { INodeExecutionData } from 'n8n-workflow';

import { GateClosed } from '../../../nodes/Impilo/api/gate';
import { InputRefusal } from '../../../nodes/Impilo/fields/refusal';
import type { OperationRun } from '../../../nodes/Impilo/run/runItems';
import { runItems } from '../../../nodes/Impilo/run/runItems';
import { createClient, createContext, createScript, settle, valuesOf } from '../standIns';

function createRun(itemCount: number, { concurrency = 3, continues = false } = {}): OperationRun {
	const client = createClient(createScript().transmit, { concurrency });
	const context = createContext([], { continues });
	return { context, valuesOf: () => valuesOf({}), client, itemCount, concurrency };
}

/** Runs items whose work ends when a test says so. */
function startRun(itemCount: number, { concurrency = 2, continues = false } = {}) {
	const setUp = createRun(itemCount, { concurrency, continues });
	const started: number[] = [];
	const ended: number[] = [];
	const endings = new Map<number, { succeed: () => void; fail: (reason: unknown) => void }>();
	const run = runItems(setUp, async (itemIndex) => {
		started.push(itemIndex);
		await new Promise<void>((resolve, reject) =>
			endings.set(itemIndex, { succeed: resolve, fail: reject }),
		).finally(() => ended.push(itemIndex));
		return [{ json: { from: itemIndex } }];
	});
	// The run may fail before a test looks at it.
	run.catch(() => {});
	return {
		run,
		gate: setUp.client.gate,
		started,
		ended,
		succeed: async (itemIndex: number) => {
			endings.get(itemIndex)?.succeed();
			await settle();
		},
		fail: async (
			itemIndex: number,
			reason: unknown = new InputRefusal('Field', 'is broken', 'Mend it.'),
		) => {
			endings.get(itemIndex)?.fail(reason);
			await settle();
		},
	};
}

const simpleRun = async (
	itemCount: number,
	work: (itemIndex: number) => Promise<INodeExecutionData[]>,
) => await runItems(createRun(itemCount), work);

describe('runItems', () => {
	it('pairs each output with its item, also where an item has none or several', async () => {
		const outputs = await simpleRun(
			3,
			async (itemIndex) =>
				await Promise.resolve(
					Array.from({ length: [2, 0, 1][itemIndex] ?? 0 }, () => ({ json: { from: itemIndex } })),
				),
		);

		expect(outputs.map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 0 },
			{ item: 0 },
			{ item: 2 },
		]);
	});

	it('returns nothing for no items', async () => {
		await expect(simpleRun(0, () => Promise.reject(new Error('not called')))).resolves.toEqual([]);
	});

	describe('with Continue off', () => {
		it('starts nothing new after a failure, waits for what is in flight, then fails', async () => {
			const { run, gate, started, ended, succeed, fail } = startRun(5, { concurrency: 2 });
			let isOver = false;
			void run.catch(() => (isOver = true));
			await settle();
			await fail(1);

			expect({ started, isOver }).toEqual({ started: [0, 1], isOver: false });
			await expect(gate.send(() => Promise.resolve())).rejects.toThrow(GateClosed);

			await succeed(0);
			expect({ started, ended }).toEqual({ started: [0, 1], ended: [1, 0] });
			await expect(run).rejects.toThrow('Field is broken [item 1]');
		});

		it('throws the failure that came first', async () => {
			const { run, fail } = startRun(2);
			await settle();
			await fail(1, new Error('first'));
			await fail(0, new Error('second'));

			await expect(run).rejects.toThrow('first [item 1]');
		});

		it('throws the cause rather than its consequence for other items', async () => {
			const { run, fail } = startRun(2);
			await settle();
			await fail(0, new GateClosed());
			await fail(1, new Error('real'));

			await expect(run).rejects.toThrow('real [item 1]');
		});

		it('says that the execution was stopped where that is the cause', async () => {
			const { run, fail } = startRun(2);
			await settle();
			await fail(0, new GateClosed());
			await fail(1, new GateClosed());

			await expect(run).rejects.toThrow(/^The execution was stopped .* \[item \d\]$/);
		});

		it('fails where null is thrown, too', async () => {
			const { run, fail, started } = startRun(3, { concurrency: 1 });
			await settle();
			await fail(0, null);

			expect(started).toEqual([0]);
			await expect(run).rejects.toThrow('Something unexpected happened [item 0]');
		});
	});

	describe('with Continue on', () => {
		it('leaves the gate open', async () => {
			const { run, gate, fail } = startRun(1, { continues: true });
			await fail(0);
			await run;

			await expect(gate.send(() => Promise.resolve('sent'))).resolves.toBe('sent');
		});
	});
});
