import type { INodeProperties } from 'n8n-workflow';

import { isGiven } from '../api/json';
import type { FilledForm, FormField } from '../fields/formFields';
import { readFormFields } from '../fields/formFields';
import { readLocator } from '../fields/locator';
import { InputRefusal } from '../fields/refusal';
import {
	parseChoice,
	parseCollection,
	parseDay,
	parseText,
	refuseBadEmail,
} from '../fields/values';
import { parseSiteId, pickSite } from '../site/reference';

const SEX_OPTIONS = [
	{ name: 'Female', value: 'female' },
	{ name: 'Male', value: 'male' },
	{ name: 'Other', value: 'other' },
	{ name: 'Unknown', value: 'unknown' },
];

/** A field of text that tells who the patient is. */
const personalText = (
	displayName: string,
	name: string,
	key: string,
	property: Partial<INodeProperties> = {},
): FormField => ({
	property: { displayName, name, type: 'string', default: '', ...property },
	key,
	read: parseText,
	isPersonal: true,
});

const required = (field: FormField): FormField => ({
	...field,
	property: { ...field.property, required: true },
});

/** State and country tell nothing about who somebody is. */
const impersonal = (field: FormField): FormField => ({ ...field, isPersonal: false });

/** What Impilo demands of a new patient (Create Order reference). */
const REQUIRED_FIELDS: readonly FormField[] = [
	personalText('First Name', 'firstName', 'firstName', { placeholder: 'e.g. Nathan' }),
	personalText('Last Name', 'lastName', 'lastName', { placeholder: 'e.g. Smith' }),
	personalText('Address Line One', 'addressLineOne', 'address.lineOne', {
		placeholder: 'e.g. 1 Example Street',
	}),
	personalText('Address City', 'addressCity', 'address.city', { placeholder: 'e.g. Springfield' }),
	impersonal(
		personalText('Address State', 'addressState', 'address.state', { placeholder: 'e.g. IL' }),
	),
	personalText('Address Zip Code', 'addressZipCode', 'address.zipCode', {
		placeholder: 'e.g. 62701',
	}),
	impersonal(
		personalText('Address Country', 'addressCountry', 'address.country', {
			placeholder: 'e.g. US',
		}),
	),
].map(required);

const OPTIONAL_FIELDS: readonly FormField[] = [
	personalText('Address Line Three', 'addressLineThree', 'address.lineThree'),
	personalText('Address Line Two', 'addressLineTwo', 'address.lineTwo', {
		placeholder: 'e.g. Apartment 4',
	}),
	personalText('Address Note', 'addressNote', 'address.note', {
		placeholder: 'e.g. Ring twice',
		description: 'What the carrier should know',
	}),
	{
		...personalText('Date of Birth', 'dateOfBirth', 'dateOfBirth', {
			placeholder: 'e.g. 1980-01-31',
			description: 'The day as year-month-day',
		}),
		read: readBirthDay,
	},
	{
		...personalText('Email', 'email', 'email', { placeholder: 'e.g. nathan@example.com' }),
		read: readEmail,
	},
	personalText('External Identifier', 'externalIdentifier', 'externalIdentifier', {
		placeholder: 'e.g. MRN-20481',
		description: "The patient's ID in your own system",
	}),
	personalText('Phone Number', 'phoneNumber', 'phoneNumber', { placeholder: 'e.g. +1 555 0100' }),
	{
		property: {
			displayName: 'Sex',
			name: 'sex',
			type: 'options',
			default: 'unknown',
			options: SEX_OPTIONS,
		},
		key: 'sex',
		read: (value, field) =>
			parseChoice(
				value,
				SEX_OPTIONS.map((option) => option.value),
				field,
			),
	},
	{
		property: pickSite({ description: 'The site that the patient belongs to' }),
		key: 'site',
		read: readSite,
	},
];

const COLLECTION = { displayName: 'Patient Fields', name: 'patientFields' };

/** The fields of a new patient: the required ones, and a collection of the others. */
export const NEW_PATIENT_FIELDS: INodeProperties[] = [
	...REQUIRED_FIELDS.map(({ property }) => property),
	{
		...COLLECTION,
		type: 'collection',
		placeholder: 'Add Field',
		default: {},
		options: OPTIONAL_FIELDS.map(({ property }) => property),
	},
];

/**
 * Reads a new patient.
 *
 * @param valueOf gives the value of a parameter by its name
 * @returns the patient as Impilo takes one
 * @throws InputRefusal
 */
export function readNewPatient(valueOf: (name: string) => unknown): FilledForm {
	const optional = parseCollection(valueOf(COLLECTION.name), COLLECTION.displayName);
	const isOptional = (name: string) =>
		OPTIONAL_FIELDS.some((field) => field.property.name === name);
	const { body, personal } = readFormFields([...REQUIRED_FIELDS, ...OPTIONAL_FIELDS], (name) =>
		isOptional(name) ? optional.get(name) : valueOf(name),
	);
	return { body, personal: [`${String(body.firstName)} ${String(body.lastName)}`, ...personal] };
}

function readEmail(value: unknown, field: string): string {
	const email = parseText(value, field);
	if (email !== '') refuseBadEmail(email, field);
	return email;
}

/** Somewhere on earth it's tomorrow already. */
const LARGEST_TIME_DIFFERENCE_MS = 14 * 60 * 60 * 1000;

function readBirthDay(value: unknown, field: string): string | undefined {
	const day = parseDay(value, field);
	if (day !== undefined && Date.parse(day) > Date.now() + LARGEST_TIME_DIFFERENCE_MS) {
		throw new InputRefusal(
			`${field} is in the future`,
			'Give the day on which the patient was born, e.g. 1980-01-31.',
		);
	}
	return day;
}

/** The patient's own site is optional: an empty locator means none. */
function readSite(parameter: unknown, field: string): { id: number } | undefined {
	const { value } = readLocator(parameter);
	return isGiven(value) && value !== '' ? { id: parseSiteId(parameter, field) } : undefined;
}
