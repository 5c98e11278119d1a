/** npm says this of each package that it has put in place, when asked to tell everything. */
const PACKAGE_IN_PLACE = /reifyNode:\S+ Completed/;

/**
 * Follows what npm prints, and tells how many packages are in place.
 *
 * @param onCount called with the number whenever it has grown
 */
export function countPackages(onCount: (count: number) => void): (text: string) => void {
	let count = 0;
	let rest = '';
	return (text) => {
		const lines = (rest + text).split('\n');
		rest = lines.pop() ?? '';
		const found = lines.filter((line) => PACKAGE_IN_PLACE.test(line)).length;
		if (found === 0) return;
		count += found;
		onCount(count);
	};
}

/** Minutes and seconds, e.g. `2:05`. */
export function formatDuration(ms: number): string {
	const seconds = Math.floor(ms / 1000);
	return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
