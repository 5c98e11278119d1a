/** Waits without taking up a slot: another entry is started meanwhile. */
export type YieldSlot = <R>(waiting: () => Promise<R>) => Promise<R>;

/**
 * Works on several entries at once, and starts them in their order.
 *
 * After the first failure nothing new is started. It's thrown when all that has started is done.
 *
 * @param concurrency how many entries are worked on at once, from 1; as many more may wait without a slot
 * @returns the results in the order of the entries
 */
export async function mapConcurrently<T, R>(
	entries: readonly T[],
	concurrency: number,
	work: (entry: T, index: number, yieldSlot: YieldSlot) => Promise<R>,
): Promise<R[]> {
	const results: R[] = [];
	const failures: unknown[] = [];
	const queue = entries.entries();
	let working = 0;
	let aside = 0;
	await new Promise<void>((resolve) => {
		const yieldSlot: YieldSlot = async (waiting) => {
			working--;
			aside++;
			startMore();
			const result = await waiting().finally(() => {
				aside--;
				working++;
			});
			startMore();
			return result;
		};
		const workOn = async (index: number, entry: T): Promise<void> => {
			try {
				results[index] = await work(entry, index, yieldSlot);
			} catch (failure) {
				failures.push(failure);
			}
			working--;
			startMore();
		};
		const startMore = (): void => {
			while (working < concurrency && aside < concurrency && failures.length === 0) {
				const next = queue.next();
				if (next.done) break;
				working++;
				void workOn(...next.value);
			}
			if (working === 0 && aside === 0) resolve();
		};
		startMore();
	});
	if (failures.length > 0) throw failures[0];
	return results;
}
