import type { FormKeys, LineCollection, LineKind } from '../../../nodes/Impilo/fields/lines';
import { countField, readLines } from '../../../nodes/Impilo/fields/lines';
import { locator } from '../../../nodes/Impilo/fields/locator';
import { expectPlainWords } from '../plainWords';
import { refusalOf, valuesOf } from '../standIns';

type Key = 'kits' | 'devices' | 'items';

const idField = (displayName: string, name: string) =>
	locator('item', { displayName, name, description: '' }, 'search', {}).pick();

const KITS: LineKind<Key> = {
	key: 'kits',
	group: 'kit',
	groupLabel: 'Kit',
	label: 'Kits',
	of: 'kit',
	idField: idField('Kit', 'kitId'),
	countField: countField('Quantity', 'quantity'),
	nested: 'kit',
};
const DEVICES: LineKind<Key> = {
	key: 'devices',
	group: 'devices',
	groupLabel: 'Device',
	label: 'Device Line',
	of: 'device',
	idField: idField('Device', 'deviceId'),
};
const ITEMS: LineKind<Key> = {
	key: 'items',
	group: 'items',
	groupLabel: 'Item',
	label: 'Item Line',
	of: 'item',
	idField: idField('Item', 'itemId'),
	countField: countField('Count', 'count'),
};

const ONE_KIND: LineCollection<Key> = {
	property: { displayName: 'Kits', name: 'kits', placeholder: 'Add Kit', description: 'Kits' },
	kinds: [KITS],
};
const TWO_KINDS: LineCollection<Key> = {
	property: { displayName: 'Lines', name: 'lines', placeholder: 'Add Line', description: 'Lines' },
	kinds: [DEVICES, ITEMS],
};
const FORM_KEYS: FormKeys = { keys: ['site'], remedy: 'Remove it, and fill Site.' };

const read = (form: Record<string, unknown>) =>
	readLines([ONE_KIND, TWO_KINDS], valuesOf(form), FORM_KEYS);

describe('readLines', () => {
	const LINES = { devices: [{ id: 7 }], items: [{ id: 3, count: 2 }] };

	it.each<[string, Record<string, unknown>, object]>([
		['nothing', {}, {}],
		['empty lists', { kits: [], lines: { devices: [], items: null } }, {}],
		[
			'lines as the editor saves them',
			{
				kits: { kit: [{ kitId: { mode: 'list', value: 1 }, quantity: 4 }] },
				lines: {
					devices: [{ deviceId: { mode: 'id', value: '7' } }],
					items: [{ itemId: { mode: 'id', value: 3 }, count: 2 }],
				},
			},
			{ kits: [{ kit: { id: 1 }, quantity: 4 }], ...LINES },
		],
		[
			'plain text where a list is now',
			{ lines: { devices: [{ deviceId: '7' }], items: [{ itemId: '3', count: '2' }] } },
			LINES,
		],
		[
			'JSON text',
			{ lines: '{"devices": [{"deviceId": 7}], "items": "[{\\"itemId\\": 3, \\"count\\": 2}]"}' },
			LINES,
		],
		['a line by itself', { lines: { devices: { deviceId: 7 } } }, { devices: [{ id: 7 }] }],
		[
			'the list itself, of one kind',
			{ kits: [{ kitId: 1 }] },
			{ kits: [{ kit: { id: 1 }, quantity: 1 }] },
		],
	])('reads %s', (_, form, lines) => {
		expect(read(form)).toEqual(lines);
	});

	it.each<[Record<string, unknown>, string, string]>([
		[{ lines: [{ deviceId: 7 }] }, 'Lines is not a list of lines', '{ "id": 1000 }'],
		[{ lines: 'two' }, 'Lines is not a list of lines', '{ "id": 1000 }'],
		[{ kits: 7 }, 'Kits is not a list of lines', '{ "id": 1000, "quantity": 1 }'],
		[{ lines: { items: 7 } }, 'Item Line is not a list of lines', '"count": 1'],
		[{ lines: { kit: [] } }, 'Lines has a key that Impilo does not know: "kit"', 'devices, items'],
		[
			{ lines: { site: 1 } },
			'Lines has a key that belongs in the fields of the node: "site"',
			'Site',
		],
		[{ lines: { devices: [7] } }, 'Device Line, line 1 is not a line', 'list such as'],
		[
			{ lines: { devices: [{ deviceId: 7, count: 1 }] } },
			'Device Line, line 1 has a key that Impilo does not know: "count"',
			'deviceId',
		],
		[{ lines: { devices: [{ deviceId: 7 }, {}] } }, 'Device Line, line 2: Device is empty', 'ID'],
		[
			{ lines: { devices: [{ deviceId: { mode: 'list', value: '' } }] } },
			'Device Line, line 1: Device is empty',
			'Choose a device',
		],
		[
			{ lines: { items: [{ itemId: 3, count: 0 }] } },
			'Item Line, line 1: Count is not a whole number of at least 1',
			'e.g. 1',
		],
	])('refuses %j: %s', (form, message, remedy) => {
		const refusal = refusalOf(() => read(form));

		expect(refusal.message).toBe(message);
		expect(refusal.remedy).toContain(remedy);
		expectPlainWords(refusal.message);
		expectPlainWords(refusal.remedy);
	});
});
