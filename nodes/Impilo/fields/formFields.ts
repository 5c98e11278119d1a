import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { isGiven, isObject } from '../api/json';
import { emptyField, InputRefusal } from './refusal';
import { parseCollection } from './values';

/** A field of a form, and where its value goes in a request. */
export interface FormField {
	/** Messages use its display name. */
	property: INodeProperties;
	/** In the body, e.g. `address.city`. */
	key: string;
	/**
	 * Reads the value: '', undefined and an empty list count as not filled.
	 *
	 * @param field the display name
	 * @throws InputRefusal
	 */
	read: (value: unknown, field: string) => unknown;
	/** Whether to hide the value in messages. */
	isPersonal?: boolean;
	/** Whether an empty field is sent as '', to remove what Impilo has. */
	isRemovable?: boolean;
}

export interface FilledForm {
	body: IDataObject;
	/** To hide in messages. */
	personal: string[];
}

/**
 * @param valueOf gives the value of a parameter by its name
 * @throws InputRefusal also if a required field is empty
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
 * @param displayName of the collection
 * @returns the unread values of its fields, by name
 * @throws InputRefusal if it has an unknown field
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

/** @returns what a field has filled; undefined if nothing */
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
