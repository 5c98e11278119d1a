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

	it('returns an empty list for an empty list', async () => {
		expect(await mapConcurrently([], 5, createWork().work)).toEqual([]);
	});
});
