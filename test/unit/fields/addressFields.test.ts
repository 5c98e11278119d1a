import type { IDataObject } from 'n8n-workflow';

import type { ImpiloAddress } from '../../../nodes/Impilo/fields/addressFields';
import {
	ADDRESS_FIELDS,
	completeAddress,
	keepUnchangedParts,
	replaceAddress,
} from '../../../nodes/Impilo/fields/addressFields';
import type { FormField } from '../../../nodes/Impilo/fields/formFields';

const keysOf = (fields: readonly FormField[]) => fields.map(({ key }) => key);

describe('the parts of an address', () => {
	it('are kept out of messages, but for state and country', () => {
		const known = ADDRESS_FIELDS.filter(({ isPersonal }) => !isPersonal);

		expect(keysOf(known)).toEqual(['address.state', 'address.country']);
	});
});

describe('completeAddress', () => {
	const WHOLE = Object.fromEntries(
		ADDRESS_FIELDS.map(({ key }) => [key.replace('address.', ''), 'x']),
	);

	it.each<[IDataObject]>([[{}], [{ name: 'x' }], [{ name: 'x', address: WHOLE }]])(
		'reads nothing for %j',
		async (body) => {
			const read = jest.fn();

			expect(await completeAddress(body, read)).toEqual(body);
			expect(read).not.toHaveBeenCalled();
		},
	);

	it.each<[ImpiloAddress]>([[{ lineOne: ' a ' }], [{ lineOne: 'a' }]])(
		'takes the first line of %j for the same',
		async (existing) => {
			const there = { ...existing, lineTwo: 'flat 2' };
			const whole = await completeAddress(
				{ address: { lineOne: 'a' } },
				async () => await Promise.resolve(there),
			);

			expect(whole).toEqual({ address: { lineOne: 'a', lineTwo: 'flat 2' } });
		},
	);

	it.each<[ImpiloAddress | null | undefined]>([
		[{ lineOne: null, city: 'b' }],
		[null],
		[undefined],
	])('takes the first line for another where %j is there', async (existing) => {
		const whole = await completeAddress(
			{ address: { lineOne: 'a', city: 'c', lineTwo: '' } },
			async () => await Promise.resolve(existing),
		);

		expect(whole).toEqual({ address: { lineOne: 'a', city: 'c', lineTwo: '' } });
	});
});

describe('replaceAddress', () => {
	it.each<[IDataObject, ImpiloAddress | null | undefined, IDataObject]>([
		[{ name: 'x' }, { lineOne: 'a' }, { name: 'x' }],
		[{ address: { lineOne: 'a' } }, null, { address: { lineOne: 'a' } }],
		[
			{ address: { lineOne: 'a' } },
			{ lineOne: 'a', lineTwo: 'flat 2' },
			{ address: { lineOne: 'a', lineTwo: 'flat 2' } },
		],
		[
			{ address: { lineOne: 'a', note: 'ring' } },
			{ lineOne: null, lineTwo: 'flat 2' },
			{ address: { lineOne: 'a', lineTwo: '', lineThree: '', note: 'ring' } },
		],
	])('of %j over %j is %j', async (body, existing, replaced) => {
		expect(await replaceAddress(body, async () => await Promise.resolve(existing))).toEqual(
			replaced,
		);
	});
});

describe('keepUnchangedParts', () => {
	it.each<[IDataObject, IDataObject]>([
		[{ name: 'x' }, { name: 'x' }],
		[{ name: 'x', address: { lineTwo: '' } }, { name: 'x' }],
		[{ address: { lineTwo: '', city: 'c' } }, { address: { city: 'c' } }],
		[{ address: { lineOne: 'a', lineTwo: '' } }, { address: { lineOne: 'a', lineTwo: '' } }],
	])('of %j leaves %j', (body, kept) => {
		expect(keepUnchangedParts(body)).toEqual(kept);
	});
});
