import type { IDataObject, INodeProperties } from 'n8n-workflow';

import type { ImpiloClient } from '../api/client';
import type { KnownRefusal, Personal } from '../api/request';
import { readFormFields } from '../fields/formFields';
import type { FormKeys, LineCollection } from '../fields/lines';
import { lineCollectionField, readLines } from '../fields/lines';
import type { IdOrName } from '../fields/named';
import { InputRefusal } from '../fields/refusal';
import { parseChoice, parseCollection } from '../fields/values';
import { forEachNew } from '../once/forEachNew';
import type { ReturnContents } from '../order/returnLines';
import { RETURN_DEVICES, RETURN_ITEMS } from '../order/returnLines';
import { demandShippingOption, emailLabelField, shippingOptionField } from '../order/shipping';
import type { PatientReference } from '../patient/reference';
import { identifyPatient, parsePatientReference, pickPatient } from '../patient/reference';
import { SITE_REFUSALS, UNKNOWN_PATIENT } from '../patient/refusals';
import { readNames } from '../run/names';
import type { Operation } from '../run/operation';
import type { ValueOf } from '../run/parameters';
import { present, readSimplify, SIMPLIFY_FIELD } from '../run/simplify';
import { parseSite, pickSite } from '../site/site';
import type { ImpiloReturn } from './return';
import { simplifyReturn } from './return';

const FROM: INodeProperties = {
	displayName: 'From',
	name: 'returnFrom',
	type: 'options',
	noDataExpression: true,
	default: 'patient',
	description: 'Who sends something back',
	options: [
		{ name: 'Patient', value: 'patient' },
		{ name: 'Site', value: 'site' },
	],
};

const RETURNS: LineCollection<keyof ReturnContents> = {
	property: {
		displayName: 'Returns',
		name: 'returns',
		placeholder: 'Add Return',
		description: 'What is sent back',
	},
	kinds: [RETURN_DEVICES, RETURN_ITEMS],
};

const KEYS_OF_FORM: FormKeys = {
	keys: ['emailLabel', 'patientId', 'shippingOption', 'siteId'],
	remedy: 'Remove it, and fill the field instead: Patient, Site, or one of Additional Fields.',
};

const ADDITIONAL_FIELDS = [
	emailLabelField('Whether to email the label instead of shipping it'),
	shippingOptionField(
		'How fast to ship the label. Required for returned items, unless their label is emailed.',
	),
];

const COLLECTION = { displayName: 'Additional Fields', name: 'additionalFields' };

/** Impilo doesn't document its refusals of a return: these messages of the Create Order reference fit. */
const RETURN_REFUSALS: readonly KnownRefusal[] = [
	UNKNOWN_PATIENT,
	...SITE_REFUSALS,
	{
		status: 400,
		words: 'shippingOption is required when emailLabel is false and return items are included',
		happened: 'The return does not say how to ship its label',
		remedy: 'Under Additional Fields, choose a Shipping Option, or switch on Email Label.',
	},
	{
		status: 400,
		words: 'Invalid data provided',
		happened: 'Impilo does not accept one of the values of the return',
		remedy:
			'Under Returns, check the IDs and counts of items and devices, and that the patient or site under From has the devices.',
	},
];

export const create: Operation = {
	option: {
		name: 'Create',
		value: 'create',
		action: 'Create return',
		description:
			'Have a patient or a site send items and devices back. Running this again creates another return.',
	},
	fields: [
		FROM,
		pickPatient({ required: true, displayOptions: { show: { returnFrom: ['patient'] } } }),
		pickSite({ required: true, displayOptions: { show: { returnFrom: ['site'] } } }),
		lineCollectionField(RETURNS),
		{
			...COLLECTION,
			type: 'collection',
			placeholder: 'Add Field',
			default: {},
			options: ADDITIONAL_FIELDS.map(({ property }) => property),
		},
		SIMPLIFY_FIELD,
	],
	execute: forEachNew<ImpiloReturn>(
		'return',
		'Check under Returns at Impilo whether it is there before you run this again: another run would create it a second time.',
		({ client, valuesOf }, itemIndex) => {
			const valueOf = valuesOf(itemIndex);
			const simplify = readSimplify(valueOf);
			const contents = readContents(valueOf);
			const from = readFrom(valueOf);
			return {
				request: async () => {
					const { sender, personal } = await identifySender(client, from);
					const body = { ...sender, ...contents };
					const fill = await readNames(client, body);
					return {
						path: '/return',
						body: fill(body),
						refusals: RETURN_REFUSALS,
						personal,
					};
				},
				present: (created) => present(created, simplify, simplifyReturn),
			};
		},
	),
};

type From = { siteId: IdOrName } | { patient: PatientReference };

/** @throws ImpiloFailure */
async function identifySender(
	client: ImpiloClient,
	from: From,
): Promise<{ sender: { siteId: IdOrName } | { patientId: number }; personal: Personal[] }> {
	if ('siteId' in from) return { sender: from, personal: [] };
	const { id, personal } = await identifyPatient(client, from.patient);
	return { sender: { patientId: id }, personal };
}

/** @throws InputRefusal */
function readFrom(valueOf: ValueOf): From {
	const from = parseChoice(valueOf(FROM.name), ['patient', 'site'], FROM.displayName);
	if (from === undefined) {
		throw new InputRefusal(FROM.displayName, 'is empty', 'Choose a patient or a site.');
	}
	return from === 'site'
		? { siteId: parseSite(valueOf('siteId')) }
		: { patient: parsePatientReference(valueOf('patientId')) };
}

/** @throws InputRefusal */
function readContents(valueOf: ValueOf): IDataObject {
	const lines = readLines([RETURNS], valueOf, KEYS_OF_FORM);
	if (Object.keys(lines).length === 0) {
		throw new InputRefusal(
			'The return',
			'is empty',
			'Add at least one Return Device or Return Item under Returns.',
		);
	}
	const given = parseCollection(valueOf(COLLECTION.name), COLLECTION.displayName);
	const { body } = readFormFields(ADDITIONAL_FIELDS, (name) => given.get(name));
	demandShippingOption({ ...lines, ...body });
	return { ...lines, ...body };
}
