import type { AddressBody, NewPatientBody } from '../api/types';
import { readLocator } from '../lookup/locator';
import { parseThingId } from '../lookup/thingId';
import { InputRefusal } from '../run/refusal';
import {
	parseChoice,
	parseCollection,
	parseDay,
	parseRequiredText,
	parseText,
	refuseBadEmail,
} from '../run/fieldValues';

const SEXES = ['female', 'male', 'other', 'unknown'] as const;

/** The fields of a new patient, as they stand in the form. */
export interface NewPatientFields {
	firstName?: unknown;
	lastName?: unknown;
	addressLineOne?: unknown;
	addressCity?: unknown;
	addressState?: unknown;
	addressZipCode?: unknown;
	addressCountry?: unknown;
	patientFields?: unknown;
}

/**
 * Reads a new patient: first and last name and the main parts of the address are required (Create
 * Order reference).
 *
 * @throws InputRefusal
 */
export function readNewPatient(fields: NewPatientFields): NewPatientBody {
	const optional = parseCollection(fields.patientFields, 'Patient Fields');
	const address: AddressBody = {
		lineOne: parseRequiredText(fields.addressLineOne, 'Address Line One'),
		lineTwo: parseText(optional.get('addressLineTwo'), 'Address Line Two') || undefined,
		lineThree: parseText(optional.get('addressLineThree'), 'Address Line Three') || undefined,
		city: parseRequiredText(fields.addressCity, 'Address City'),
		state: parseRequiredText(fields.addressState, 'Address State'),
		zipCode: parseRequiredText(fields.addressZipCode, 'Address Zip Code'),
		country: parseRequiredText(fields.addressCountry, 'Address Country'),
		note: parseText(optional.get('addressNote'), 'Address Note') || undefined,
	};
	return {
		firstName: parseRequiredText(fields.firstName, 'First Name'),
		lastName: parseRequiredText(fields.lastName, 'Last Name'),
		address,
		dateOfBirth: readBirthDay(optional.get('dateOfBirth')),
		email: readEmail(optional.get('email')),
		externalIdentifier:
			parseText(optional.get('externalIdentifier'), 'External Identifier') || undefined,
		phoneNumber: parseText(optional.get('phoneNumber'), 'Phone Number') || undefined,
		sex: parseChoice(optional.get('sex'), SEXES, 'Sex'),
		site: readSite(optional.get('siteId')),
	};
}

function readEmail(value: unknown): string | undefined {
	const email = parseText(value, 'Email');
	if (email === '') return undefined;
	refuseBadEmail(email, 'Email');
	return email;
}

/** Somewhere on earth it's tomorrow already. */
const LARGEST_TIME_DIFFERENCE_MS = 14 * 60 * 60 * 1000;

function readBirthDay(value: unknown): string | undefined {
	const day = parseDay(value, 'Date of Birth');
	if (day !== undefined && Date.parse(day) > Date.now() + LARGEST_TIME_DIFFERENCE_MS) {
		throw new InputRefusal(
			'Date of Birth lies in the future',
			'Give the day on which the patient was born, e.g. 1980-01-31.',
		);
	}
	return day;
}

/** The patient's own site is optional: an empty locator means none. */
function readSite(parameter: unknown): { id: number } | undefined {
	const { value } = readLocator(parameter);
	if (value === undefined || value === null || value === '') return undefined;
	return { id: parseThingId(value, 'site', 'Site') };
}

/** Everything in a new patient that must not appear in a message; a state or country tells nothing. */
export function listPersonalValues(patient: NewPatientBody): string[] {
	const { address, firstName, lastName, dateOfBirth, email, externalIdentifier, phoneNumber } =
		patient;
	return [
		`${firstName} ${lastName}`,
		firstName,
		lastName,
		dateOfBirth,
		email,
		externalIdentifier,
		phoneNumber,
		address.lineOne,
		address.lineTwo,
		address.lineThree,
		address.city,
		address.zipCode,
		address.note,
	].filter((value): value is string => typeof value === 'string');
}
