import { refuse } from './refusals';

/** Throws "Invalid JSON format" for what isn't JSON, an empty body included. */
export function parseJson(body: unknown): unknown {
	try {
		return JSON.parse(typeof body === 'string' ? body : '');
	} catch {
		throw refuse('Invalid JSON format');
	}
}

/** For the record of what came in: the text itself where it isn't JSON. */
export function parseLeniently(body: unknown): unknown {
	if (typeof body !== 'string') return undefined;
	try {
		return JSON.parse(body);
	} catch {
		return body;
	}
}
