import type { IDataObject } from 'n8n-workflow';

/** Impilo may leave out any field, or send null. */
export type Maybe<T> = T | null | undefined;

/** As in JSON: neither a list nor null. */
export function isObject(value: unknown): value is IDataObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Neither null nor missing. */
export function isGiven<T>(value: Maybe<T>): value is T {
	return value !== undefined && value !== null;
}

/** The entries of a list without nulls; empty if it isn't a list. */
export function listOf<T>(list: Maybe<Array<Maybe<T>>>): T[] {
	return Array.isArray(list) ? list.filter(isGiven) : [];
}

/** Parses text; text that isn't JSON stays text. */
export function readJson(value: unknown): unknown {
	if (typeof value !== 'string') return value;
	try {
		return JSON.parse(value);
	} catch {
		return value;
	}
}
