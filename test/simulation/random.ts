/** Chance, from a seed: the same seed draws the same. */
export interface Random {
	/** At least 0, less than 1. */
	next: () => number;
	/** A whole number from 0, less than the limit. */
	below: (limit: number) => number;
	/** Whether it comes up, e.g. one time in ten with 0.1. */
	chance: (probability: number) => boolean;
	pick: <T>(choices: readonly T[]) => T;
}

/** Mulberry32. */
export function seedRandom(seed: number): Random {
	let state = Math.imul(seed, 0x9e3779b1) | 0;
	const next = (): number => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
	const below = (limit: number): number => Math.floor(next() * limit);
	return {
		next,
		below,
		chance: (probability) => next() < probability,
		pick: (choices) => {
			const index = below(choices.length);
			if (index >= choices.length) throw new Error('There is nothing to pick from');
			return choices[index] as (typeof choices)[number];
		},
	};
}
