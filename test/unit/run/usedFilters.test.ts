import type { Filter, FilterValue } from '../../../nodes/Impilo/run/filters';
import { FilterHints, isWanted } from '../../../nodes/Impilo/run/usedFilters';

interface Bed {
	colour?: string;
}

function use(value: FilterValue, changes: Partial<Filter<Bed>> = {}, isPicked = false) {
	const filter: Filter<Bed> = {
		property: { displayName: 'Colour', name: 'colour', type: 'string', default: '' },
		set: async () => await Promise.reject(new Error('is set already')),
		untold: 'Impilo does not say it',
		...changes,
	};
	const matches = ({ colour }: Bed): boolean | undefined =>
		colour === undefined ? undefined : [value].flat().some((one) => String(one) === colour);
	return { set: { value, query: {}, isPicked, matches }, hints: new FilterHints(filter) };
}

const RED = { colour: 'red' };
const CHOICE = { word: 'colour', of: ({ colour }: Bed) => colour };
const OR_CASE = 'ignore the filter, or upper and lower case, so';

it.each<[FilterValue, boolean]>([
	['blue', true],
	[['blue', 'green'], true],
	[[], false],
	[7, false],
	[[7, 8], false],
	[true, false],
])(
	'isWanted says of a filter for %j that Impilo may have ignored the case: %p',
	(value, isTold) => {
		const refuse = () => isWanted(RED, [use(value)], 'bed', 1);

		expect(refuse).toThrow('Impilo returned beds that do not match Colour');
		expect(refuse).toThrow(
			expect.objectContaining({
				remedy: expect.stringContaining(isTold ? OR_CASE : 'ignore the filter, so') as string,
			}),
		);
	},
);

it('isWanted says of a choice that Impilo has ignored the filter, as it is spelled as Impilo does', () => {
	expect(() => isWanted(RED, [use('blue', { choice: CHOICE })], 'bed', 1)).toThrow(
		expect.objectContaining({ remedy: expect.stringContaining('the filter, so') as string }),
	);
});

it('isWanted keeps what Impilo returned without saying what it is, but does not pick it', () => {
	const picked = use('red', {}, true);

	expect(isWanted({}, [use('red')], 'bed', 1)).toBe(true);
	const beds = [RED, {}, { colour: 'blue' }];
	expect(beds.map((bed, key) => isWanted(bed, [picked], 'bed', key))).toEqual([true, false, false]);
	expect(picked.hints.list('bed')).toMatchObject([
		{ message: 'Colour left out 1 bed: Impilo does not say it.' },
	]);
});

it('FilterHints counts once what a list that is read anew brings again, and all that nothing identifies', () => {
	const { hints } = use('red');
	for (const key of [7, 8, 7, undefined, null]) hints.addUntold(key);

	expect(hints.list('bed')).toMatchObject([
		{ message: 'Colour left out 4 beds: Impilo does not say it.' },
	]);
});

it('FilterHints names no choice where there are none', () => {
	const { hints } = use('red');
	hints.ask('red');

	expect(hints.list('bed')).toEqual([]);
});
