import { sortBy } from '../../../nodes/Impilo/run/sorting';

it.each<[string, unknown[], unknown[]]>([
	['numbers by size', [10, 9, 100], [9, 10, 100]],
	['text alphabetically', ['b', 'É', 'a', 'f'], ['a', 'b', 'É', 'f']],
	['text among numbers as text', [10, '9', 1], [1, 10, '9']],
	['what is missing last', [undefined, 2, null, 0], [0, 2, undefined, null]],
])('sortBy sorts %s, and the other way round', (_, values, sorted) => {
	for (const isDescending of [false, true]) {
		const entries = values.map((value) => ({ value: value as string | number | undefined }));
		sortBy(entries, ({ value }) => value, isDescending);

		const expected = isDescending ? [...sorted].reverse() : sorted;
		expect(entries.map(({ value }) => value ?? '')).toEqual(expected.map((value) => value ?? ''));
	}
});
