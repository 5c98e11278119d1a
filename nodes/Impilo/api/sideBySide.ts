/**
 * Works on entries side by side, started in their order, so many at a time.
 *
 * After the first failure nothing new is started; what is under way is waited for, and then the
 * failure is thrown.
 *
 * @returns what the work gave, in the order of the entries
 */
export async function mapSideBySide<T, R>(
	entries: readonly T[],
	width: number,
	work: (entry: T, index: number) => Promise<R>,
): Promise<R[]> {
	const results: R[] = [];
	const failures: unknown[] = [];
	const queue = entries.entries();
	const workInTurn = async (): Promise<void> => {
		for (const [index, entry] of queue) {
			try {
				results[index] = await work(entry, index);
			} catch (failure) {
				failures.push(failure);
			}
			if (failures.length > 0) return;
		}
	};
	await Promise.all(Array.from({ length: Math.min(width, entries.length) }, workInTurn));
	if (failures.length > 0) throw failures[0];
	return results;
}
