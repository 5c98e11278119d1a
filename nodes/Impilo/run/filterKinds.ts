import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import type { ImpiloClient } from '../api/client';
import type { Maybe } from '../api/json';
import { isGiven } from '../api/json';
import { isEarlier } from '../api/timestamp';
import { normalizeWord } from '../api/words';
import { parseTime } from '../fields/time';
import {
	parseBoolean,
	parseDay,
	parseText,
	parseTexts,
	refuseUnusableInUrl,
} from '../fields/values';
import type { Filter, FilterValue } from './filters';
import { emptyFilter, isEmpty } from './filters';
import type { OperationRun } from './runItems';

/** How a filter with values of one kind works. */
interface FilterRules<T, V extends FilterValue> extends Omit<Filter<T>, 'property' | 'set'> {
	/** By default, `type: 'string'` and `default: ''`. */
	property: Omit<INodeProperties, 'type' | 'default'> & Partial<INodeProperties>;
	/** The filter's name in the query; without it, the node filters. */
	query?: string;
	/** @throws InputRefusal */
	read: (
		value: unknown,
		field: string,
		run: OperationRun,
	) => V | undefined | Promise<V | undefined>;
	/** Whether an entity matches; undefined, or no function at all, if that can't be told. */
	matches?: (entity: T, value: V) => boolean | undefined;
	isLeftOut?: (entity: T, value: V) => boolean;
}

/** Makes a filter. */
export function listFilter<T, V extends FilterValue>(rules: FilterRules<T, V>): Filter<T> {
	const { query, read, matches, isLeftOut, ...others } = rules;
	const property: INodeProperties = { type: 'string', default: '', ...rules.property };
	return {
		...others,
		property,
		set: async (given, run) => {
			const value = await read(given, property.displayName, run);
			if (!isGiven(value) || isEmpty(value)) throw emptyFilter(property);
			if (query !== undefined) {
				for (const text of [value].flat()) refuseUnusableInUrl(String(text), property.displayName);
			}
			return {
				value,
				query: query === undefined ? {} : { [query]: value },
				isPicked: query === undefined,
				matches: (entity) => matches?.(entity, value),
				isLeftOut: isLeftOut && ((entity) => isLeftOut(entity, value)),
			};
		},
	};
}

type Field = FilterRules<never, never>['property'];

/** Text that Impilo searches for in its own way. */
export function searchFilter<T>(property: Field, query: string): Filter<T> {
	return listFilter<T, string>({ property, query, read: parseText });
}

/** Text that the node searches for, ignoring case, as Impilo has no such filter. */
export function containsFilter<T>(
	property: Field,
	textOf: (entity: T) => Maybe<string>,
): Filter<T> {
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
): Filter<T> {
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

/**
 * One of several choices.
 *
 * @param word what messages call a choice, e.g. "status"
 */
export function choicesFilter<T>(
	property: ChoiceField,
	word: string,
	query: string | undefined,
	choiceOf: (entity: T) => Maybe<string>,
): Filter<T> {
	return listFilter<T, string[]>({
		property: { type: 'multiOptions', default: [], ...property },
		query,
		choice: { word, of: choiceOf },
		read: (value, field) =>
			parseTexts(value, field)
				.filter((text) => normalizeWord(text) !== '')
				.map((text) => spellChoice(text, property.options)),
		matches: (entity, choices) => isOneOf(choiceOf(entity), choices),
	});
}

/** One choice; otherwise as `choicesFilter`. */
export function choiceFilter<T>(
	property: ChoiceField,
	word: string,
	query: string,
	choiceOf: (entity: T) => Maybe<string>,
): Filter<T> {
	return listFilter<T, string>({
		property: { type: 'options', ...property },
		query,
		choice: { word, of: choiceOf },
		read: (value, field) => spellChoice(parseText(value, field), property.options),
		matches: (entity, choice) => isOneOf(choiceOf(entity), [choice]),
	});
}

/**
 * Spells a choice as Impilo does: an agent may give `IN_TRANSIT` for `inTransit`. Other text stays: it
 * may be new at Impilo.
 */
export function spellChoice(text: string, options: readonly INodePropertyOptions[]): string {
	const values = options.map(({ value }) => String(value));
	return values.find((value) => normalizeWord(value) === normalizeWord(text)) ?? text;
}

function isOneOf(word: Maybe<string>, choices: readonly string[]): boolean | undefined {
	if (normalizeWord(word) === '') return undefined;
	return choices.some((choice) => normalizeWord(choice) === normalizeWord(word));
}

/** Yes or no. */
export function flagFilter<T>(
	property: Field,
	query: string | undefined,
	flagOf: (entity: T) => Maybe<boolean>,
): Filter<T> {
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

/** A day at which a range starts or ends. */
export function dayFilter<T>(
	property: Field,
	query: string,
	matches?: (entity: T, day: string) => boolean | undefined,
): Filter<T> {
	return listFilter<T, string>({
		property: { placeholder: 'e.g. 1980-01-31', ...property },
		query,
		read: parseDay,
		matches,
	});
}

/** A time; later ones match. */
export function timeFilter<T>(
	property: Field,
	query: string,
	timeOf: (entity: T) => Maybe<string>,
): Filter<T> {
	return listFilter<T, string>({
		property: { type: 'dateTime', ...property },
		query,
		read: (value, field, { context }) => {
			const ms = parseTime(value, field, context.getTimezone());
			return ms === undefined ? undefined : new Date(ms).toISOString();
		},
		matches: (entity, after) => {
			const isTooEarly = isEarlier(timeOf(entity), Date.parse(after));
			return isTooEarly === undefined ? undefined : !isTooEarly;
		},
	});
}

/**
 * What belongs to an entity that is picked with a locator.
 *
 * @param find reads the locator, and finds the ID
 */
export function idFilter<T>(
	property: INodeProperties,
	query: string | undefined,
	find: (client: ImpiloClient, value: unknown, field: string) => Promise<number>,
	idOf: (entity: T) => Maybe<number>,
	saysWhose = false,
): Filter<T> {
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
