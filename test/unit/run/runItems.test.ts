import type { IExecuteFunctions, INode } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { GateClosed } from '../../../nodes/Impilo/api/gate';
import { InputRefusal } from '../../../nodes/Impilo/fields/refusal';
import { runItems } from '../../../nodes/Impilo/run/runItems';
import { createClient, createScript, rejectionOf, settle } from '../standIns';

const NODE: INode = {
	id: '1',
	name: 'Impilo',
	type: 'n8n-nodes-impilo.impilo',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

function createContext(continueOnFail: boolean): IExecuteFunctions {
	const context: Pick<IExecuteFunctions, 'continueOnFail' | 'getNode'> = {
		continueOnFail: () => continueOnFail,
		getNode: () => NODE,
	};
	return context as IExecuteFunctions;
}

const noValues = () => () => undefined;

/** Runs items whose work ends when a test says so. */
function startRun(itemCount: number, { concurrency = 2, goesOn = false, done = '' } = {}) {
	const client = createClient(createScript().transmit, { concurrency });
	const { gate } = client;
	const started: number[] = [];
	const ended: number[] = [];
	const endings = new Map<number, { succeed: () => void; fail: (reason: unknown) => void }>();
	const run = runItems(
		{ context: createContext(goesOn), valuesOf: noValues, client, itemCount, concurrency },
		async (itemIndex) => {
			started.push(itemIndex);
			await new Promise<void>((resolve, reject) =>
				endings.set(itemIndex, { succeed: resolve, fail: reject }),
			).finally(() => ended.push(itemIndex));
			return [{ json: { from: itemIndex } }];
		},
		() => done,
	);
	// The run may fail before a test looks at it.
	run.catch(() => {});
	return {
		run,
		gate,
		started,
		ended,
		succeed: async (itemIndex: number) => {
			endings.get(itemIndex)?.succeed();
			await settle();
		},
		fail: async (itemIndex: number, reason: unknown = new InputRefusal('Broken', 'Mend it.')) => {
			endings.get(itemIndex)?.fail(reason);
			await settle();
		},
	};
}

const simpleRun = (
	itemCount: number,
	work: (itemIndex: number) => Promise<Array<{ json: { from: number } }>>,
	goesOn = false,
) =>
	runItems(
		{
			context: createContext(goesOn),
			valuesOf: noValues,
			client: createClient(createScript().transmit),
			itemCount,
			concurrency: 3,
		},
		work,
	);

describe('runItems', () => {
	it('gives the results in the order of the input, however they end', async () => {
		const { run, succeed } = startRun(3, { concurrency: 3 });
		for (const itemIndex of [2, 0, 1]) await succeed(itemIndex);

		expect(await run).toEqual([
			{ json: { from: 0 }, pairedItem: { item: 0 } },
			{ json: { from: 1 }, pairedItem: { item: 1 } },
			{ json: { from: 2 }, pairedItem: { item: 2 } },
		]);
	});

	it('pairs all that one item yields, and takes an item that yields nothing', async () => {
		const outputs = await simpleRun(3, async (itemIndex) =>
			Array.from({ length: [2, 0, 1][itemIndex] ?? 0 }, () => ({ json: { from: itemIndex } })),
		);

		expect(outputs.map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 0 },
			{ item: 0 },
			{ item: 2 },
		]);
	});

	it('gives nothing for no items', async () => {
		await expect(simpleRun(0, () => Promise.reject(new Error('not called')))).resolves.toEqual([]);
	});

	it.each([1, 2, 5])('works on %d at once, and takes the next when one is done', async (most) => {
		const { run, started, succeed } = startRun(6, { concurrency: most });
		await settle();
		expect(started).toEqual([0, 1, 2, 3, 4, 5].slice(0, most));

		await succeed(0);
		expect(started).toEqual([0, 1, 2, 3, 4, 5].slice(0, most + 1));

		for (const itemIndex of [1, 2, 3, 4, 5]) await succeed(itemIndex);
		await expect(run).resolves.toHaveLength(6);
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
			await expect(run).rejects.toThrow('Broken [item 1]');
		});

		it('throws an error of n8n, with the item and what had been done', async () => {
			const { run, fail } = startRun(1, { done: '2 orders were placed.' });
			await fail(0);
			const error = await rejectionOf(run);

			expect(error).toBeInstanceOf(NodeOperationError);
			expect(error).toMatchObject({
				message: 'Broken [item 0]',
				description: 'Mend it.\n\n2 orders were placed.',
				context: { itemIndex: 0 },
			});
		});

		it('throws the failure that came first', async () => {
			const { run, fail } = startRun(2);
			await settle();
			await fail(1, new Error('first'));
			await fail(0, new Error('second'));

			await expect(run).rejects.toThrow('first [item 1]');
		});

		it('throws the real failure rather than that an item was not sent any more', async () => {
			const { run, fail } = startRun(2);
			await settle();
			await fail(0, new GateClosed());
			await fail(1, new Error('real'));

			await expect(run).rejects.toThrow('real [item 1]');
		});

		it('says that it was stopped where there is nothing else to say', async () => {
			const { run, fail } = startRun(2);
			await settle();
			await fail(0, new GateClosed());
			await fail(1, new GateClosed());

			await expect(run).rejects.toThrow(/^The execution was stopped .* \[item \d\]$/);
		});

		it('takes a thrown null for a failure as well', async () => {
			const { run, fail, started } = startRun(3, { concurrency: 1 });
			await settle();
			await fail(0, null);

			expect(started).toEqual([0]);
			await expect(run).rejects.toThrow('Something unexpected happened [item 0]');
		});
	});

	describe('with Continue on', () => {
		it('gives an error item in its place, and goes on with the others', async () => {
			const outputs = await simpleRun(
				5,
				async (itemIndex) => {
					if (itemIndex % 2 === 1) throw new InputRefusal('Broken', 'Mend it.');
					return await Promise.resolve([{ json: { from: itemIndex } }]);
				},
				true,
			);
			const broken = (item: number) => ({
				json: { error: `Broken [item ${item}]`, details: { howToFix: 'Mend it.' } },
				pairedItem: { item },
			});

			expect(outputs).toEqual([
				{ json: { from: 0 }, pairedItem: { item: 0 } },
				broken(1),
				{ json: { from: 2 }, pairedItem: { item: 2 } },
				broken(3),
				{ json: { from: 4 }, pairedItem: { item: 4 } },
			]);
		});

		it('leaves the gate open', async () => {
			const { run, gate, fail } = startRun(1, { goesOn: true });
			await fail(0);
			await run;

			await expect(gate.send(() => Promise.resolve('sent'))).resolves.toBe('sent');
		});
	});
});
