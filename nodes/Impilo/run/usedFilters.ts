import type { NodeExecutionHint } from 'n8n-workflow';

import { ImpiloFailure } from '../api/failure';
import { normalizeWord, pluralOf } from '../api/words';
import type { Filter, FilterValue, SetFilter } from './filters';
import { readFilters } from './filters';
import { countOf, outputHint } from './hints';
import type { ValueOf } from './parameters';
import type { OperationRun } from './runItems';

/** What a run records about a filter over all its items, for notes about what it unexpectedly left out. */
export class FilterHints<T> {
	/** The keys of entities of which the node couldn't tell whether they match. */
	private readonly untold = new Set<unknown>();

	/** The choices asked for, by their normalized words. */
	private readonly asked = new Map<string, string>();

	private readonly seen = new Set<string>();

	constructor(readonly filter: Filter<T>) {}

	/** Records an entity of the answer, whether it is left out or not. */
	see(entity: T): void {
		if (this.filter.choice) this.seen.add(normalizeWord(this.filter.choice.of(entity)));
	}

	/** @param key what identifies the entity, which a list that is read anew brings again */
	addUntold(key: unknown): void {
		this.untold.add(key ?? Symbol());
	}

	/** Records what was asked for, after a list has been read to its end. */
	ask(value: FilterValue): void {
		if (this.filter.choice === undefined) return;
		for (const text of [value].flat()) this.asked.set(normalizeWord(text), String(text));
	}

	/** @param name of what is listed, e.g. "order" */
	list(name: string): NodeExecutionHint[] {
		const hints = [this.describeStrange(name), this.describeUntold(name)];
		return hints.filter((hint) => hint !== undefined).map((hint) => outputHint(hint));
	}

	/** Of the choices asked for that neither the documentation nor any entity has. */
	private describeStrange(name: string): string | undefined {
		const { property, choice } = this.filter;
		const options = property.options ?? [];
		const known = options.map((option) => 'value' in option && normalizeWord(option.value));
		const strange = [...this.asked]
			.filter(([word]) => !known.includes(word) && !this.seen.has(word))
			.map(([, text]) => `"${text}"`);
		if (choice === undefined || strange.length === 0) return undefined;
		return `No ${name} has the ${choice.word} ${strange.join(' or ')}, and Impilo does not document it. Check ${property.displayName} under Filters.`;
	}

	private describeUntold(name: string): string | undefined {
		const { property, untold } = this.filter;
		if (this.untold.size === 0 || untold === undefined) return undefined;
		return `${property.displayName} left out ${countOf(this.untold.size, name)}: ${untold}.`;
	}
}

/** A filter that an item has set, and what is recorded about it. */
export interface UsedFilter<T> {
	set: SetFilter<T>;
	hints: FilterHints<T>;
}

/**
 * Reads the Filters of one item.
 *
 * @throws InputRefusal, and ImpiloFailure if the name in a filter can't be looked up
 */
export async function setFilters<T>(
	allHints: ReadonlyArray<FilterHints<T>>,
	run: OperationRun,
	valueOf: ValueOf,
): Promise<Array<UsedFilter<T>>> {
	const filters = allHints.map(({ filter }) => filter);
	const given = readFilters(valueOf, run.context.getNode(), filters);
	const used: Array<UsedFilter<T>> = [];
	for (const hints of allHints) {
		const { property, set } = hints.filter;
		const value = given.get(property.name);
		if (value !== undefined) used.push({ set: await set(value, run, valueOf), hints });
	}
	return used;
}

/**
 * Whether an entity matches the filters.
 *
 * @param key what identifies it; null or undefined if nothing does
 * @throws ImpiloFailure if Impilo has ignored one: the results could be somebody else's
 */
export function isWanted<T>(
	entity: T,
	filters: ReadonlyArray<UsedFilter<T>>,
	name: string,
	key: unknown,
): boolean {
	let isLeftOut = false;
	const untold: Array<FilterHints<T>> = [];
	for (const { set, hints } of filters) {
		const matches = set.matches(entity);
		if (matches === false && !set.isPicked) throw ignoredFilter(name, hints.filter, set.value);
		if (matches === false) isLeftOut = true;
		else if (matches === undefined && set.isPicked) untold.push(hints);
	}
	// If several can't tell, none of them alone is the reason.
	if (!isLeftOut && untold.length === 1) untold[0]?.addUntold(key);
	return !isLeftOut && untold.length === 0;
}

function ignoredFilter<T>(
	name: string,
	{ property: { displayName: label }, choice }: Filter<T>,
	value: FilterValue,
): ImpiloFailure {
	const isText = choice === undefined && [value].flat().some((part) => typeof part === 'string');
	const orCase = isText ? ', or upper and lower case' : '';
	return new ImpiloFailure({
		happened: `Impilo returned ${pluralOf(name)} that do not match ${label}`,
		remedy: `It seems to ignore the filter${orCase}, so they were not used. Report it to Impilo; until it is fixed, remove ${label} from Filters and filter in the next node.`,
	});
}
