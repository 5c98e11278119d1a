import type { INodeProperties } from 'n8n-workflow';

import { isGiven } from '../api/json';
import {
	ADDRESS_FIELDS,
	OPTIONAL_ADDRESS_FIELDS,
	REQUIRED_ADDRESS_FIELDS,
} from '../fields/addressFields';
import type { FilledForm, FormField } from '../fields/formFields';
import { readCollection, readFormFields } from '../fields/formFields';
import { readLocator } from '../fields/locator';
import type { IdOrName } from '../fields/named';
import { InputRefusal } from '../fields/refusal';
import {
	parseBoolean,
	parseChoice,
	parseCollection,
	parseDay,
	parseText,
	refuseBadEmail,
	refuseUnusableInUrl,
} from '../fields/values';
import type { ValueOf } from '../run/parameters';
import { parseSite, pickSite } from '../site/site';

const SEX_OPTIONS = [
	{ name: 'Female', value: 'female' },
	{ name: 'Male', value: 'male' },
	{ name: 'Other', value: 'other' },
	{ name: 'Unknown', value: 'unknown' },
];

type TextProperty = Pick<INodeProperties, 'displayName' | 'name'> & Partial<INodeProperties>;

/** A text field that identifies the patient. */
const text = (property: TextProperty, read: FormField['read'] = parseText): FormField => ({
	key: property.name,
	property: { type: 'string', default: '', ...property },
	read,
	isPersonal: true,
});

const FIRST_NAME = text({
	displayName: 'First Name',
	name: 'firstName',
	placeholder: 'e.g. Nathan',
});

const LAST_NAME = text({ displayName: 'Last Name', name: 'lastName', placeholder: 'e.g. Smith' });

const EXTERNAL_IDENTIFIER = text(
	{
		displayName: 'External Identifier',
		name: 'externalIdentifier',
		placeholder: 'e.g. MRN-20481',
		description: "The patient's ID in your own system",
	},
	readIdentifier,
);

