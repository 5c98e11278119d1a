import { readLocator } from '../../../nodes/Impilo/fields/locator';

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
