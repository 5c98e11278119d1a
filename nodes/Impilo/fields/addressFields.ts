import type { IDataObject } from 'n8n-workflow';

import type { Maybe } from '../api/json';
import { isGiven, isObject } from '../api/json';
import type { FormField } from './formFields';
import { parseText } from './values';

/** An address as Impilo sends one. */
export interface ImpiloAddress {
	lineOne?: Maybe<string>;
	lineTwo?: Maybe<string>;
	lineThree?: Maybe<string>;
	city?: Maybe<string>;
	state?: Maybe<string>;
	zipCode?: Maybe<string>;
	country?: Maybe<string>;
	note?: Maybe<string>;
}

/** A part of an address; unless `other` says so, it tells where a patient lives. */
const part = (
	key: keyof ImpiloAddress,
	{
		name,
		displayName,
		...property
	}: Pick<FormField['property'], 'name' | 'displayName'> & Partial<FormField['property']>,
	other: Partial<FormField> = {},
): FormField => ({
	key: `address.${key}`,
	property: { displayName, name, type: 'string', default: '', ...property },
	read: parseText,
	isPersonal: true,
	...other,
});

const LINE_ONE = part('lineOne', {
	displayName: 'Address Line One',
	name: 'addressLineOne',
	placeholder: 'e.g. 1 Example Street',
});

const LINE_TWO = part('lineTwo', {
	displayName: 'Address Line Two',
	name: 'addressLineTwo',
	placeholder: 'e.g. Apartment 4',
});

const LINE_THREE = part('lineThree', {
	displayName: 'Address Line Three',
	name: 'addressLineThree',
	placeholder: 'e.g. Building B',
});

const CITY = part('city', {
	displayName: 'Address City',
	name: 'addressCity',
	placeholder: 'e.g. Springfield',
});

const STATE = part(
	'state',
	{ displayName: 'Address State', name: 'addressState', placeholder: 'e.g. IL' },
	{ isPersonal: false },
);

const ZIP_CODE = part('zipCode', {
	displayName: 'Address Zip Code',
	name: 'addressZipCode',
	placeholder: 'e.g. 62701',
});

const COUNTRY = part(
	'country',
	{ displayName: 'Address Country', name: 'addressCountry', placeholder: 'e.g. US' },
	{ isPersonal: false },
);

const NOTE = part('note', {
	displayName: 'Address Note',
	name: 'addressNote',
	placeholder: 'e.g. Ring twice',
	description: 'What the carrier should know',
});

const required = (field: FormField): FormField => ({
	...field,
	property: { ...field.property, required: true },
});

/** What a new address can't do without, in the order in which one writes it. */
export const REQUIRED_ADDRESS_FIELDS: readonly FormField[] = [
	LINE_ONE,
	CITY,
	STATE,
	ZIP_CODE,
	COUNTRY,
].map(required);

/** What a new address may have besides, sorted for a collection. */
export const OPTIONAL_ADDRESS_FIELDS: readonly FormField[] = [LINE_THREE, LINE_TWO, NOTE];

/** All parts of an address, none required, sorted for a collection: for changing one. */
export const ADDRESS_FIELDS: readonly FormField[] = [
	CITY,
	COUNTRY,
	LINE_ONE,
	LINE_THREE,
	LINE_TWO,
	NOTE,
	STATE,
	ZIP_CODE,
];

/**
 * Puts the parts that are filled into an address that is there.
 *
 * @returns the whole address, without empty parts
 */
export function mergeAddress(
	existing: Maybe<ImpiloAddress>,
	filled: ImpiloAddress | IDataObject,
): IDataObject {
	const merged = Object.entries({ ...existing, ...filled });
	return Object.fromEntries(merged.filter(([, value]) => isGiven(value)));
}

/**
 * Makes the address in the body of an update whole: whether Impilo merges an address or replaces it
 * isn't documented, so that a part sent alone could wipe the others out.
 *
 * @param readExisting reads the address that is there; called only where some of it isn't filled
 * @returns the body; where it has an address, with all parts of it
 */
export async function completeAddress(
	body: IDataObject,
	readExisting: () => Promise<Maybe<ImpiloAddress>>,
): Promise<IDataObject> {
	const { address } = body;
	if (!isObject(address)) return body;
	if (Object.keys(address).length === ADDRESS_FIELDS.length) return body;
	return { ...body, address: mergeAddress(await readExisting(), address) };
}
