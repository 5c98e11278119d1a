import type { KnownRefusal } from '../api/request';
import { ORDER_REFUSALS } from '../order/refusals';

/** Of the messages to orders, those that say of a return the same. */
const SAME_AS_OF_ORDERS = [
	'patient_does_not_exist',
	'Site {id} not found',
	'Site {id} not active',
	'Unable to find the Site provided.',
];

/**
 * What Impilo says to a new return isn't documented: these are the messages of the Create Order reference
 * that fit one.
 */
export const RETURN_REFUSALS: readonly KnownRefusal[] = [
	...ORDER_REFUSALS.filter(({ words }) => SAME_AS_OF_ORDERS.includes(words)),
	{
		status: 400,
		words: 'shippingOption is required when emailLabel is false and return items are included',
		happened: 'Nothing says how to ship the return label',
		remedy: 'Under Additional Fields, choose a Shipping Option, or switch on Email Label.',
	},
	{
		status: 400,
		words: 'Invalid data provided',
		happened: 'Impilo does not accept one of the values of the return',
		remedy:
			'Under Returns, check the IDs and counts of items and devices, and whether whoever is chosen under From has the devices.',
	},
];
