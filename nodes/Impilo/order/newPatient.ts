import type { AddressBody, NewPatientBody } from '../api/types';
import { readLocator } from '../lookup/locator';
import { parseThingId } from '../lookup/thingId';
import { InputRefusal } from '../run/refusal';
import { parseChoice, parseDay, parseRequiredText, parseText } from '../run/fieldValues';

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

interface OptionalFields {
	addressLineTwo?: unknown;
	addressLineThree?: unknown;
	addressNote?: unknown;
	dateOfBirth?: unknown;
	email?: unknown;
	externalIdentifier?: unknown;
	phoneNumber?: unknown;
	sex?: unknown;
	siteId?: unknown;
}

/**
 * Reads a new patient: first and last name and the main parts of the address are required (Create
 * Order reference).
 *
 * @throws InputRefusal
 */
export function readNewPatient(fields: NewPatientFields): NewPatientBody {
	const optional = readOptionalFields(fields.patientFields);
	const address: AddressBody = {
		lineOne: parseRequiredText(fields.addressLineOne, 'Address Line One'),
		lineTwo: parseText(optional.addressLineTwo, 'Address Line Two') || undefined,
		lineThree: parseText(optional.addressLineThree, 'Address Line Three') || undefined,
		city: parseRequiredText(fields.addressCity, 'Address City'),
		state: parseRequiredText(fields.addressState, 'Address State'),
		zipCode: parseRequiredText(fields.addressZipCode, 'Address Zip Code'),
		country: parseRequiredText(fields.addressCountry, 'Address Country'),
		note: parseText(optional.addressNote, 'Address Note') || undefined,
	};
	return {
		firstName: parseRequiredText(fields.firstName, 'First Name'),
		lastName: parseRequiredText(fields.lastName, 'Last Name'),
		address,
		dateOfBirth: parseDay(optional.dateOfBirth, 'Date of Birth'),
		email: readEmail(optional.email),
		externalIdentifier: parseText(optional.externalIdentifier, 'External Identifier') || undefined,
		phoneNumber: parseText(optional.phoneNumber, 'Phone Number') || undefined,
		sex: parseChoice(optional.sex, SEXES, 'Sex'),
		site: readSite(optional.siteId),
	};
}

function readOptionalFields(value: unknown): OptionalFields {
	return typeof value === 'object' && value !== null ? value : {};
}

function readEmail(value: unknown): string | undefined {
	const email = parseText(value, 'Email');
	if (email === '') return undefined;
	if (!/^[^\s@]+@[^\s@]+$/.test(email)) {
		throw new InputRefusal(
			'Email is not an email address',
			'Give one address, e.g. nathan@example.com, or leave it empty.',
		);
	}
	return email;
}

/** The patient's own site is optional: an empty locator means none. */
function readSite(parameter: unknown): { id: number } | undefined {
	const { value } = readLocator(parameter);
	if (value === undefined || value === null || value === '') return undefined;
	return { id: parseThingId(value, 'site', 'Site') };
}

/** Everything in a new patient that must not appear in a message. */
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
		...Object.values(address),
	].filter((value): value is string => typeof value === 'string');
}
