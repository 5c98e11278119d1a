import type { IDataObject } from 'n8n-workflow';

import type { ImpiloAddress } from '../../../nodes/Impilo/fields/addressFields';
import {
	ADDRESS_FIELDS,
	completeAddress,
	keepUnchangedParts,
	mergeAddress,
	OPTIONAL_ADDRESS_FIELDS,
	replaceAddress,
	REQUIRED_ADDRESS_FIELDS,
} from '../../../nodes/Impilo/fields/addressFields';
import type { FormField } from '../../../nodes/Impilo/fields/formFields';

const keysOf = (fields: readonly FormField[]) => fields.map(({ key }) => key);

describe('the parts of an address', () => {
	it('are all there, whether required or optional', () => {
		const parts = [...REQUIRED_ADDRESS_FIELDS, ...OPTIONAL_ADDRESS_FIELDS];

		expect(keysOf(parts).sort()).toEqual(keysOf(ADDRESS_FIELDS).sort());
		expect(ADDRESS_FIELDS).toHaveLength(8);
	});

	it('are required for a new address only', () => {
		const isRequired = ({ property }: FormField) => property.required === true;

		expect(REQUIRED_ADDRESS_FIELDS.every(isRequired)).toBe(true);
		expect([...OPTIONAL_ADDRESS_FIELDS, ...ADDRESS_FIELDS].some(isRequired)).toBe(false);
	});

	it('are kept out of messages, but for state and country', () => {
		const known = ADDRESS_FIELDS.filter(({ isPersonal }) => !isPersonal);

		expect(keysOf(known)).toEqual(['address.state', 'address.country']);
	});
});

describe('mergeAddress', () => {
	it.each<[ImpiloAddress | null | undefined, IDataObject, IDataObject]>([
		[{ lineOne: 'a', city: 'b' }, { city: 'c' }, { lineOne: 'a', city: 'c' }],
		[{ lineOne: 'a', lineTwo: null, note: undefined }, { note: 'x' }, { lineOne: 'a', note: 'x' }],
		[null, { city: 'c' }, { city: 'c' }],
		[undefined, { city: 'c' }, { city: 'c' }],
		[{}, {}, {}],
	])('of %j and %j is %j', (existing, filled, merged) => {
		expect(mergeAddress(existing, filled)).toEqual(merged);
	});

	it('keeps what the node knows nothing of', () => {
		const existing = { lineOne: 'a', county: 'x' };

		expect(mergeAddress(existing, { city: 'c' })).toEqual({ ...existing, city: 'c' });
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

	it('reads what is there where some is filled, and leaves the given body as it is', async () => {
		const body = { name: 'x', address: { city: 'c' } };
		const whole = await completeAddress(body, async () => await Promise.resolve({ lineOne: 'a' }));

		expect(whole).toEqual({ name: 'x', address: { lineOne: 'a', city: 'c' } });
		expect(body).toEqual({ name: 'x', address: { city: 'c' } });
	});

	it('passes on that it cannot be read', async () => {
		const reading = completeAddress({ address: { city: 'c' } }, async () => {
			throw await Promise.resolve(new Error('not there'));
		});

		await expect(reading).rejects.toThrow('not there');
	});

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
