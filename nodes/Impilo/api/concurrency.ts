/**
 * Works on several entries at once, and starts them in their order.
 *
 * After the first failure nothing new is started; what is under way is waited for, and then the
 * failure is thrown.
 *
 * @param concurrency how many entries are worked on at once, from 1
 * @returns the results in the order of the entries
 */
export async function mapConcurrently<T, R>(
	entries: readonly T[],
	concurrency: number,
	work: (entry: T, index: number) => Promise<R>,
): Promise<R[]> {
	const results: R[] = [];
	const failures: unknown[] = [];
	const queue = entries.entries();
	const workThroughQueue = async (): Promise<void> => {
		for (const [index, entry] of queue) {
			try {
				results[index] = await work(entry, index);
			} catch (failure) {
				failures.push(failure);
			}
			if (failures.length > 0) return;
		}
	};
	const workers = Math.min(concurrency, entries.length);
	await Promise.all(Array.from({ length: workers }, workThroughQueue));
	if (failures.length > 0) throw failures[0];
	return results;
}
