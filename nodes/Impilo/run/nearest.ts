const MOST_NAMED = 3;

/** A shorter part occurs in too many names. */
const SHORTEST_PART = 3;

/**
 * Finds similar names: those that contain the text or are part of it, and those with one letter added,
 * missing, changed or swapped with the next. Case, spaces and punctuation don't matter.
 *
 * @returns a function that gives up to three names for a text, the nearest first
 */
export function nearestOf(names: readonly string[]): (text: string) => string[] {
	const reduced = new Map(names.map((name) => [name, reduce(name)]));
	return (text) => {
		const wanted = reduce(text);
		const near = [...reduced].flatMap(([name, short]) => {
			const distance = measure(wanted, short);
			return distance === undefined ? [] : { name, distance };
		});
		return near
			.sort((one, other) => one.distance - other.distance)
			.slice(0, MOST_NAMED)
			.map(({ name }) => name);
	};
}

function reduce(text: string): string {
	return text
		.normalize()
		.toLowerCase()
		.replace(/[^\p{L}\p{N}]/gu, '');
}

/** The distance between two texts; undefined if it's too large. Takes linear time. */
function measure(one: string, other: string): number | undefined {
	const [shorter, longer] = one.length <= other.length ? [one, other] : [other, one];
	if (shorter.length >= SHORTEST_PART && longer.includes(shorter)) {
		return longer.length - shorter.length;
	}
	let start = 0;
	while (start < shorter.length && shorter[start] === longer[start]) start++;
	let end = 0;
	while (end < shorter.length - start && shorter.at(-1 - end) === longer.at(-1 - end)) end++;
	const slip = longer.length - start - end;
	const [first, second] = longer.slice(start);
	const isSwap =
		slip === 2 &&
		shorter.length === longer.length &&
		shorter.slice(start, start + 2) === `${second}${first}`;
	return (slip < 2 || isSwap) && slip < longer.length ? slip : undefined;
}
