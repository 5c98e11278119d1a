import type { IDataObject } from 'n8n-workflow';

import type { Maybe } from '../api/json';
import { isGiven, isObject } from '../api/json';
import type { FormField } from './formFields';
import { InputRefusal } from './refusal';
import { parseText } from './values';

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

/** Personal, unless `other` says so. */
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

/** Required in a new address, in the usual order. */
export const REQUIRED_ADDRESS_FIELDS: readonly FormField[] = [
	LINE_ONE,
	CITY,
	STATE,
	ZIP_CODE,
	COUNTRY,
].map(required);

/** Optional in a new address. */
export const OPTIONAL_ADDRESS_FIELDS: readonly FormField[] = [LINE_TWO, LINE_THREE, NOTE];

const removable = (field: FormField): FormField => ({
	...field,
	isRemovable: true,
	property: {
		...field.property,
		description: 'With a new Address Line One, leave empty to remove what Impilo has',
	},
});

/** For changing an address: none required. */
export const ADDRESS_FIELDS: readonly FormField[] = [
	LINE_ONE,
	removable(LINE_TWO),
	removable(LINE_THREE),
	CITY,
	STATE,
	ZIP_CODE,
	COUNTRY,
	removable(NOTE),
];

/** These belong to one Address Line One, e.g. an apartment to its house. */
const PARTS_OF_LINE_ONE = [
	{ key: 'lineTwo', label: LINE_TWO.property.displayName },
	{ key: 'lineThree', label: LINE_THREE.property.displayName },
	{ key: 'note', label: NOTE.property.displayName },
] as const;

const withoutEmptyParts = (address: IDataObject): IDataObject =>
	Object.fromEntries(Object.entries(address).filter(([, value]) => value !== ''));

/**
 * Without a new Address Line One, an empty part removes nothing.
 *
 * @returns the body without empty parts, and without the address if nothing is left of it
 */
export function keepUnchangedParts({ address, ...body }: IDataObject): IDataObject {
	if (!isObject(address)) return body;
	if (isGiven(address.lineOne)) return { ...body, address };
	const filled = withoutEmptyParts(address);
	return Object.keys(filled).length === 0 ? body : { ...body, address: filled };
}

/**
 * Merges filled parts into an existing address.
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
 * Completes the address in the body of an update. Whether Impilo merges or replaces an address isn't
 * documented: a part sent alone could remove the others.
 *
 * @param readExisting called only if some parts aren't filled
 * @returns the body with the whole address, if it has one
 * @throws InputRefusal if a part of the old address would stay with a new Address Line One
 */
export async function completeAddress(
	body: IDataObject,
	readExisting: () => Promise<Maybe<ImpiloAddress>>,
): Promise<IDataObject> {
	const { address } = body;
	if (!isObject(address)) return body;
	const filled = withoutEmptyParts(address);
	if (Object.keys(filled).length === ADDRESS_FIELDS.length) return body;
	const existing = await readExisting();
	if (!hasOtherLineOne(address, existing)) {
		return { ...body, address: mergeAddress(existing, filled) };
	}
	refuseOldParts(existing, address);
	return { ...body, address: mergeAddress(existing, address) };
}

/**
 * As `completeAddress`, for a form with the whole address: parts of another Address Line One are removed.
 */
export async function replaceAddress(
	body: IDataObject,
	readExisting: () => Promise<Maybe<ImpiloAddress>>,
): Promise<IDataObject> {
	const { address } = body;
	if (!isObject(address)) return body;
	const existing = await readExisting();
	if (!isGiven(existing)) return body;
	if (!hasOtherLineOne(address, existing)) {
		return { ...body, address: mergeAddress(existing, address) };
	}
	const removed = PARTS_OF_LINE_ONE.map(({ key }) => [key, '']);
	return { ...body, address: { ...Object.fromEntries(removed), ...address } };
}

function hasOtherLineOne({ lineOne }: IDataObject, existing: Maybe<ImpiloAddress>): boolean {
	return isGiven(lineOne) && lineOne !== existing?.lineOne?.trim();
}

/** @throws InputRefusal if a part of the old address would stay with a new Address Line One */
function refuseOldParts(existing: Maybe<ImpiloAddress>, filled: IDataObject): void {
	const left = PARTS_OF_LINE_ONE.find(({ key }) => existing?.[key] && !(key in filled));
	if (left === undefined) return;
	throw new InputRefusal(
		left.label,
		'is not filled, and the one that Impilo has belongs to another Address Line One',
		`Add ${left.label} under Update Fields, and fill it for the new address, or leave it empty to remove it. Nothing was changed.`,
	);
}
