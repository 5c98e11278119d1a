const MOST_NAMED = 3;

/** A part of a name that is shorter is in many. */
const SHORTEST_PART = 3;

/**
 * Finds the names that somebody may have meant: those of which the text is a part, or the other way
 * round, and those with one letter more, less or another, or with two that have changed places. Case,
 * blanks and punctuation don't matter.
 *
 * @returns gives for a text up to three, the nearest first
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

/** How far apart two texts are; undefined where that's too far. Takes no longer than reading them. */
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
