import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { updateById } from '../api/byId';
import {
	ADDRESS_FIELDS,
	completeAddress,
	keepUnchangedParts,
	OPTIONAL_ADDRESS_FIELDS,
	REQUIRED_ADDRESS_FIELDS,
} from '../fields/addressFields';
import { addressRefusalsOf } from '../fields/addressRefusals';
import type { FormField } from '../fields/formFields';
import { readCollection, readFormFields } from '../fields/formFields';
import { InputRefusal } from '../fields/refusal';
import { parseBoolean, parseText } from '../fields/values';
import { forEachNew } from '../once/forEachNew';
import { RunCoordinator } from '../once/runCoordinator';
import type { Operation } from '../run/operation';
import { forEachItem } from '../run/operation';
import type { ValueOf } from '../run/parameters';
import { present, readSimplify, SIMPLIFY_FIELD } from '../run/simplify';
import type { ImpiloSite } from './site';
import { findSiteId, pickSite, readSite, simplifySite, siteRequest } from './site';

/** Impilo's refusals of a site that is created or updated. */
const SITE_REFUSALS = addressRefusalsOf('the site');

const NAME: FormField = {
	key: 'name',
	property: {
		displayName: 'Name',
		name: 'name',
		type: 'string',
		default: '',
		placeholder: 'e.g. Springfield Clinic',
	},
	read: parseText,
};

const ACTIVE: FormField = {
	key: 'active',
	property: {
		displayName: 'Active',
		name: 'active',
		type: 'boolean',
		default: true,
		description: 'Whether the site is in use',
	},
	read: parseBoolean,
};

const PHONE_NUMBER: FormField = {
	key: 'phoneNumber',
	property: {
		displayName: 'Phone Number',
		name: 'phoneNumber',
		type: 'string',
		default: '',
		placeholder: 'e.g. +1 555 0100',
	},
	read: parseText,
};

/** What Impilo requires of a new site isn't documented; without an address, nothing can be shipped to it. */
const REQUIRED_FIELDS: readonly FormField[] = [
	{ ...NAME, property: { ...NAME.property, required: true } },
	...REQUIRED_ADDRESS_FIELDS,
];
const ADDITIONAL_FIELDS: readonly FormField[] = [...OPTIONAL_ADDRESS_FIELDS, ACTIVE, PHONE_NUMBER];
const UPDATE_FIELDS: readonly FormField[] = [NAME, ...ADDRESS_FIELDS, ACTIVE, PHONE_NUMBER];

const collection = (
	property: Pick<INodeProperties, 'displayName' | 'name' | 'description'>,
	fields: readonly FormField[],
): INodeProperties => ({
	...property,
	type: 'collection',
	placeholder: 'Add Field',
	default: {},
	options: fields.map((field) => field.property),
});

const ADDITIONAL = collection(
	{ displayName: 'Additional Fields', name: 'additionalFields' },
	ADDITIONAL_FIELDS,
);

/** The fields of a new site: the required ones, and a collection of the others. */
const NEW_SITE_FIELDS: INodeProperties[] = [
	...REQUIRED_FIELDS.map(({ property }) => property),
	ADDITIONAL,
];

/** The fields of a site that can be changed. */
const UPDATE_FIELD: INodeProperties = collection(
	{
		displayName: 'Update Fields',
		name: 'updateFields',
		description:
			'What to change. All other fields stay as they are, including the other parts of the address.',
	},
	UPDATE_FIELDS,
);

/**
 * Reads a new site.
 *
 * @returns the site in the API's form
 * @throws InputRefusal
 */
function readNewSite(valueOf: ValueOf): IDataObject {
	const additional = readCollection(
		ADDITIONAL_FIELDS,
		valueOf(ADDITIONAL.name),
		ADDITIONAL.displayName,
	);
	const { body } = readFormFields([...REQUIRED_FIELDS, ...ADDITIONAL_FIELDS], (name) =>
		ADDITIONAL_FIELDS.some(({ property }) => property.name === name)
			? additional.get(name)
			: valueOf(name),
	);
	return { active: true, ...body };
}

/**
 * Reads the changes to a site.
 *
 * @returns only what is filled
 * @throws InputRefusal also if nothing is
 */
function readSiteUpdate(valueOf: ValueOf): IDataObject {
	const { displayName, name } = UPDATE_FIELD;
	const given = readCollection(UPDATE_FIELDS, valueOf(name), displayName);
	const filled = readFormFields(UPDATE_FIELDS, (field) => given.get(field));
	const body = keepUnchangedParts(filled.body);
	if (Object.keys(body).length > 0) return body;
	throw new InputRefusal(
		displayName,
		'contains nothing to change',
		'Add at least one field and fill it. If it comes from an expression, check that the data has a value for this item.',
	);
}

export const create: Operation = {
	option: {
		name: 'Create',
		value: 'create',
		action: 'Create site',
		description: 'Create a site in your account',
	},
	fields: [...NEW_SITE_FIELDS, SIMPLIFY_FIELD],
	execute: forEachNew<ImpiloSite>(
		'site',
		'Check under Sites at Impilo whether it is there before you run this again: another run would create it a second time.',
		({ valuesOf }, itemIndex) => {
			const valueOf = valuesOf(itemIndex);
			const simplify = readSimplify(valueOf);
			const request = { path: '/site', body: readNewSite(valueOf), refusals: SITE_REFUSALS };
			return {
				request: async () => await Promise.resolve(request),
				present: (site) => present(site, simplify, simplifySite),
			};
		},
	),
};

/** So that two items that change parts of one address don't undo each other. */
const UPDATES = new RunCoordinator();

export const update: Operation = {
	option: {
		name: 'Update',
		value: 'update',
		action: 'Update site',
		description: 'Update a site. Fields that are not filled stay as they are.',
	},
	fields: [pickSite({ required: true }), UPDATE_FIELD, SIMPLIFY_FIELD],
	execute: forEachItem(async ({ client, valuesOf }, itemIndex) => {
		const valueOf = valuesOf(itemIndex);
		const filled = readSiteUpdate(valueOf);
		const simplify = readSimplify(valueOf);
		const id = await findSiteId(client, valueOf('siteId'));
		const site = await UPDATES.runExclusive(client, [String(id)], async () => {
			const body = await completeAddress(filled, async () => (await readSite(client, id)).address);
			return await updateById<ImpiloSite>(
				client,
				{ ...siteRequest(id), refusals: SITE_REFUSALS },
				body,
			);
		});
		return [{ json: present(site, simplify, simplifySite) }];
	}),
};
