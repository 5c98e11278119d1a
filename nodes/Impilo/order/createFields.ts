import type { INodeProperties } from 'n8n-workflow';

import { pickItem, pickKit, pickPatient, pickSite } from '../lookup/locator';
import { SIMPLIFY_FIELD } from './simplify';

/** The parameters that make up the form, and which of them a choice brings in. */
export const FORM_PARAMETERS: {
	always: string[];
	ofRecipient: Record<string, string[]>;
	ofContents: Record<string, string[]>;
} = {
	always: ['externalOrderIds', 'additionalFields'],
	ofRecipient: {
		patient: ['patientId'],
		site: ['siteId'],
		newPatient: [
			'firstName',
			'lastName',
			'addressLineOne',
			'addressCity',
			'addressState',
			'addressZipCode',
			'addressCountry',
			'patientFields',
		],
	},
	ofContents: {
		fields: ['orderItems', 'orderKits', 'returns'],
		json: ['contentsJson'],
	},
};

const COUNT_FIELD: INodeProperties = {
	displayName: 'Count',
	name: 'count',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 1,
	description: 'How many, at least 1',
};

const forNewPatient = (
	field: Pick<INodeProperties, 'displayName' | 'name'> & Partial<INodeProperties>,
): INodeProperties => ({
	type: 'string',
	default: '',
	required: true,
	displayOptions: { show: { recipient: ['newPatient'] } },
	...field,
});

const RECIPIENT_FIELDS: INodeProperties[] = [
	{
		displayName: 'Ship To',
		name: 'recipient',
		type: 'options',
		noDataExpression: true,
		default: 'patient',
		description: 'Who gets the order',
		options: [
			{ name: 'Patient', value: 'patient', description: 'Somebody who is known to Impilo' },
			{
				name: 'New Patient',
				value: 'newPatient',
				description: 'Somebody who becomes known to Impilo with this order',
			},
			{ name: 'Site', value: 'site', description: 'A site that is known to Impilo' },
		],
	},
	pickPatient({ required: true, displayOptions: { show: { recipient: ['patient'] } } }),
	pickSite({ required: true, displayOptions: { show: { recipient: ['site'] } } }),
	forNewPatient({ displayName: 'First Name', name: 'firstName', placeholder: 'e.g. Nathan' }),
	forNewPatient({ displayName: 'Last Name', name: 'lastName', placeholder: 'e.g. Smith' }),
	forNewPatient({
		displayName: 'Address Line One',
		name: 'addressLineOne',
		placeholder: 'e.g. 1 Example Street',
	}),
	forNewPatient({
		displayName: 'Address City',
		name: 'addressCity',
		placeholder: 'e.g. Springfield',
	}),
	forNewPatient({ displayName: 'Address State', name: 'addressState', placeholder: 'e.g. IL' }),
	forNewPatient({
		displayName: 'Address Zip Code',
		name: 'addressZipCode',
		placeholder: 'e.g. 62701',
	}),
	forNewPatient({ displayName: 'Address Country', name: 'addressCountry', placeholder: 'e.g. US' }),
	{
		displayName: 'Patient Fields',
		name: 'patientFields',
		type: 'collection',
		placeholder: 'Add Field',
		default: {},
		displayOptions: { show: { recipient: ['newPatient'] } },
		options: [
			{
				displayName: 'Address Line Three',
				name: 'addressLineThree',
				type: 'string',
				default: '',
			},
			{
				displayName: 'Address Line Two',
				name: 'addressLineTwo',
				type: 'string',
				default: '',
				placeholder: 'e.g. Apartment 4',
			},
			{
				displayName: 'Address Note',
				name: 'addressNote',
				type: 'string',
				default: '',
				placeholder: 'e.g. Ring twice',
				description: 'What the carrier should know',
			},
			{
				displayName: 'Date of Birth',
				name: 'dateOfBirth',
				type: 'string',
				default: '',
				placeholder: 'e.g. 1980-01-31',
				description: 'The day as year-month-day',
			},
			{
				displayName: 'Email',
				name: 'email',
				type: 'string',
				default: '',
				placeholder: 'e.g. nathan@example.com',
			},
			{
				displayName: 'External Identifier',
				name: 'externalIdentifier',
				type: 'string',
				default: '',
				placeholder: 'e.g. MRN-20481',
				description: 'What your own system calls the patient',
			},
			{
				displayName: 'Phone Number',
				name: 'phoneNumber',
				type: 'string',
				default: '',
				placeholder: 'e.g. +1 555 0100',
			},
			{
				displayName: 'Sex',
				name: 'sex',
				type: 'options',
				default: 'unknown',
				options: [
					{ name: 'Female', value: 'female' },
					{ name: 'Male', value: 'male' },
					{ name: 'Other', value: 'other' },
					{ name: 'Unknown', value: 'unknown' },
				],
			},
			pickSite({ description: 'The site that the patient belongs to' }),
		],
	},
];

