import type { IDataObject } from 'n8n-workflow';

import { isObject } from '../api/json';

/** An event as Impilo sends it: its own ID, what it is, and what it's about. */
export interface ImpiloEvent {
	id: string;
	/** Twenty-five are documented, e.g. `order.statusFull`. */
	type: string;
	payload: IDataObject;
	/** All of it, as it was received. */
	envelope: IDataObject;
}

/** Far longer than any UUID; what is longer is not an ID. */
const LONGEST_ID = 200;

/**
 * Reads the documented envelope `{ id, type, payload }`.
 *
 * @returns undefined for anything else, an order without its envelope included
 */
export function parseEnvelope(value: unknown): ImpiloEvent | undefined {
	if (!isObject(value)) return undefined;
	const { id, type, payload } = value;
	const isId =
		typeof id === 'string' ? id !== '' && id.length <= LONGEST_ID : Number.isSafeInteger(id);
	if (!isId || typeof type !== 'string' || type === '' || !isObject(payload)) return undefined;
	return { id: String(id), type, payload, envelope: value };
}
