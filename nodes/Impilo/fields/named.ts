import type { Identified } from './id';

/** What names one of a kind beside its ID, and is looked for in the whole list of its kind. */
export interface Naming {
	of: Identified;
	/** Where Impilo shows it, and what the way to pick by it is called in saved workflows. */
	key: 'sku' | 'name';
	/** What messages call it. */
	word: string;
	placeholder: string;
	/** The most entries that Impilo grants a page of the list. */
	largestPage: number;
}

/** Stands where an ID belongs, until it's found out at Impilo which one is meant. */
export class UnresolvedName {
	/**
	 * @param field what refusals call it
	 * @param otherWay what to do if the text is meant to be something else; '' where it looks right
	 */
	constructor(
		readonly naming: Naming,
		readonly text: string,
		readonly field: string,
		readonly otherWay: string,
	) {}
}

/** An ID, or what it has to be found out from. */
export type IdOrName = number | UnresolvedName;
