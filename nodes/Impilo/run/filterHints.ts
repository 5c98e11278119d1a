import type { NodeExecutionHint } from 'n8n-workflow';

import { normalizeWord } from '../api/words';
import type { Filter, FilterValue } from './filters';
import { countOf, outputHint } from './hints';

/** What a run notices of a filter over all its items, for notes where the user may not expect what is left out. */
export class FilterHints<T> {
	/** How often the node couldn't tell whether something is what is asked for. */
	private untold = 0;

	/** As they were given, by the words alone. */
	private readonly asked = new Map<string, string>();

	private readonly seen = new Set<string>();

	constructor(readonly filter: Filter<T>) {}

	/** Notices what came in answer, whether it is left out or not. */
	see(entity: T): void {
		this.seen.add(normalizeWord(this.filter.choice?.of(entity)));
	}

	leaveOutUntold(): void {
		this.untold++;
	}

	/** Notices what was asked for in a list that has been read to its end. */
	ask(value: FilterValue): void {
		for (const text of [value].flat()) this.asked.set(normalizeWord(text), String(text));
	}

	/** @param name of what is listed, e.g. "order" */
	list(name: string): NodeExecutionHint[] {
		const { property, choice, untold } = this.filter;
		const label = property.displayName;
		const strange = choice === undefined ? [] : this.listStrange();
		const hints = [
			...(strange.length > 0
				? [
						`No ${name} has the ${choice?.word} ${strange.map((text) => `"${text}"`).join(' or ')}, and Impilo does not document it. Check ${label} under Filters.`,
					]
				: []),
			...(this.untold > 0 && untold !== undefined
				? [`${label} left out ${countOf(this.untold, name)}: ${untold}.`]
				: []),
		];
		return hints.map((hint) => outputHint(hint));
	}

	/** What was asked for, and neither the documentation nor anything that came has. */
	private listStrange(): string[] {
		const options = this.filter.property.options ?? [];
		const known = options.map((option) => 'value' in option && normalizeWord(option.value));
		return [...this.asked]
			.filter(([word]) => !known.includes(word) && !this.seen.has(word))
			.map(([, text]) => text);
	}
}
