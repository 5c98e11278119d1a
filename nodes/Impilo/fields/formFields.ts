import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { isGiven, isObject } from '../api/json';
import { emptyField, InputRefusal } from './refusal';
import { parseCollection } from './values';

/** A field of a form and the value in a request that it fills: declared once, for both. */
export interface FormField {
	/** As n8n shows it; its display name is what refusals call it. */
	property: INodeProperties;
	/** Where the value goes in the body, e.g. `address.city`. */
	key: string;
	/**
	 * Reads the value; '', undefined and an empty list mean that nothing was filled in.
	 *
	 * @param field the display name
	 * @throws InputRefusal
	 */
	read: (value: unknown, field: string) => unknown;
	/** Whether the value must be kept out of messages. */
	isPersonal?: boolean;
	/** Whether a field that is there but empty is sent as '', to remove what Impilo has. */
	isRemovable?: boolean;
}

/** What was filled into a form: the body of a request, and the texts in it to be kept out of messages. */
export interface FilledForm {
	body: IDataObject;
	personal: string[];
}

/**
 * Reads the fields of a form.
 *
 * @param valueOf gives the value of a parameter by its name
 * @throws InputRefusal also for a required field that is empty
 */
export function readFormFields(
	fields: readonly FormField[],
	valueOf: (name: string) => unknown,
): FilledForm {
	const filled: FilledForm = { body: {}, personal: [] };
	for (const { property, key, read, isPersonal, isRemovable } of fields) {
		const { name, displayName, required } = property;
		const value = read(valueOf(name), displayName);
		if (!isGiven(value) || value === '' || (Array.isArray(value) && value.length === 0)) {
			if (required) throw emptyField(displayName);
			if (isRemovable && isGiven(valueOf(name))) setAt(filled.body, key.split('.'), '');
			continue;
		}
		setAt(filled.body, key.split('.'), value);
		if (isPersonal && typeof value === 'string') filled.personal.push(value);
	}
	return filled;
}

/**
 * Reads a collection, without its fields.
 *
 * @param displayName that of the collection
 * @returns the values of its fields by their names
 * @throws InputRefusal for a field that isn't known
 */
export function readCollection(
	fields: readonly FormField[],
	value: unknown,
	displayName: string,
): ReadonlyMap<string, unknown> {
	const given = parseCollection(value, displayName);
	const known = fields.map(({ property }) => property.name);
	const unknown = [...given.keys()].find((name) => !known.includes(name));
	if (unknown === undefined) return given;
	throw new InputRefusal(
		displayName,
		`has an unknown field: "${unknown}"`,
		`Remove or correct it. Known fields are: ${known.join(', ')}.`,
	);
}

/** What a field has filled in the body of a request; undefined where that's nothing. */
export function readFromBody({ key }: FormField, body: unknown): unknown {
	return key
		.split('.')
		.reduce<unknown>((inner, part) => (isObject(inner) ? inner[part] : undefined), body);
}

function setAt(body: IDataObject, [key = '', ...below]: string[], value: unknown): void {
	if (below.length === 0) {
		Object.assign(body, { [key]: value });
		return;
	}
	const inner = body[key];
	const target = isObject(inner) ? inner : {};
	body[key] = target;
	setAt(target, below, value);
}
