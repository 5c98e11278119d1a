import type { INodeParameters } from 'n8n-workflow';

import { InputRefusal } from '../../../nodes/Impilo/fields/refusal';
import { listFilter } from '../../../nodes/Impilo/run/filterKinds';
import { filtersField, isEmpty, readFilters } from '../../../nodes/Impilo/run/filters';
import { expectPlainWords } from '../plainWords';
import { NODE, refusalOf, TOOL, valuesOf } from '../standIns';

const textFilter = (displayName: string, name: string, saysWhose = false) =>
	listFilter<object, string>({ property: { displayName, name }, saysWhose, read: String });
const OWNER = textFilter('Owner', 'ownerId', true);
const COLOUR = textFilter('Colour', 'colour');
const FILTERS = [COLOUR, OWNER];

const read = (filters: unknown, node = NODE) => readFilters(valuesOf({ filters }), node, FILTERS);

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

	it.each<[string, unknown, string]>([
		...[undefined, null, '', ' ', []].flatMap((value): Array<[string, unknown, string]> => [
			['a filter that narrows down', { colour: value }, 'Colour is empty'],
			['such a locator', { colour: { mode: 'id', value } }, 'Colour is empty'],
			['a filter that says whose', { ownerId: value }, 'Owner is empty'],
			['such a locator', { ownerId: { mode: 'list', value } }, 'Owner is empty'],
		]),
		...[' , ,', ['', null], '["", " "]', '[]'].map((value): [string, unknown, string] => [
			'nothing but blanks',
			{ colour: value },
			'Colour is empty',
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

	describe('of a tool', () => {
		const tool = (filters: INodeParameters) => ({ ...TOOL, parameters: { filters } });

		it.each<[unknown, INodeParameters]>([
			['', { colour: "={{ $fromAI('colour', '', 'string') }}" }],
			[null, { colour: '={{ $fromai("colour") }}' }],
			[
				{ mode: 'id', value: '' },
				{ colour: { mode: 'id', value: "={{ /*n8n-auto*/ $fromAI('a') }}" } },
			],
		])('leaves out %j, which the model was asked for', (colour, saved) => {
			expect(read({ colour }, tool(saved)).size).toBe(0);
		});

		it.each<[string, unknown, INodeParameters | string, string]>([
			['nothing in it', { colour: '' }, { colour: '' }, 'Colour'],
			['an expression of its own', { colour: '' }, { colour: '={{ $json.mine }}' }, 'Colour'],
			['an expression for another', { colour: '' }, { ownerId: "={{ $fromAI('a') }}" }, 'Colour'],
			['a filter that says whose', { ownerId: '' }, { ownerId: "={{ $fromAI('a') }}" }, 'Owner'],
			[
				'a locator that says whose',
				{ ownerId: { mode: 'id', value: null } },
				{ ownerId: { mode: 'id', value: "={{ $fromAI('a') }}" } },
				'Owner',
			],
		])('is refused with %s', (_, filters, saved, label) => {
			const refusal = refusalOf(() => read(filters, tool(saved as INodeParameters)));

			expect(refusal.message).toBe(`${label} is empty`);
		});

		it('cannot have a filter that does not exist', () => {
			expect(() => read({ color: 'red' }, TOOL)).toThrow(InputRefusal);
		});

		it('may ask for what is not for a model outside of tools', () => {
			const node = { ...NODE, parameters: { filters: { colour: "={{ $fromAI('a') }}" } } };
			expect(() => read({ colour: '' }, node)).toThrow('Colour is empty');
		});
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
		[[''], true],
		[['', 'x'], false],
		[' , ,', true],
		['[]', true],
		['[""]', true],
		['[draft]', false],
		[{}, false],
		[{ mode: 'id', value: 7 }, false],
	])('of %j is %p', (value, expected) => {
		expect(isEmpty(value)).toBe(expected);
	});
});