const CONTENTS_FIELDS: INodeProperties[] = [
	{
		displayName: 'Specify Contents',
		name: 'contents',
		type: 'options',
		noDataExpression: true,
		default: 'fields',
		description: 'How to say what the order holds',
		options: [
			{ name: 'Using Fields Below', value: 'fields' },
			{
				name: 'Using JSON',
				value: 'json',
				description:
					'For contents that come from data, e.g. with a different number of lines each time',
			},
		],
	},
	{
		displayName: 'Order Items',
		name: 'orderItems',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Item',
		default: {},
		description: 'Items to ship',
		displayOptions: { show: { contents: ['fields'] } },
		options: [{ displayName: 'Item', name: 'item', values: [pickItem(), COUNT_FIELD] }],
	},
	{
		displayName: 'Order Kits',
		name: 'orderKits',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Kit',
		default: {},
		description: 'Kits to ship',
		displayOptions: { show: { contents: ['fields'] } },
		options: [{ displayName: 'Kit', name: 'kit', values: [pickKit(), COUNT_FIELD] }],
	},
	{
		displayName: 'Returns',
		name: 'returns',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Return',
		default: {},
		description: 'What the recipient sends back, with this order or instead of one',
		displayOptions: { show: { contents: ['fields'] } },
		options: [
			{
				displayName: 'Return Device',
				name: 'returnDevices',
				values: [
					{
						displayName: 'Device ID',
						name: 'deviceId',
						type: 'string',
						default: '',
						placeholder: 'e.g. 1042',
						description: "The device's ID at Impilo",
					},
				],
			},
			{ displayName: 'Return Item', name: 'returnItems', values: [pickItem(), COUNT_FIELD] },
			{
				displayName: 'Return Packed Kit',
				name: 'returnPackedKits',
				values: [
					{
						displayName: 'Packed Kit ID',
						name: 'packedKitId',
						type: 'string',
						default: '',
						placeholder: 'e.g. 1042',
						description: "The packed kit's ID at Impilo",
					},
					{
						displayName: 'Quantity',
						name: 'quantity',
						type: 'number',
						typeOptions: { minValue: 1 },
						default: 1,
						description: 'How many, at least 1',
					},
				],
			},
		],
	},
	{
		displayName: 'Contents JSON',
		name: 'contentsJson',
		type: 'json',
		typeOptions: { rows: 6 },
		default: '{\n  "orderItems": [],\n  "orderKits": []\n}',
		description:
			'An object with any of the lists orderItems, orderKits, returnItems, returnDevices and returnPackedKits. A line holds an ID and a count, or has the shape that Impilo gives and takes.',
		displayOptions: { show: { contents: ['json'] } },
	},
];

const PLACEMENT_FIELDS: INodeProperties[] = [
	{
		displayName: 'External Order IDs',
		name: 'externalOrderIds',
		type: 'string',
		default: '',
		placeholder: 'e.g. PO-2026-0117',
		description:
			'Your own ID for this order, which makes sure that it is placed only once, however often the workflow runs. Several with commas between, or an expression that gives a list.',
		builderHint: {
			propertyHint:
				'Always fill it from data that stays the same for this order, e.g. the number in the shop or the ID of the row. Never use the time of the run or a random value.',
		},
	},
	{
		displayName: 'If External Order ID Exists',
		name: 'ifExists',
		type: 'options',
		default: 'return',
		description: 'What to do when Impilo has an order with one of the External Order IDs already',
		options: [
			{
				name: 'Create Another Order',
				value: 'create',
				description: 'Also when the workflow is repeated: the order is then placed again',
			},
			{ name: 'Fail', value: 'fail', description: 'Place nothing, and say which order it is' },
			{
				name: 'Return the Existing Order',
				value: 'return',
				description: 'Place nothing, and go on with the order that is there',
			},
		],
	},
	{
		displayName: 'Additional Fields',
		name: 'additionalFields',
		type: 'collection',
		placeholder: 'Add Field',
		default: {},
		options: [
			{
				displayName: 'Email Label',
				name: 'emailLabel',
				type: 'boolean',
				default: false,
				description:
					'Whether to email the label for returns rather than to ship it. Only matters with returns.',
			},
			{
				displayName: 'Order Notes',
				name: 'orderNotes',
				type: 'string',
				typeOptions: { rows: 3 },
				default: '',
				placeholder: 'e.g. Leave at the front desk',
				description: 'A note on the order; an expression may give a list of notes',
			},
			{
				displayName: 'Shipping Option',
				name: 'shippingOption',
				type: 'options',
				default: 'standard',
				options: [
					{ name: 'Overnight', value: 'overnight' },
					{ name: 'Standard', value: 'standard' },
				],
				description: 'How fast to ship; required for returned items whose label is not emailed',
			},
		],
	},
];

export const CREATE_FIELDS: INodeProperties[] = [
	...RECIPIENT_FIELDS,
	...CONTENTS_FIELDS,
	...PLACEMENT_FIELDS,
	SIMPLIFY_FIELD,
];
