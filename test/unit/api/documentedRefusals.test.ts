import {
	DOCUMENTED_REFUSALS,
	findDocumentedRefusal,
} from '../../../nodes/Impilo/api/documentedRefusals';
import { expectPlainWords } from '../plainWords';

/** Every message of the Create Order reference for HTTP 400, and what its explanation must speak of. */
const MESSAGES_OF_400: Array<[string, RegExp]> = [
	[
		'Order must contain at least one of: orderItems, orderKits, returnItems, returnDevices, or returnPackedKits',
		/empty.*Order Items/,
	],
	[
		'shippingOption is required when emailLabel is false and return items are included',
		/return label.*Shipping Option.*Email Label/,
	],
	['patient or site required', /no recipient.*Ship To/],
	['insufficient_inventory', /stock.*Count/],
	[
		'Order contains Items that are marked as non-orderable. Order cannot be placed.',
		/cannot be ordered.*Order Items/,
	],
	['item_not_orderable', /cannot be ordered.*Order Items/],
	['max_one_loaner_kit', /more than one loaner kit.*Order Kits/],
	['qty_over_one_loaner_kit', /only be ordered once.*Count/],
	['no_returns_with_loaner_kit', /cannot have returns.*Returns/],
	['no_loaner_kit_to_site', /only go to a patient.*Ship To/],
	[
		'Device cannot be included both as a return device and in a packed kit',
		/twice.*Return Device.*Return Packed Kit/,
	],
	['patient_does_not_exist', /not know this patient.*Patient.*Environment/],
	['invalid_order', /recipient.*account.*Patient or Site/],
	['Patient required', /no patient.*Ship To/],
	['Must provide a non-blank string for firstName.', /no first name.*First Name/],
	['Must provide a non-blank string for lastName.', /no last name.*Last Name/],
	['Must provide an Address for Patient.', /no address.*Address Line One.*Address Country/],
	['Site {id} not found', /not know this site.*Site.*Environment/],
	['Site {id} not active', /not active.*Site/],
	['Unable to find the Site provided.', /not know this site.*Site.*Environment/],
	['Must provide a Line One value in the Address.', /no first line.*Address Line One/],
	['Must provide a City value in the Address.', /no city.*Address City/],
	['Must provide a State value in the Address.', /no state.*Address State/],
	['Must provide a Country value in the Address.', /no country.*Address Country/],
	['Must provide a Zip Code value in the Address.', /no zip code.*Address Zip Code/],
	['Invalid JSON format', /could not read.*Contents JSON/],
	['Invalid data provided', /one of the values/],
];

/** Likewise for HTTP 403. */
const MESSAGES_OF_403: Array<[string, RegExp]> = [
	['Access Denied', /not allowed.*Credential/],
	['The requested feature has been disabled.', /switched off.*account/],
	['The requested resource is forbidden.', /role.*not allow/],
];

const MESSAGES = [
	...MESSAGES_OF_400.map(([message, about]) => [message, 400, about] as const),
	...MESSAGES_OF_403.map(([message, about]) => [message, 403, about] as const),
];

describe('findDocumentedRefusal', () => {
	it.each(MESSAGES)('explains "%s" with HTTP %d', (message, status, about) => {
		const words = message.replace('{id}', '42');
		const explanation = findDocumentedRefusal(words, status);

		expect(`${explanation?.happened} ${explanation?.remedy}`).toMatch(about);
	});

	it.each(MESSAGES)(
		'explains "%s" with HTTP %d in any case, in quotes, with and without full stop',
		(message, status) => {
			const words = message.replace('{id}', '42');
			const explanation = findDocumentedRefusal(words, status);
			const bare = words.replace(/\.$/, '');

			for (const variant of [
				bare,
				`${bare}.`,
				words.toUpperCase(),
				words.toLowerCase(),
				`"${words}"`,
				`'${bare}'.`,
				` ${words} `,
			]) {
				expect(findDocumentedRefusal(variant, status)).toEqual(explanation);
			}
		},
	);

	it.each([404, 409, 422, 429])(
		'explains what is documented for 400 with HTTP %d as well',
		(status) => {
			const explanation = findDocumentedRefusal('invalid_order', 400);

			expect(explanation).toBeDefined();
			expect(findDocumentedRefusal('invalid_order', status)).toBe(explanation);
		},
	);

	it.each([
		['invalid_order', 200],
		['invalid_order', 302],
		['invalid_order', 401],
		['invalid_order', 403],
		['invalid_order', 500],
		['invalid_order', 503],
		['Access Denied', 400],
		['Access Denied', 401],
		['Access Denied', 404],
		['Access Denied', 500],
	])('does not take "%s" with HTTP %d for what is documented', (words, status) => {
		expect(findDocumentedRefusal(words, status)).toBeUndefined();
	});

	it('takes any ID of a site', () => {
		const notFound = findDocumentedRefusal('Site 42 not found', 400);

		expect(findDocumentedRefusal('Site 9007199254740991 not found.', 400)).toBe(notFound);
		expect(findDocumentedRefusal('Site 42 not active', 400)).not.toEqual(notFound);
	});

	it.each([
		'',
		'.',
		'Patient',
		'Patient required for this',
		'A patient or site required',
		'insufficient inventory',
		'Kit 42 not found',
		'Site 42 not found in this list',
		'Site not found',
		'Site  not found',
		'Site Nowhere not found',
		'Site 42a not found',
		'Site -42 not found',
		'Site 4.2 not found',
		'Site 42 43 not found',
		'Site 42, patient Nathan not found',
		'The site 42 not found',
		'Must provide a Phone Number value.',
	])('knows nothing of "%s"', (words) => {
		expect(findDocumentedRefusal(words, 400)).toBeUndefined();
		expect(findDocumentedRefusal(words, 403)).toBeUndefined();
	});
});

describe('the explanations', () => {
	it('are there for every documented message and for no other', () => {
		expect(DOCUMENTED_REFUSALS.map(({ words, status }) => `${status} ${words}`).sort()).toEqual(
			MESSAGES.map(([message, status]) => `${status} ${message}`).sort(),
		);
	});

	it.each(DOCUMENTED_REFUSALS.map((refusal) => [refusal.words, refusal] as const))(
		'of "%s" are in plain words',
		(_, { happened, remedy }) => {
			expectPlainWords(happened);
			expectPlainWords(remedy);
			expect(happened).toMatch(/^[A-Z].*[^.]$/);
			expect(remedy).toMatch(/^[A-Z].*\.$/);
		},
	);
});
