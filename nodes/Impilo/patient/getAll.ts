import { isGiven } from '../api/json';
import { parseText } from '../fields/values';
import {
	dayFilter,
	flagFilter,
	idFilter,
	listFilter,
	searchFilter,
	textsFilter,
} from '../run/filterKinds';
import type { Filter } from '../run/filters';
import { listOperation } from '../run/listOperation';
import { findSiteId, pickSite } from '../site/site';
import { foldEmail } from './find';
import type { ImpiloPatient } from './patient';
import { simplifyPatient } from './patient';
import { SITE_REFUSALS } from './refusals';

function simplifyText(text: string): string {
	return text.toLowerCase().replace(/[\s-]/g, '');
}

function bornFilter(
	property: { displayName: string; name: string; description: string },
	query: string,
	isThen: (day: string, bound: string) => boolean,
): Filter<ImpiloPatient> {
	return dayFilter<ImpiloPatient>(property, query, ({ dateOfBirth }, bound) =>
		isGiven(dateOfBirth) ? isThen(dateOfBirth.slice(0, bound.length), bound) : undefined,
	);
}

export const getAll = listOperation<ImpiloPatient>({
	name: 'patient',
	by: 'name, external identifier, site, enrollment, birth or address',
	refusals: SITE_REFUSALS,
	filters: [
		flagFilter(
			{
				displayName: 'Archived',
				name: 'archived',
				description: 'Whether to return only patients who are archived, or only those who are not',
			},
			'archived',
			({ archived }) => archived,
		),
		bornFilter(
			{
				displayName: 'Born From',
				name: 'bornFrom',
				description: 'Only patients born on this day or later, as year-month-day',
			},
			'dateOfBirthMin',
			(day, bound) => day >= bound,
		),
		bornFilter(
			{
				displayName: 'Born To',
				name: 'bornTo',
				description: 'Only patients born on this day or earlier, as year-month-day',
			},
			'dateOfBirthMax',
			(day, bound) => day <= bound,
		),
		// A country may be written in several ways, so the answer can't be checked.
		searchFilter(
			{
				displayName: 'Country',
				name: 'country',
				placeholder: 'e.g. US',
				description: 'Only patients whose address is in this country',
			},
			'country',
		),
		listFilter<ImpiloPatient, string>({
			property: {
				displayName: 'Email',
				name: 'email',
				placeholder: 'e.g. nathan@example.com',
				description: 'Only patients with this email address',
			},
			query: 'email',
			saysWhose: true,
			read: parseText,
			matches: ({ email }, text) =>
				isGiven(email) ? foldEmail(email).includes(foldEmail(text)) : undefined,
			isLeftOut: ({ email }, text) => isGiven(email) && foldEmail(email) !== foldEmail(text),
		}),
		flagFilter(
			{
				displayName: 'Enrolled',
				name: 'enrolled',
				description: 'Whether to return only patients who are enrolled, or only those who are not',
			},
			'enrolled',
			({ enrolled }) => enrolled,
		),
		textsFilter(
			{
				displayName: 'External Identifiers',
				name: 'externalIdentifiers',
				placeholder: 'e.g. MRN-20481, MRN-20482',
				description:
					'Only patients with one of these identifiers: separated by commas, or an expression that returns a list',
			},
			'externalIdentifier',
			({ externalIdentifier }) => [externalIdentifier],
			true,
		),
		searchFilter(
			{
				displayName: 'Name',
				name: 'name',
				placeholder: 'e.g. Smith',
				description: 'Only patients whose name matches this',
			},
			'name',
		),
		listFilter<ImpiloPatient, string>({
			property: {
				displayName: 'Postal Code',
				name: 'postalCode',
				placeholder: 'e.g. 62701',
				description: 'Only patients whose address has this zip code',
			},
			query: 'postalCode',
			read: parseText,
			// It may be longer, as in 62701-1234.
			matches: ({ address }, text) =>
				isGiven(address?.zipCode)
					? simplifyText(address.zipCode).includes(simplifyText(text))
					: undefined,
		}),
		idFilter(
			pickSite({ description: 'Only patients of this site' }),
			'siteId',
			findSiteId,
			({ site }) => site?.id,
			true,
		),
	],
	sortBy: [
		{ option: { name: 'First Name', value: 'firstName' }, of: (patient) => patient.firstName },
		{ option: { name: 'ID', value: 'patientId' }, of: (patient) => patient.id },
		{ option: { name: 'Last Name', value: 'lastName' }, of: (patient) => patient.lastName },
	],
	simplify: simplifyPatient,
});
