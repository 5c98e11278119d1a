import {
	DOCUMENTED_REFUSALS,
	findDocumentedRefusal,
} from '../../../nodes/Impilo/api/documentedRefusals';
import { expectPlainWords } from '../plainWords';

/** Every message of the Create Order reference, and what its explanation must speak of. */
const MESSAGES: Array<[string, RegExp]> = [
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
	['Device cannot be included both as a return device and in a packed kit', /twice.*Packed Kits/],
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
	['Access Denied', /not allowed.*Credential/],
	['The requested feature has been disabled.', /switched off.*account/],
	['The requested resource is forbidden.', /role.*not allow/],
];

describe('findDocumentedRefusal', () => {
	it.each(MESSAGES)('explains "%s"', (message, about) => {
		const words = message.replace('{id}', '42');
		const explanation = findDocumentedRefusal(words);

		expect(`${explanation?.happened} ${explanation?.remedy}`).toMatch(about);
	});

	it.each(MESSAGES)(
		'explains "%s" in any case, in quotes, with and without full stop',
		(message) => {
			const words = message.replace('{id}', '42');
			const explanation = findDocumentedRefusal(words);
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
				expect(findDocumentedRefusal(variant)).toEqual(explanation);
			}
		},
	);

	it('takes any ID of a site', () => {
		expect(findDocumentedRefusal('Site 42 not found')).toEqual(
			findDocumentedRefusal('Site 9007199254740991 not found.'),
		);
		expect(findDocumentedRefusal('Site 42 not active')).not.toEqual(
			findDocumentedRefusal('Site 42 not found'),
		);
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
		'Must provide a Phone Number value.',
	])('knows nothing of "%s"', (words) => {
		expect(findDocumentedRefusal(words)).toBeUndefined();
	});
});

describe('the explanations', () => {
	it('are there for every documented message and for no other', () => {
		expect(DOCUMENTED_REFUSALS.map(({ words }) => words).sort()).toEqual(
			MESSAGES.map(([message]) => message).sort(),
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
