import type { INodeListSearchItems } from 'n8n-workflow';

import { listRequest } from '../api/pages';
import { getOperation } from '../run/getOperation';
import { listEntry, searchByName } from '../run/listSearch';
import type { Resource } from '../run/operation';
import { create } from './create';
import { disenroll } from './disenroll';
import { getAll } from './getAll';
import type { ImpiloPatient } from './patient';
import { simplifyPatient } from './patient';
import { findPatient, parsePatientReference, pickPatient } from './reference';
import { update } from './update';
import { upsert } from './upsert';

const get = getOperation({
	name: 'patient',
	description: 'Get a patient by ID, external identifier or email',
	field: pickPatient({ required: true }),
	read: async (client, parameter) => await findPatient(client, parsePatientReference(parameter)),
	simplify: simplifyPatient,
});

function toEntry(patient: ImpiloPatient): INodeListSearchItems | undefined {
	const { id, firstName, lastName, externalIdentifier, dateOfBirth, enrolled } = patient;
	const name = [firstName, lastName].filter((part) => part).join(' ');
	const inAnyCase = `ID ${id}`;
	// Distinguishes patients with the same name.
	const distinction = externalIdentifier || (dateOfBirth && `born ${dateOfBirth}`) || inAnyCase;
	return listEntry(id, [
		name,
		name === '' ? inAnyCase : distinction,
		enrolled === false ? 'not enrolled' : '',
	]);
}

const searchPatients = searchByName<ImpiloPatient>((text) => ({
	// As the names are shown.
	list: listRequest('patient', { archived: false, sort: 'firstName' }),
	...(text.includes('@')
		? { by: 'email', exactly: [] }
		: { by: 'name', exactly: ['externalIdentifier'] }),
	toEntry,
}));

export const patient: Resource = {
	option: { name: 'Patient', value: 'patient' },
	operations: [create, upsert, disenroll, get, getAll, update],
	defaultOperation: 'getAll',
	searches: { searchPatients },
};
