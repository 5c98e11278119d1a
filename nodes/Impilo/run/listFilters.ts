import type { IDataObject, INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import type { ImpiloClient } from '../api/client';
import type { Maybe } from '../api/json';
import { isGiven } from '../api/json';
import { normalizeWord } from '../api/words';
import {
	parseBoolean,
	parseDay,
	parseText,
	parseTexts,
	refuseUnusableInUrl,
} from '../fields/values';
import type { Filter } from './getMany';
import { emptyFilter, isEmpty } from './getMany';
import type { ValueOf } from './parameters';
import type { OperationRun } from './runItems';

/** A filter with the value that one item gives it. */
export interface SetFilter<T> {
	/** What Impilo is asked for; empty where it has no such filter. */
	query: IDataObject;
	/** Whether Impilo has no such filter, so that the node picks what matches. */
	isPicked: boolean;
	/** Whether something is what the filter asks for; undefined where that can't be told. */
	matches: (entity: T) => boolean | undefined;
	/** Values that must not appear in any message. */
	personal: string[];
}

/** A filter of a list, and how its value is read and applied. */
export interface ListFilter<T> extends Filter {
	/**
	 * @param value not empty
	 * @param valueOf gives the other parameters of the item
	 * @throws InputRefusal
	 */
	set: (value: unknown, run: OperationRun, valueOf: ValueOf) => Promise<SetFilter<T>>;
}

/** What a filter may be set to. */
type FilterValue = string | number | boolean | string[] | number[];

/** How a filter with values of one kind works. */
interface FilterRules<T, V extends FilterValue> {
	/** What is missing is `type: 'string'` and `default: ''`. */
	property: Omit<INodeProperties, 'type' | 'default'> & Partial<INodeProperties>;
	/** What Impilo calls the filter; without it, the node picks what matches. */
	query?: string;
	/** @throws InputRefusal */
	read: (
		value: unknown,
		field: string,
		run: OperationRun,
	) => V | undefined | Promise<V | undefined>;
	/** Whether something is what was asked for; undefined, and no rule at all, mean that it can't be told. */
	matches?: (entity: T, value: V) => boolean | undefined;
	saysWhose?: boolean;
}

/** Makes a filter of a list. */
export function listFilter<T, V extends FilterValue>(rules: FilterRules<T, V>): ListFilter<T> {
	const { query, read, matches, saysWhose } = rules;
	const property: INodeProperties = { type: 'string', default: '', ...rules.property };
	return {
		property,
		saysWhose,
		set: async (given, run) => {
			const value: FilterValue | undefined = await read(given, property.displayName, run);
			if (!isGiven(value) || isEmpty(value)) throw emptyFilter({ property });
			const texts = [value].flat().filter((part) => typeof part === 'string');
			if (query !== undefined) {
				for (const text of texts) refuseUnusableInUrl(text, property.displayName);
			}
			return {
				query: query === undefined ? {} : { [query]: value },
				isPicked: query === undefined,
				matches: (entity) => matches?.(entity, value as V),
				personal: texts,
			};
		},
	};
}

type Field = FilterRules<never, never>['property'];

/** Text that Impilo looks for in its own way. */
export function searchFilter<T>(property: Field, query: string): ListFilter<T> {
	return listFilter<T, string>({ property, query, read: parseText });
}

/** Text that the node looks for, in any case, as Impilo has no such filter. */
export function containsFilter<T>(
	property: Field,
	textOf: (entity: T) => Maybe<string>,
): ListFilter<T> {
	return listFilter<T, string>({
		property,
		read: parseText,
		matches: (entity, text) => textOf(entity)?.toLowerCase().includes(text.toLowerCase()) ?? false,
	});
}

/** One of several texts, exactly. */
export function textsFilter<T>(
	property: Field,
	query: string,
	textsOf: (entity: T) => Array<Maybe<string>>,
	saysWhose = false,
): ListFilter<T> {
	return listFilter<T, string[]>({
		property,
		query,
		saysWhose,
		read: parseTexts,
		matches: (entity, texts) => {
			const there = textsOf(entity).filter(isGiven);
			return there.length === 0 ? undefined : there.some((text) => texts.includes(text));
		},
	});
}

type ChoiceField = Omit<Field, 'options'> & { options: INodePropertyOptions[] };

/** One of several choices; none means any. */
export function choicesFilter<T>(
	property: ChoiceField,
	query: string,
	choiceOf: (entity: T) => Maybe<string>,
): ListFilter<T> {
	return listFilter<T, string[]>({
		property: { type: 'multiOptions', default: [], ...property },
		query,
		read: (value, field) =>
			parseTexts(value, field).map((text) => spellChoice(text, property.options)),
		matches: (entity, choices) => isOneOf(choiceOf(entity), choices),
	});
}

/** One choice. */
export function choiceFilter<T>(
	property: ChoiceField,
	query: string,
	choiceOf: (entity: T) => Maybe<string>,
): ListFilter<T> {
	return listFilter<T, string>({
		property: { type: 'options', ...property },
		query,
		read: (value, field) => spellChoice(parseText(value, field), property.options),
		matches: (entity, choice) => isOneOf(choiceOf(entity), [choice]),
	});
}

/** An agent may give `IN_TRANSIT` for `inTransit`; one that isn't in the list may be new at Impilo. */
function spellChoice(text: string, options: readonly INodePropertyOptions[]): string {
	const values = options.map(({ value }) => String(value));
	return values.find((value) => normalizeWord(value) === normalizeWord(text)) ?? text;
}

function isOneOf(word: Maybe<string>, choices: readonly string[]): boolean | undefined {
	if (!isGiven(word)) return undefined;
	return choices.some((choice) => normalizeWord(choice) === normalizeWord(word));
}

/** Yes or no. */
export function flagFilter<T>(
	property: Field,
	query: string | undefined,
	flagOf: (entity: T) => Maybe<boolean>,
): ListFilter<T> {
	return listFilter<T, boolean>({
		property: { type: 'boolean', default: true, ...property },
		query,
		read: parseBoolean,
		matches: (entity, flag) => {
			const there = flagOf(entity);
			return isGiven(there) ? there === flag : undefined;
		},
	});
}

/** A day, from or to which something lies. */
export function dayFilter<T>(
	property: Field,
	query: string,
	matches?: (entity: T, day: string) => boolean | undefined,
): ListFilter<T> {
	return listFilter<T, string>({
		property: { placeholder: 'e.g. 1980-01-31', ...property },
		query,
		read: parseDay,
		matches,
	});
}

/**
 * What belongs to something with an ID, picked with a locator.
 *
 * @param find reads the locator, and finds out the ID
 */
export function idFilter<T>(
	property: INodeProperties,
	query: string | undefined,
	find: (client: ImpiloClient, value: unknown, field: string) => Promise<number>,
	idOf: (entity: T) => Maybe<number>,
	saysWhose = false,
): ListFilter<T> {
	return listFilter<T, number>({
		property,
		query,
		saysWhose,
		read: async (value, field, { client }) => await find(client, value, field),
		matches: (entity, id) => {
			const there = idOf(entity);
			return isGiven(there) ? there === id : undefined;
		},
	});
}
