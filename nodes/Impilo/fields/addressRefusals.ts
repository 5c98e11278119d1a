import type { KnownRefusal } from '../api/request';

/**
 * From the Create Order reference.
 *
 * @param whose in messages, e.g. "the new patient"
 */
export function addressRefusalsOf(whose: string): KnownRefusal[] {
	const refusal = (part: string, words: string): KnownRefusal => ({
		status: 400,
		words: `Must provide a ${words} value in the Address.`,
		happened: `The address of ${whose} has no ${part}`,
		remedy: `Fill Address ${words}.`,
	});
	return [
		refusal('first line', 'Line One'),
		refusal('city', 'City'),
		refusal('state', 'State'),
		refusal('country', 'Country'),
		refusal('zip code', 'Zip Code'),
	];
}
