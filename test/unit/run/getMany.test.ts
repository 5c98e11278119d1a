import type { IDataObject } from 'n8n-workflow';

import { InputRefusal } from '../../../nodes/Impilo/fields/refusal';
import type { Filter } from '../../../nodes/Impilo/run/getMany';
import { filtersField, isEmpty, readFilters, readLimit } from '../../../nodes/Impilo/run/getMany';
import { expectPlainWords } from '../plainWords';
import { NODE, refusalOf, TOOL, valuesOf } from '../standIns';

const textFilter = (displayName: string, name: string): Filter => ({
	property: { displayName, name, type: 'string', default: '' },
});
const OWNER: Filter = { ...textFilter('Owner', 'ownerId'), identifies: true };
const COLOUR = textFilter('Colour', 'colour');
const FILTERS = [COLOUR, OWNER];

const read = (filters: unknown, node = NODE) => readFilters(valuesOf({ filters }), node, FILTERS);

describe('readLimit', () => {
	const limitOf = (parameters: IDataObject) => readLimit(valuesOf(parameters));

	it.each<[IDataObject, number]>([
		[{ limit: 7 }, 7],
		[{ limit: '7', returnAll: false }, 7],
		[{ limit: 7, returnAll: true }, Infinity],
		[{ limit: 0, returnAll: true }, Infinity],
	])('of %j is %d', (parameters, limit) => {
		expect(limitOf(parameters)).toBe(limit);
	});

	it.each([0, -1, 1.5, '', 'all', null])('refuses %p', (limit) => {
		const refusal = refusalOf(() => limitOf({ limit }));

		expect(refusal.message).toBe('Limit is not a whole number of at least 1');
		expect(refusal.remedy).toContain('switch on Return All');
	});
});

it('filtersField offers the filters in their order', () => {
	expect(filtersField(FILTERS)).toMatchObject({
		name: 'filters',
		type: 'collection',
		options: [{ name: 'colour' }, { name: 'ownerId' }],
	});
});

describe('readFilters', () => {
	it.each<[unknown, Array<[string, unknown]>]>([
		[undefined, []],
		['', []],
		[{}, []],
		[{ colour: 'red' }, [['colour', 'red']]],
		['{"ownerId": 7}', [['ownerId', 7]]],
		[
			{ ownerId: { mode: 'id', value: 7 }, colour: ['red'] },
			[
				['ownerId', { mode: 'id', value: 7 }],
				['colour', ['red']],
			],
		],
	])('reads %j', (filters, values) => {
		expect([...read(filters)]).toEqual(values);
	});

	it.each<[unknown]>([[''], [' '], [[]], [{ mode: 'id', value: '' }]])(
		'allows %j in a filter that only narrows down',
		(colour) => {
			expect(read({ colour }).get('colour')).toEqual(colour);
		},
	);

	it.each<[string, unknown, string]>([
		...[undefined, null, '', ' ', []].flatMap((value): Array<[string, unknown, string]> => [
			['a filter that identifies', { ownerId: value }, 'Owner is empty'],
			['such a locator', { ownerId: { mode: 'list', value } }, 'Owner is empty'],
		]),
		...[undefined, null].flatMap((value): Array<[string, unknown, string]> => [
			['an expression that found nothing', { colour: value }, 'Colour is empty'],
			['a locator that found nothing', { colour: { mode: 'id', value } }, 'Colour is empty'],
		]),
		['an unknown field', { color: 'red' }, 'Filters has an unknown field: "color"'],
		['text', 'red', 'Filters is not a set of fields'],
		['a list', ['red'], 'Filters is not a set of fields'],
	])('refuses %s: %j', (_, filters, message) => {
		const refusal = refusalOf(() => read(filters));

		expect(refusal.message).toBe(message);
		expectPlainWords(refusal.message);
		expectPlainWords(refusal.remedy);
	});

	it('names the known fields where one is unknown', () => {
		expect(refusalOf(() => read({ color: 'red' })).remedy).toMatch(/: colour, ownerId\.$/);
	});

	it('lets an agent leave any filter empty, but not invent one', () => {
		expect(read({ ownerId: null, colour: '' }, TOOL).size).toBe(2);
		expect(() => read({ color: 'red' }, TOOL)).toThrow(InputRefusal);
	});
});

describe('isEmpty', () => {
	it.each<[unknown, boolean]>([
		[undefined, true],
		[null, true],
		['', true],
		['  ', true],
		[[], true],
		[{ mode: 'id', value: '' }, true],
		[{ mode: 'list', value: null }, true],
		[0, false],
		[false, false],
		['x', false],
		[[''], false],
		[{}, false],
		[{ mode: 'id', value: 7 }, false],
	])('of %j is %p', (value, expected) => {
		expect(isEmpty(value)).toBe(expected);
	});
});
