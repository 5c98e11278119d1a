import { splitValues } from '../../../nodes/Impilo/api/parts';

describe('splitValues', () => {
	const ids = (count: number, length = 1) =>
		Array.from({ length: count }, (_, index) => `${index}`.padStart(length, 'x'));

	it.each<[string, string[], number[]]>([
		['none', [], []],
		['fifty', ids(50), [50]],
		['fifty-one', ids(51), [50, 1]],
		['each once', [...ids(3), ...ids(3)], [3]],
		['as many long ones as fit', ids(8, 1_000), [3, 3, 2]],
		['one that is too long by itself', ids(2, 5_000), [1, 1]],
		[
			'by their length in the address',
			Array.from('äöü', (letter) => letter.repeat(400)),
			[1, 1, 1],
		],
	])('puts as many into a request as fit: %s', (_, given, sizes) => {
		const chunks = splitValues('externalOrderId', given);

		expect(chunks.map(({ size }) => size)).toEqual(sizes);
		expect(chunks.flatMap((chunk) => [...chunk])).toEqual([...new Set(given)]);
	});
});
