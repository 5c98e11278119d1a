import type { INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';

import { isObject, readJson } from '../../api/json';
import { docsLink } from '../../fields/docs';
import type { FormField } from '../../fields/formFields';
import { parseText } from '../../fields/values';
import { NEW_PATIENT_FIELDS } from '../../patient/fields';
import { pickPatient } from '../../patient/reference';
import { SIMPLIFY_FIELD } from '../../run/simplify';
import { pickSite } from '../../site/site';
import { emailLabelField, shippingOptionField } from '../shipping';
import { RETURNS_FIELD, SHIPPED_FIELDS } from './contents';

const RECIPIENT_FIELDS: INodeProperties[] = [
	{
		displayName: 'Ship To',
		name: 'recipient',
		type: 'options',
		noDataExpression: true,
		default: 'patient',
		description: 'Who gets the order',
		options: [
			{ name: 'Patient', value: 'patient', description: 'An existing patient' },
			{
				name: 'New Patient',
				value: 'newPatient',
				description: 'Create a patient with this order',
			},
			{ name: 'Site', value: 'site', description: 'An existing site' },
		],
	},
	pickPatient({ required: true, displayOptions: { show: { recipient: ['patient'] } } }),
	pickSite({ required: true, displayOptions: { show: { recipient: ['site'] } } }),
	...updateDisplayOptions({ show: { recipient: ['newPatient'] } }, NEW_PATIENT_FIELDS),
];

const LINE_BY_LINE = { show: { contents: ['fields'] } };

const CONTENTS_FIELDS: INodeProperties[] = [
	{
		displayName: 'Specify Contents',
		name: 'contents',
		type: 'options',
		noDataExpression: true,
		default: 'fields',
		description: 'How to specify what the order contains',
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
	...updateDisplayOptions(LINE_BY_LINE, SHIPPED_FIELDS),
	{
		displayName: 'Contents JSON',
		name: 'contentsJson',
		type: 'json',
		typeOptions: { rows: 6 },
		default: '{\n  "orderItems": [],\n  "orderKits": []\n}',
		description:
			'An object with any of the lists orderItems, orderKits, returnItems, returnDevices and returnPackedKits. A line has an ID and a count, or the shape that Impilo uses. Instead of the ID, items may have their sku, and kits their name, e.g. { "sku": "BPM-01", "count": 2 }.',
		displayOptions: { show: { contents: ['json'] } },
	},
];

export const COMBINE_ITEMS = 'Combine Items Into Orders';

const PLACEMENT_FIELDS: INodeProperties[] = [
	{
		displayName: 'External Order IDs',
		name: 'externalOrderIds',
		type: 'string',
		default: '',
		placeholder: 'e.g. PO-2026-0117',
		hint: `Your own ID for this order: with it, the order is placed only once, however often the workflow runs. ${docsLink('Learn more', 'placing-orders', 'how-an-order-is-placed-only-once')}`.trim(),
		description:
			'Your own ID for this order, from data that stays the same for it. It makes sure that the order is placed only once, however often the workflow runs. Separate several IDs with commas, or use an expression that returns a list.',
		builderHint: {
			propertyHint:
				'Always fill it from data that stays the same for this order, e.g. the order number of the shop or the ID of the row. Never use the time of the run or a random value.',
		},
	},
	{
		displayName: COMBINE_ITEMS,
		name: 'combineItems',
		type: 'boolean',
		noDataExpression: true,
		default: false,
		description:
			'Whether to combine items with the same External Order IDs into one order, e.g. if a sheet has a row for each line',
	},
	{
		displayName: 'If External Order ID Exists',
		name: 'ifExists',
		type: 'options',
		default: 'return',
		description: 'What to do when Impilo already has an order with one of the External Order IDs',
		options: [
			{
				name: 'Create Another Order',
				value: 'create',
				description: 'Place the order again, each time the workflow is repeated',
			},
			{ name: 'Fail', value: 'fail', description: 'Place nothing, and name the existing order' },
			{
				name: 'Return the Existing Order',
				value: 'return',
				description: 'Place nothing, and continue with the existing order',
			},
		],
	},
];

/** The Additional Fields, and where their values go in an order. */
export const ADDITIONAL_FIELDS: readonly FormField[] = [
	emailLabelField(
		'Whether to email the label for returns instead of shipping it. Only matters with returns.',
	),
	{
		property: {
			displayName: 'Order Notes',
			name: 'orderNotes',
			type: 'string',
			typeOptions: { rows: 3 },
			default: '',
			placeholder: 'e.g. Leave at the front desk',
			description: 'A note on the order; an expression may return a list of notes',
		},
		key: 'orderNotes',
		read: readOrderNotes,
	},
	shippingOptionField(
		'How fast to ship the order. Required for returned items, unless their label is emailed.',
	),
];

/** One note as text, or a list of texts or of `{ note }`, as Impilo gives them. */
function readOrderNotes(value: unknown, field: string): Array<{ note: string }> {
	const list = typeof value === 'string' && /^\s*\[/.test(value) ? readJson(value) : value;
	const entries: unknown[] = Array.isArray(list) ? list : [list];
	return entries
		.map((entry) => parseText(isObject(entry) && 'note' in entry ? entry.note : entry, field))
		.filter((note) => note !== '')
		.map((note) => ({ note }));
}

export const CREATE_FIELDS: INodeProperties[] = [
	...RECIPIENT_FIELDS,
	...CONTENTS_FIELDS,
	...PLACEMENT_FIELDS,
	...updateDisplayOptions(LINE_BY_LINE, [RETURNS_FIELD]),
	{
		displayName: 'Additional Fields',
		name: 'additionalFields',
		type: 'collection',
		placeholder: 'Add Field',
		default: {},
		options: ADDITIONAL_FIELDS.map(({ property }) => property),
	},
	SIMPLIFY_FIELD,
];

export const IF_CONTENTS_DIFFER: INodeProperties = {
	displayName: 'If Contents Differ',
	name: 'ifContentsDiffer',
	type: 'options',
	default: 'fail',
	description:
		'What to do when the existing order does not contain what this one asks for. Only matters with Return the Existing Order.',
	options: [
		{
			name: 'Fail the Item',
			value: 'fail',
			description: 'Place nothing, and say how they differ',
		},
		{
			name: 'Return the Existing Order',
			value: 'return',
			description: 'Place nothing, and continue with the existing order',
		},
	],
};

export const CREATE_OPTIONS: INodeProperties[] = [
	{
		displayName: 'Generate External Order ID',
		name: 'generateExternalOrderId',
		type: 'boolean',
		default: true,
		description:
			'Whether to generate an ID for an order without External Order IDs, from the workflow, the execution and the item, so that a lost answer or Retry On Fail does not place it twice',
	},
	IF_CONTENTS_DIFFER,
	{
		displayName: 'If Placed Twice',
		name: 'ifPlacedTwice',
		type: 'options',
		default: 'void',
		description:
			'What to do when another run has placed an order with the same External Order IDs at the same time',
		options: [
			{
				name: 'Keep Both and Fail the Item',
				value: 'fail',
				description: 'Void nothing, and name both orders',
			},
			{
				name: 'Void the Newer Order',
				value: 'void',
				description: 'Continue with the older order, if both ship the same to the same recipient',
			},
		],
	},
];
