import type { Identified } from './id';

/** A field other than the ID by which entities can be given. It's searched for in the whole list. */
export interface Naming {
	of: Identified;
	/** In Impilo's answers, and as the locator's mode. */
	key: 'sku' | 'name';
	/** In messages. */
	word: string;
	placeholder: string;
	/** The largest page that Impilo allows. */
	largestPage: number;
	/** How Impilo can sort the list without ties, so that each page goes on from the one before. */
	query?: { sort: string };
}

/** Stands for an ID that has to be looked up at Impilo. */
export class UnresolvedName {
	/**
	 * @param field in messages
	 * @param otherMode which other mode the text looks right for; or ''
	 */
	constructor(
		readonly naming: Naming,
		readonly text: string,
		readonly field: string,
		readonly otherMode: string,
	) {}
}

export type IdOrName = number | UnresolvedName;