/** What is never required. */
const OTHER_FIELDS: readonly FormField[] = [
	text(
		{
			displayName: 'Date of Birth',
			name: 'dateOfBirth',
			placeholder: 'e.g. 1980-01-31',
			description: 'The day as year-month-day',
		},
		readBirthDay,
	),
	text({ displayName: 'Email', name: 'email', placeholder: 'e.g. nathan@example.com' }, readEmail),
	text({ displayName: 'Phone Number', name: 'phoneNumber', placeholder: 'e.g. +1 555 0100' }),
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

/** A field with the changes that a form makes to it. */
const withProperty = (field: FormField, property: Partial<INodeProperties>): FormField => ({
	...field,
	property: { ...field.property, ...property },
});

const required = (field: FormField): FormField => withProperty(field, { required: true });

/** A form for a patient: fields that are always shown, and a collection of optional ones. */
export interface PatientForm {
	shown: readonly FormField[];
	added: readonly FormField[];
	collection: INodeProperties;
	/** Whether an unknown field of the collection is refused, rather than left out. */
	refusesUnknown: boolean;
}

function patientForm(
	shown: readonly FormField[],
	added: readonly FormField[],
	collection: Pick<INodeProperties, 'displayName' | 'name' | 'description'>,
	refusesUnknown = true,
): PatientForm {
	return {
		shown,
		added,
		collection: {
			...collection,
			type: 'collection',
			placeholder: 'Add Field',
			default: {},
			options: added.map(({ property }) => property),
		},
		refusesUnknown,
	};
}

/** What Impilo requires of a new patient (Create Order reference). */
const NAMES: readonly FormField[] = [required(FIRST_NAME), required(LAST_NAME)];

/** Of Order Create; saved workflows may hold fields that the collection never had. */
const ORDERED_PATIENT_FORM = patientForm(
	[...NAMES, ...REQUIRED_ADDRESS_FIELDS],
	[EXTERNAL_IDENTIFIER, ...OPTIONAL_ADDRESS_FIELDS, ...OTHER_FIELDS],
	{ displayName: 'Patient Fields', name: 'patientFields' },
	false,
);

const ADDITIONAL_FIELDS: readonly FormField[] = [...OPTIONAL_ADDRESS_FIELDS, ...OTHER_FIELDS];
const ADDITIONAL = { displayName: 'Additional Fields', name: 'additionalFields' };
const IDENTIFIER_HINT = {
	propertyHint:
		'Fill it from data that stays the same for this patient, e.g. the ID in the medical record or the CRM. Never use the time of the run or a random value.',
};

export const CREATE_FORM = patientForm(
	[
		...NAMES,
		withProperty(EXTERNAL_IDENTIFIER, {
			description:
				"The patient's ID in your own system. It makes sure that the patient is created only once, however often the workflow runs.",
			builderHint: IDENTIFIER_HINT,
		}),
		...REQUIRED_ADDRESS_FIELDS,
	],
	ADDITIONAL_FIELDS,
	ADDITIONAL,
);

export const UPSERT_FORM = patientForm(
	[
		withProperty(EXTERNAL_IDENTIFIER, {
			required: true,
			description:
				"The patient's ID in your own system. The patient who has it is updated; if there is none, one is created.",
			builderHint: IDENTIFIER_HINT,
		}),
		...NAMES,
		...REQUIRED_ADDRESS_FIELDS,
	],
	ADDITIONAL_FIELDS,
	ADDITIONAL,
);

/** These undo a mistaken Disenroll. */
const STANDING: readonly FormField[] = [
	{
		property: {
			displayName: 'Enrolled',
			name: 'enrolled',
			type: 'boolean',
			default: true,
			description: 'Whether the patient takes part in the program. Disenroll also creates returns.',
		},
		key: 'enrolled',
		read: parseBoolean,
	},
	{
		property: {
			displayName: 'Archived',
			name: 'archived',
			type: 'boolean',
			default: false,
			description: 'Whether the patient is archived, and no longer in lists to pick from',
		},
		key: 'archived',
		read: parseBoolean,
	},
];

export const UPDATE_FORM = patientForm(
	[],
	[FIRST_NAME, LAST_NAME, EXTERNAL_IDENTIFIER, ...ADDRESS_FIELDS, ...OTHER_FIELDS, ...STANDING],
	{
		displayName: 'Update Fields',
		name: 'updateFields',
		description:
			'What to change. All other fields stay as they are, including the other parts of the address.',
	},
);

/** All fields of a new patient in Order Create, and where their values go in the patient. */
export const ORDERED_PATIENT_FIELDS: readonly FormField[] = [
	...ORDERED_PATIENT_FORM.shown,
	...ORDERED_PATIENT_FORM.added,
];

/** The fields of a new patient in Order Create: the required ones, and a collection of the others. */
export const NEW_PATIENT_FIELDS: INodeProperties[] = [
	...ORDERED_PATIENT_FORM.shown.map(({ property }) => property),
	ORDERED_PATIENT_FORM.collection,
];

/**
 * Reads the new patient of Order Create.
 *
 * @param valueOf gives the value of a parameter by its name
 * @returns the patient in the API's form
 * @throws InputRefusal
 */
export function readNewPatient(valueOf: ValueOf): FilledForm {
	return readPatientForm(ORDERED_PATIENT_FORM, valueOf);
}

/**
 * Reads a form for a patient.
 *
 * @returns what is filled, in the API's form; a site may still be a name
 * @throws InputRefusal
 */
export function readPatientForm(form: PatientForm, valueOf: ValueOf): FilledForm {
	const { shown, added, collection, refusesUnknown } = form;
	const { name: collectionName, displayName } = collection;
	const given = refusesUnknown
		? readCollection(added, valueOf(collectionName), displayName)
		: parseCollection(valueOf(collectionName), displayName);
	const isAdded = (name: string) => added.some(({ property }) => property.name === name);
	const { body, personal } = readFormFields([...shown, ...added], (name) =>
		isAdded(name) ? given.get(name) : valueOf(name),
	);
	const wholeName = [body.firstName, body.lastName].filter(isGiven).join(' ');
	return { body, personal: [...(wholeName === '' ? [] : [wholeName]), ...personal] };
}

function readIdentifier(value: unknown, field: string): string {
	const identifier = parseText(value, field);
	refuseUnusableInUrl(identifier, field);
	return identifier;
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
		throw new InputRefusal(field, 'is in the future', 'Enter the date of birth, e.g. 1980-01-31.');
	}
	return day;
}

/** The patient's own site is optional: an empty locator means none. */
function readSite(parameter: unknown, field: string): { id: IdOrName } | undefined {
	const { value } = readLocator(parameter);
	return isGiven(value) && value !== '' ? { id: parseSite(parameter, field) } : undefined;
}
