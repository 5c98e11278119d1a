import { mapConcurrently } from '../../../nodes/Impilo/api/concurrency';

/** Work that ends when it's told to, so that the test decides the order. */
function createWork() {
	const started: number[] = [];
	const ends = new Map<number, (failure?: Error) => void>();
	const work = async (entry: number): Promise<string> => {
		started.push(entry);
		await new Promise<void>((resolve, reject) => {
			ends.set(entry, (failure) => (failure ? reject(failure) : resolve()));
		});
		return `done ${entry}`;
	};
	const end = async (entry: number, failure?: Error): Promise<void> => {
		ends.get(entry)?.(failure);
		await new Promise(setImmediate);
	};
	return { started, work, end };
}

describe('mapConcurrently', () => {
	it('starts the next entry when one is done, and returns the results in order', async () => {
		const { started, work, end } = createWork();
		const all = mapConcurrently([1, 2, 3, 4], 2, work);

		expect(started).toEqual([1, 2]);
		await end(2);
		expect(started).toEqual([1, 2, 3]);
		await end(3);
		await end(4);
		await end(1);
		expect(await all).toEqual(['done 1', 'done 2', 'done 3', 'done 4']);
	});

	it('starts nothing new after a failure, and waits for the others', async () => {
		const { started, work, end } = createWork();
		let isOver = false;
		const all = mapConcurrently([1, 2, 3, 4], 2, work);
		void all.catch(() => {}).finally(() => (isOver = true));

		await end(1, new Error('first'));
		expect({ started, isOver }).toEqual({ started: [1, 2], isOver: false });
		await end(2, new Error('second'));
		await expect(all).rejects.toThrow('first');
		expect(started).toEqual([1, 2]);
	});

	it('throws the first failure, even if it is undefined', async () => {
		const { work, end } = createWork();
		const all = mapConcurrently([1, 2, 3], 3, async (entry) => {
			await work(entry);
			if (entry === 2) throw undefined;
		});
		const settled = Promise.allSettled([all]);
		await end(2);
		await end(1, new Error('late'));
		await end(3);

		expect(await settled).toEqual([{ status: 'rejected', reason: undefined }]);
	});

	describe('an entry that steps aside', () => {
		/** Each entry works, waits aside, and works again. */
		function start(count: number, concurrency: number) {
			const { started, work, end } = createWork();
			const waits = new Map<number, (failure?: Error) => void>();
			const entries = Array.from({ length: count }, (_, index) => index + 1);
			const all = mapConcurrently(entries, concurrency, async (entry, _, yieldSlot) => {
				started.push(entry);
				const waited = await yieldSlot(async () => {
					await new Promise<void>((resolve, reject) => {
						waits.set(entry, (failure) => (failure ? reject(failure) : resolve()));
					});
					return `waited ${entry}`;
				});
				await work(-entry);
				return waited;
			});
			const comeBack = async (entry: number, failure?: Error): Promise<void> => {
				waits.get(entry)?.(failure);
				await new Promise(setImmediate);
			};
			return { all, started, end: async (entry: number) => await end(-entry), comeBack };
		}

		it('lets others start, but not more than may be aside', async () => {
			const { started } = start(5, 2);
			expect(started).toEqual([1, 2]);
		});

		it('lets the next one start as soon as it is back, as long as there is a place', async () => {
			const { all, started, end, comeBack } = start(3, 2);
			await comeBack(1);
			expect(started).toEqual([1, 2, 3, -1]);

			for (const entry of [2, 3]) await comeBack(entry);
			for (const entry of [3, 2, 1]) await end(entry);
			expect(await all).toEqual(['waited 1', 'waited 2', 'waited 3']);
		});

		it('is waited for after a failure, and takes no place with it when it fails itself', async () => {
			const { all, started, comeBack } = start(4, 2);
			let isOver = false;
			void all.catch(() => {}).finally(() => (isOver = true));
			await comeBack(1, new Error('first'));
			expect({ isOver, started }).toEqual({ isOver: false, started: [1, 2] });

			await comeBack(2, new Error('second'));
			await expect(all).rejects.toThrow('first');
		});
	});
});
