import type { IDataObject } from 'n8n-workflow';

/** Any field of an answer may be null or missing: Impilo's samples show them all, but promise none. */
export type Maybe<T> = T | null | undefined;

/** Whether a value is what JSON calls an object: neither a list nor null. */
export function isObject(value: unknown): value is IDataObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether there is anything: neither null nor missing. */
export function isGiven<T>(value: Maybe<T>): value is T {
	return value !== undefined && value !== null;
}

/** The entries of a list, without nulls; empty where it isn't a list. */
export function listOf<T>(list: Maybe<Array<Maybe<T>>>): T[] {
	return Array.isArray(list) ? list.filter(isGiven) : [];
}

/** JSON given as text or as the value itself; text that isn't JSON stays text. */
export function readJson(value: unknown): unknown {
	if (typeof value !== 'string') return value;
	try {
		return JSON.parse(value);
	} catch {
		return value;
	}
}
