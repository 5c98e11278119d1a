import { listOf, readJson } from '../../../nodes/Impilo/api/json';

describe('readJson', () => {
	it.each<[unknown, unknown]>([
		['{"a": 1}', { a: 1 }],
		['[1]', [1]],
		['7', 7],
		['', ''],
		['{"a": ', '{"a": '],
		['text', 'text'],
		[{ a: 1 }, { a: 1 }],
		[undefined, undefined],
	])('reads %j as %j', (value, expected) => {
		expect(readJson(value)).toEqual(expected);
	});
});

describe('listOf', () => {
	it.each<[unknown[] | null | undefined, unknown[]]>([
		[
			[1, null, 0, undefined, ''],
			[1, 0, ''],
		],
		[null, []],
		[undefined, []],
	])('turns %j into %j', (list, expected) => {
		expect(listOf(list)).toEqual(expected);
	});
});
