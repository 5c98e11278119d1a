import type { IDataObject } from 'n8n-workflow';

import { isObject } from '../api/json';

/** An event as Impilo sends it: its own ID, what it is, and what it's about. */
export interface ImpiloEvent {
	/** Missing in the envelope `{ event, data }`. */
	id?: string;
	/** Twenty-five are documented, e.g. `order.statusFull`. */
	type: string;
	payload: IDataObject;
	/** All of it, as it was received. */
	envelope: IDataObject;
}

/** Far longer than any UUID; what is longer is not an ID. */
const LONGEST_ID = 200;

/**
 * Reads an envelope: `{ id, type, payload }`, or `{ event, data }` as the patient guide shows it.
 *
 * @returns undefined for anything else, an order without its envelope included
 */
export function parseEnvelope(value: unknown): ImpiloEvent | undefined {
	if (!isObject(value)) return undefined;
	if (!('id' in value || 'type' in value)) {
		const { event, data } = value;
		if (typeof event !== 'string' || event === '' || !isObject(data)) return undefined;
		return { type: event, payload: data, envelope: value };
	}
	const { id, type, payload } = value;
	const isId =
		typeof id === 'string' ? id !== '' && id.length <= LONGEST_ID : Number.isSafeInteger(id);
	if (!isId || typeof type !== 'string' || type === '' || !isObject(payload)) return undefined;
	return { id: String(id), type, payload, envelope: value };
}
