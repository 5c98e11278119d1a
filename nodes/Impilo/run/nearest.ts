const MOST_NAMED = 3;

/** A part of a name that is shorter is in many. */
const SHORTEST_PART = 3;

/** The longest stretch in which a slip of the pen differs: two letters that have changed places. */
const LONGEST_SLIP = 2;

/**
 * Finds the names that somebody may have meant: those of which the text is a part, or the other way
 * round, and those that differ from it in one place. Case, blanks and punctuation don't matter.
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
	return slip <= LONGEST_SLIP && slip * 2 <= longer.length ? slip : undefined;
}
