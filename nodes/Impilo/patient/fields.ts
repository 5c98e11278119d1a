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

type TextProperty = Pick<INodeProperties, 'displayName' | 'name'> & Partial<INodeProperties>;

/** A field of text; unless it says otherwise, it tells who the patient is. */
const text = (key: string, property: TextProperty, other: Partial<FormField> = {}): FormField => ({
	key,
	property: { type: 'string', default: '', ...property },
	read: parseText,
	isPersonal: true,
	...other,
});

const requiredText = (key: string, property: TextProperty, other?: Partial<FormField>): FormField =>
	text(key, { ...property, required: true }, other);

/** What Impilo demands of a new patient (Create Order reference). */
const REQUIRED_FIELDS: readonly FormField[] = [
	requiredText('firstName', {
		displayName: 'First Name',
		name: 'firstName',
		placeholder: 'e.g. Nathan',
	}),
	requiredText('lastName', {
		displayName: 'Last Name',
		name: 'lastName',
		placeholder: 'e.g. Smith',
	}),
	requiredText('address.lineOne', {
		displayName: 'Address Line One',
		name: 'addressLineOne',
		placeholder: 'e.g. 1 Example Street',
	}),
	requiredText('address.city', {
		displayName: 'Address City',
		name: 'addressCity',
		placeholder: 'e.g. Springfield',
	}),
	requiredText(
		'address.state',
		{ displayName: 'Address State', name: 'addressState', placeholder: 'e.g. IL' },
		{ isPersonal: false },
	),
	requiredText('address.zipCode', {
		displayName: 'Address Zip Code',
		name: 'addressZipCode',
		placeholder: 'e.g. 62701',
	}),
	requiredText(
		'address.country',
		{ displayName: 'Address Country', name: 'addressCountry', placeholder: 'e.g. US' },
		{ isPersonal: false },
	),
];

const OPTIONAL_FIELDS: readonly FormField[] = [
	text('address.lineThree', { displayName: 'Address Line Three', name: 'addressLineThree' }),
	text('address.lineTwo', {
		displayName: 'Address Line Two',
		name: 'addressLineTwo',
		placeholder: 'e.g. Apartment 4',
	}),
	text('address.note', {
		displayName: 'Address Note',
		name: 'addressNote',
		placeholder: 'e.g. Ring twice',
		description: 'What the carrier should know',
	}),
	text(
		'dateOfBirth',
		{
			displayName: 'Date of Birth',
			name: 'dateOfBirth',
			placeholder: 'e.g. 1980-01-31',
			description: 'The day as year-month-day',
		},
		{ read: readBirthDay },
	),
	text(
		'email',
		{ displayName: 'Email', name: 'email', placeholder: 'e.g. nathan@example.com' },
		{ read: readEmail },
	),
	text('externalIdentifier', {
		displayName: 'External Identifier',
		name: 'externalIdentifier',
		placeholder: 'e.g. MRN-20481',
		description: "The patient's ID in your own system",
	}),
	text('phoneNumber', {
		displayName: 'Phone Number',
		name: 'phoneNumber',
		placeholder: 'e.g. +1 555 0100',
	}),
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
			field,
			'is in the future',
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
