import { choicesFilter, listFilter, textsFilter } from '../../../nodes/Impilo/run/filterKinds';
import type { Filter } from '../../../nodes/Impilo/run/filters';
import type { OperationRun } from '../../../nodes/Impilo/run/runItems';
import { rejectionOf } from '../standIns';

const RUN = {} as OperationRun;
const COLOUR = { displayName: 'Colour', name: 'colour' };
const COLOURS = { ...COLOUR, options: [{ name: 'Sky Blue', value: 'skyBlue' }] };

const set = async <T>(filter: Filter<T>, value: unknown) => await filter.set(value, RUN, () => '');

describe('listFilter', () => {
	const withValue = (value: string | string[] | undefined, query?: string) =>
		listFilter<object, string | string[]>({ property: COLOUR, query, read: () => value });

	it.each([undefined, '', []])('refuses %j, whatever was given for it', async (value) => {
		expect(await rejectionOf(set(withValue(value), 'red'))).toMatchObject({
			message: 'Colour is empty',
		});
	});

	it.each<string | string[]>(['half \uD83D', ['red', 'half \uD83D']].flatMap((value) => [value]))(
		'refuses what cannot stand in an address only if Impilo filters: %j',
		async (value) => {
			expect(await rejectionOf(set(withValue(value, 'colour'), value))).toMatchObject({
				message: 'Colour contains a character that cannot be sent',
			});
			expect(await set(withValue(value), value)).toMatchObject({ query: {}, isPicked: true });
		},
	);
});

it.each<[Array<string | null>, boolean | undefined]>([
	[['red', 'blue'], true],
	[['green'], false],
	[[null, 'blue'], true],
	[[null], undefined],
	[[], undefined],
])('textsFilter says of %j whether one of them was asked for: %p', async (texts, expected) => {
	const { query, matches } = await set(
		textsFilter<object>(COLOUR, 'colours', () => texts),
		'blue, black',
	);

	expect(query).toEqual({ colours: ['blue', 'black'] });
	expect(matches({})).toBe(expected);
});

it('choicesFilter spells choices as Impilo does, and leaves out what has no letters', async () => {
	const filter = choicesFilter<object>(COLOURS, 'colour', undefined, () => 'SKY_BLUE');
	const { value, matches } = await set(filter, ['sky blue', ' - ', 'mauve']);

	expect(value).toEqual(['skyBlue', 'mauve']);
	expect(matches({})).toBe(true);
});
