import type { KnownRefusal } from '../api/request';
import { NEW_PATIENT_REFUSALS, UNKNOWN_PATIENT } from '../patient/refusals';

/** Every message that the Create Order reference documents, and what to change in the node. */
export const ORDER_REFUSALS: readonly KnownRefusal[] = [
	{
		status: 400,
		words:
			'Order must contain at least one of: orderItems, orderKits, returnItems, returnDevices, or returnPackedKits',
		happened: 'The order is empty',
		remedy: 'Add at least one line under Order Items, Order Kits or Returns.',
	},
	{
		status: 400,
		words: 'shippingOption is required when emailLabel is false and return items are included',
		happened: 'The order returns items, but does not say how to ship the return label',
		remedy: 'Under Additional Fields, choose a Shipping Option, or switch on Email Label.',
	},
	{
		status: 400,
		words: 'patient or site required',
		happened: 'The order has no recipient',
		remedy:
			'Choose a Patient or a Site under Ship To. A site must already exist at Impilo: its name and address are not enough.',
	},
	{
		status: 400,
		words: 'insufficient_inventory',
		happened: 'No fulfillment site has enough in stock',
		remedy:
			'Lower Count under Order Items or Order Kits, remove the line, or place the order again when Impilo has new stock.',
	},
	{
		status: 400,
		words: 'Order contains Items that are marked as non-orderable. Order cannot be placed.',
		happened: 'One of the items cannot be ordered',
		remedy:
			'Under Order Items, choose another item: the list marks those that cannot be ordered. A kit may contain such an item, too.',
	},
	{
		status: 400,
		words: 'item_not_orderable',
		happened: 'One of the items cannot be ordered',
		remedy:
			'Under Order Items, choose another item: the list marks those that cannot be ordered. A kit may contain such an item, too.',
	},
	{
		status: 400,
		words: 'max_one_loaner_kit',
		happened: 'The order has more than one loaner kit',
		remedy:
			'Under Order Kits, keep one loaner kit, and place a separate order for each of the others.',
	},
	{
		status: 400,
		words: 'qty_over_one_loaner_kit',
		happened: 'A loaner kit can only be ordered once',
		remedy: 'Under Order Kits, set Count of the loaner kit to 1.',
	},
	{
		status: 400,
		words: 'no_returns_with_loaner_kit',
		happened: 'An order with a loaner kit cannot have returns',
		remedy: 'Remove the lines under Returns, and place a separate order for them.',
	},
	{
		status: 400,
		words: 'no_loaner_kit_to_site',
		happened: 'A loaner kit can only go to a patient',
		remedy: 'Set Ship To to a patient, or choose another kit under Order Kits.',
	},
	{
		status: 400,
		words: 'Device cannot be included both as a return device and in a packed kit',
		happened: 'A device would be returned twice: by itself and inside a packed kit',
		remedy: 'Under Returns, remove the Return Device, or the Return Packed Kit that contains it.',
	},
	UNKNOWN_PATIENT,
	{
		status: 400,
		words: 'invalid_order',
		happened: 'Impilo could not match the recipient with your account',
		remedy:
			'Check Patient or Site: it must belong to the account of the API key. Also check Environment of the credential.',
	},
	{
		status: 400,
		words: 'Patient required',
		happened: 'The order has no patient',
		remedy: 'Under Ship To, choose Patient and pick one, or New Patient and fill the fields.',
	},
	...NEW_PATIENT_REFUSALS,
	{
		status: 400,
		words: 'Invalid JSON format',
		happened: 'Impilo could not read the order',
		remedy:
			'If Specify Contents is Using JSON, check Contents JSON. Otherwise, something between n8n and Impilo changes what is sent: check for a proxy.',
	},
	{
		status: 400,
		words: 'Invalid data provided',
		happened: 'Impilo does not accept one of the values of the order',
		remedy:
			'Check the values that come from data: IDs and counts under Order Items, Order Kits and Returns, Date of Birth, Email and Phone Number of a new patient, and External Order IDs.',
	},
	{
		status: 403,
		words: 'The requested feature has been disabled.',
		happened: 'This feature is switched off for your Impilo account',
		remedy:
			'Ask Impilo to switch it on, or choose a credential of an account that has it. If it is only about a part of the order, leave that part out, e.g. Returns.',
	},
	{
		status: 403,
		words: 'The requested resource is forbidden.',
		happened: 'The role of the API key does not allow this',
		remedy:
			'Ask the administrator of your Impilo account for a key with another role, and use a credential with that key. Also check that the patient or site belongs to your account.',
	},
];
