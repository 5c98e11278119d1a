import { locator, readLocator } from '../../../nodes/Impilo/fields/locator';
import { refusalOf } from '../standIns';

describe('readLocator', () => {
	it.each<[unknown, { mode: string; value: unknown }]>([
		[
			{ __rl: true, mode: 'list', value: 42, cachedResultName: 'x' },
			{ mode: 'list', value: 42 },
		],
		[
			{ mode: 'email', value: 'nathan@example.com' },
			{ mode: 'email', value: 'nathan@example.com' },
		],
		[
			{ mode: 'id', value: '' },
			{ mode: 'id', value: '' },
		],
		[{ value: 42 }, { mode: 'id', value: 42 }],
		[
			{ mode: null, value: 42 },
			{ mode: 'id', value: 42 },
		],
		[
			{ mode: 7, value: 42 },
			{ mode: 'id', value: 42 },
		],
		[42, { mode: 'id', value: 42 }],
		['42', { mode: 'id', value: '42' }],
		['', { mode: 'id', value: '' }],
		[null, { mode: 'id', value: null }],
		[undefined, { mode: 'id', value: undefined }],
		[{ id: 42 }, { mode: 'id', value: { id: 42 } }],
	])('reads %p', (parameter, expected) => {
		expect(readLocator(parameter)).toEqual(expected);
	});
});

describe('locator', () => {
	const PATIENT = locator('patient', { displayName: 'Patient', name: 'patientId' }, 'search', {
		externalIdentifier: 'e.g. MRN-1',
		email: 'e.g. nora@example.com',
	});
	const LINE = 'Order Items, line 2: Item';
	const ITEM = locator('item', { displayName: 'Item', name: 'itemId' }, 'search', {
		sku: 'e.g. BPM-01',
	});

	it.each<[string, string, string]>([
		['id', 'MRN-1', 'To use it, switch Patient from By ID to Own ID or Email.'],
		['list', 'MRN-1', 'To use it, switch Patient from From List to Own ID or Email.'],
		['id', 'nora@example.com', 'To use it, switch Patient from By ID to Email.'],
		['email', 'MRN-1', 'To use it, switch Patient from Email to Own ID.'],
		['email', 'a@b@c', 'To use it, switch Patient from Email to Own ID.'],
		['email', '7', 'If it is an ID at Impilo, switch Patient from Email to By ID.'],
	])('says for mode %s and %s which mode fits', (mode, value, suggestion) => {
		const { remedy } = refusalOf(() => PATIENT.parse({ mode, value }));

		expect(remedy).toContain(suggestion);
	});

	it.each<['externalIdentifier' | 'email', string, string]>([
		['externalIdentifier', '17', 'If it is an ID at Impilo, switch Patient from Own ID to By ID.'],
		['externalIdentifier', 'a@b.c', 'To use it, switch Patient from Own ID to Email.'],
		['externalIdentifier', '89012603200000000001', ''],
		['externalIdentifier', 'MRN-1', ''],
		['externalIdentifier', 'MRN-17', ''],
		['externalIdentifier', '17-MRN', ''],
		['email', 'a@b.c', ''],
	])('suggests for %s %s, if nothing was found: %j', (chosen, value, suggestion) => {
		expect(PATIENT.suggestOtherMode(value, chosen)).toBe(suggestion);
	});

	it('names the field of a line without the line', () => {
		expect(ITEM.suggestOtherMode('17', 'sku', LINE)).toBe(
			'If it is an ID at Impilo, switch Item from By SKU to By ID.',
		);
		expect(refusalOf(() => ITEM.parse({ mode: 'id', value: 'BPM@01' }, LINE)).remedy).toContain(
			'To use it, switch Item from By ID to By SKU.',
		);
	});

	it('reads the value of each mode', () => {
		expect(PATIENT.parse({ mode: 'list', value: '7' })).toEqual({ by: 'id', id: 7 });
		expect(PATIENT.parse({ mode: 'email', value: 'a@b.c' })).toEqual({
			by: 'email',
			value: 'a@b.c',
		});
		expect(PATIENT.parse('7')).toEqual({ by: 'id', id: 7 });
	});
});
