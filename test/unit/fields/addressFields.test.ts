import type { IDataObject } from 'n8n-workflow';

import type { ImpiloAddress } from '../../../nodes/Impilo/fields/addressFields';
import {
	ADDRESS_FIELDS,
	completeAddress,
	mergeAddress,
	OPTIONAL_ADDRESS_FIELDS,
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

	it.each([[OPTIONAL_ADDRESS_FIELDS], [ADDRESS_FIELDS]])(
		'are sorted as n8n sorts collections',
		(fields) => {
			const names = fields.map(({ property }) => property.displayName);

			expect(names).toEqual([...names].sort());
		},
	);

	it('are kept out of messages, but for state and country', () => {
		const known = ADDRESS_FIELDS.filter(({ isPersonal }) => !isPersonal);

		expect(keysOf(known)).toEqual(['address.country', 'address.state']);
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
});
