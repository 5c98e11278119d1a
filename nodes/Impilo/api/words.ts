/**
 * For comparing: Impilo writes `orderPlaced` in some places and `ORDER_PLACED` in others.
 *
 * @returns '' for anything but text
 */
export function normalizeWord(word: unknown): string {
	return typeof word === 'string' ? word.replace(/[_\s-]/g, '').toLowerCase() : '';
}

/** "orders", "inventory entries". */
export function pluralOf(noun: string): string {
	return `${noun.replace(/y$/, 'ie')}s`;
}
