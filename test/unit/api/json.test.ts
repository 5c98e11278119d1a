import { readJson } from '../../../nodes/Impilo/api/json';

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
