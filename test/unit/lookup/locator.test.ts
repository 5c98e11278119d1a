import type { INodeProperties } from 'n8n-workflow';

import { LIST_SEARCHES } from '../../../nodes/Impilo/lookup/listSearch';
import {
	pickItem,
	pickKit,
	pickOrder,
	pickPatient,
	pickSite,
	readLocator,
} from '../../../nodes/Impilo/lookup/locator';

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

describe('the fields', () => {
	it.each<[string, (field?: Partial<INodeProperties>) => INodeProperties, string, string[]]>([
		['Patient', pickPatient, 'patientId', ['list', 'id', 'externalIdentifier', 'email']],
		['Site', pickSite, 'siteId', ['list', 'id']],
		['Item', pickItem, 'itemId', ['list', 'id']],
		['Kit', pickKit, 'kitId', ['list', 'id']],
		['Order', pickOrder, 'orderId', ['list', 'id', 'externalOrderId']],
	])('%s keeps the names that saved workflows rely on', (displayName, pick, name, modes) => {
		const field = pick();

		expect(field).toMatchObject({ displayName, name, type: 'resourceLocator' });
		expect(field.modes?.map((mode) => mode.name)).toEqual(modes);
	});

	it.each([pickPatient, pickSite, pickItem, pickKit, pickOrder])(
		'searches with a method that there is: %p',
		(pick) => {
			const methods = pick().modes?.flatMap((mode) => mode.typeOptions?.searchListMethod ?? []);

			expect(methods).toHaveLength(1);
			expect(Object.keys(LIST_SEARCHES)).toEqual(expect.arrayContaining(methods ?? []));
		},
	);

	it('can be changed in any property but the modes', () => {
		expect(pickOrder({ required: true, description: 'Which one' })).toMatchObject({
			name: 'orderId',
			required: true,
			description: 'Which one',
		});
	});
});
