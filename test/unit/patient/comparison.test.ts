import type { Sameness } from '../../../nodes/Impilo/patient/comparison';
import {
	compareNames,
	comparePeople,
	compareValues,
} from '../../../nodes/Impilo/patient/comparison';
import type { ImpiloPatient } from '../../../nodes/Impilo/patient/patient';

describe('values', () => {
	it.each<[unknown, unknown, Sameness]>([
		['MRN-1', 'MRN-1', 'same'],
		['MRN-1', ' MRN-1 ', 'same'],
		[12, '12', 'same'],
		['MRN-1', 'mrn-1', 'other'],
		[undefined, 'MRN-1', 'other'],
		['MRN-1', null, 'unknown'],
		['MRN-1', undefined, 'unknown'],
	])('%j and %j', (asked, there, sameness) => {
		expect(compareValues(asked, there)).toBe(sameness);
	});
});

const ANA: ImpiloPatient = { firstName: 'Ana María', lastName: 'Núñez', dateOfBirth: '1980-01-31' };

describe('names', () => {
	it.each<[string, ImpiloPatient, Sameness]>([
		['as they are', ANA, 'same'],
		['without accents', { ...ANA, firstName: 'Ana Maria', lastName: 'Nunez' }, 'same'],
		['in capitals', { ...ANA, firstName: 'ANA MARÍA', lastName: 'NÚÑEZ' }, 'same'],
		['with other blanks', { ...ANA, firstName: ' AnaMaría', lastName: 'Núñez ' }, 'same'],
		['with hyphens', { ...ANA, firstName: 'Ana-María' }, 'same'],
		['without a birth date', { ...ANA, dateOfBirth: null }, 'same'],
		['of another', { ...ANA, lastName: 'Other' }, 'other'],
		['of another first name', { ...ANA, firstName: 'Ana' }, 'other'],
		['with another birth date', { ...ANA, dateOfBirth: '1980-01-30' }, 'other'],
		[
			'with a letter on the other side',
			{ ...ANA, firstName: 'Ana MaríaN', lastName: 'úñez' },
			'other',
		],
		['without a first name', { ...ANA, firstName: null }, 'unknown'],
		['without a last name', { ...ANA, lastName: undefined }, 'unknown'],
	])('%s', (_, other, sameness) => {
		expect([compareNames(ANA, other), compareNames(other, ANA)]).toEqual([sameness, sameness]);
	});
});

describe('one name and another', () => {
	it.each<[string, string, string, Sameness]>([
		['an accent in one or two code points', 'Jos\u00E9', 'Jose\u0301', 'same'],
		['an accent and none', 'Nguyễn', 'NGUYEN', 'same'],
		['apostrophes of four kinds', "O'Neil O’Neil", 'Oʼneil Oʻneil', 'same'],
		['an apostrophe and none', 'D’Arcy', 'DARCY', 'same'],
		['hyphens of two kinds and blanks', 'Ann-Lee Jo', 'ANN‐LEE  JO', 'same'],
		['ß in capitals', 'Strauß', 'STRAUSS', 'same'],
		['ß and its capital', 'Strauß', 'STRAUẞ', 'same'],
		['a dotless i', 'Yıldız', 'YILDIZ', 'same'],
		['a dotted capital', 'İbrahim', 'ibrahim', 'same'],
		['a ligature', 'Griﬃn', 'GRIFFIN', 'same'],
		['letters in full width', 'Ｔａｒｏ', 'TARO', 'same'],
		['a sigma at the end', 'Νίκος', 'ΝΙΚΟΣ', 'same'],
		['a letter that is no accented one', 'Đặng', 'Dang', 'other'],
		['vowel signs of Devanagari', 'नीता', 'नेता', 'other'],
		['vowel signs of Thai', 'กิต', 'กุต', 'other'],
		['voicing in Japanese', 'かな', 'がな', 'other'],
		['Devanagari in one or two code points', '\u0958', '\u0915\u093C', 'same'],
		['Arabic vowels, which may be two names', 'حَسَن', 'حُسْن', 'other'],
		// Without them, it may be either: rather two people than one by mistake.
		['Arabic vowels and none', 'حَسَن', 'حسن', 'other'],
		['an emoji and none', 'Ana ❤\uFE0F', 'Ana', 'same'],
		['two emoji', '😀', '🎉', 'other'],
		['the same sign', '-', ' - ', 'same'],
		['nothing', 'Ana', ' ', 'unknown'],
		['nothing and nothing', '', '', 'unknown'],
	])('%s', (_, one, other, sameness) => {
		const [person, another] = [one, other].map((lastName) => ({ firstName: 'Ana', lastName }));
		expect(compareNames(person ?? {}, another ?? {})).toBe(sameness);
	});
});

describe('people', () => {
	const IDENTIFIED = { ...ANA, externalIdentifier: 'MRN-1' };

	it.each<[string, ImpiloPatient, Sameness]>([
		[
			'of one identifier and other names',
			{ externalIdentifier: 'MRN-1', firstName: 'X', lastName: 'Y' },
			'same',
		],
		['of two identifiers and one name', { ...ANA, externalIdentifier: 'MRN-2' }, 'other'],
		['of one name, one of them without an identifier', ANA, 'same'],
		['of two names, one of them without an identifier', { ...ANA, lastName: 'Other' }, 'other'],
	])('%s', (_, other, sameness) => {
		expect([comparePeople(IDENTIFIED, other), comparePeople(other, IDENTIFIED)]).toEqual([
			sameness,
			sameness,
		]);
	});
});
