import type { IDataObject, INodeProperties } from 'n8n-workflow';

import {
	ADDRESS_FIELDS,
	OPTIONAL_ADDRESS_FIELDS,
	REQUIRED_ADDRESS_FIELDS,
} from '../fields/addressFields';
import type { FormField } from '../fields/formFields';
import { readCollection, readFormFields } from '../fields/formFields';
import { InputRefusal } from '../fields/refusal';
import { parseBoolean, parseText } from '../fields/values';
import type { ValueOf } from '../run/parameters';

const NAME: FormField = {
	key: 'name',
	property: {
		displayName: 'Name',
		name: 'name',
		type: 'string',
		default: '',
		placeholder: 'e.g. Springfield Clinic',
	},
	read: parseText,
};

const ACTIVE: FormField = {
	key: 'active',
	property: {
		displayName: 'Active',
		name: 'active',
		type: 'boolean',
		default: true,
		description: 'Whether the site is in use',
	},
	read: parseBoolean,
};

const PHONE_NUMBER: FormField = {
	key: 'phoneNumber',
	property: {
		displayName: 'Phone Number',
		name: 'phoneNumber',
		type: 'string',
		default: '',
		placeholder: 'e.g. +1 555 0100',
	},
	read: parseText,
};

/** What Impilo demands of a new site isn't documented; without an address, nothing can be shipped to it. */
const REQUIRED_FIELDS: readonly FormField[] = [
	{ ...NAME, property: { ...NAME.property, required: true } },
	...REQUIRED_ADDRESS_FIELDS,
];
const ADDITIONAL_FIELDS: readonly FormField[] = [ACTIVE, ...OPTIONAL_ADDRESS_FIELDS, PHONE_NUMBER];
const UPDATE_FIELDS: readonly FormField[] = [ACTIVE, ...ADDRESS_FIELDS, NAME, PHONE_NUMBER];

const collection = (
	property: Pick<INodeProperties, 'displayName' | 'name' | 'description'>,
	fields: readonly FormField[],
): INodeProperties => ({
	...property,
	type: 'collection',
	placeholder: 'Add Field',
	default: {},
	options: fields.map((field) => field.property),
});

const ADDITIONAL = collection(
	{ displayName: 'Additional Fields', name: 'additionalFields' },
	ADDITIONAL_FIELDS,
);

/** The fields of a new site: the required ones, and a collection of the others. */
export const NEW_SITE_FIELDS: INodeProperties[] = [
	...REQUIRED_FIELDS.map(({ property }) => property),
	ADDITIONAL,
];

/** What can be changed of a site. */
export const UPDATE_FIELD: INodeProperties = collection(
	{
		displayName: 'Update Fields',
		name: 'updateFields',
		description:
			'What to change. Whatever is not filled stays as it is, also the other parts of the address.',
	},
	UPDATE_FIELDS,
);

/**
 * Reads a new site.
 *
 * @returns the site as Impilo takes one
 * @throws InputRefusal
 */
export function readNewSite(valueOf: ValueOf): IDataObject {
	const additional = readCollection(
		ADDITIONAL_FIELDS,
		valueOf(ADDITIONAL.name),
		ADDITIONAL.displayName,
	);
	const { body } = readFormFields([...REQUIRED_FIELDS, ...ADDITIONAL_FIELDS], (name) =>
		ADDITIONAL_FIELDS.some(({ property }) => property.name === name)
			? additional.get(name)
			: valueOf(name),
	);
	return { active: true, ...body };
}

/**
 * Reads what is to be changed of a site.
 *
 * @returns only what is filled
 * @throws InputRefusal also where nothing is
 */
export function readSiteUpdate(valueOf: ValueOf): IDataObject {
	const { displayName, name } = UPDATE_FIELD;
	const given = readCollection(UPDATE_FIELDS, valueOf(name), displayName);
	const { body } = readFormFields(UPDATE_FIELDS, (field) => given.get(field));
	if (Object.keys(body).length > 0) return body;
	throw new InputRefusal(
		displayName,
		'has nothing in it to change',
		'Add at least one field and fill it. If it comes from an expression, check that the data has a value for this item.',
	);
}
