import type { IExecuteFunctions } from 'n8n-workflow';

import {
	countOf,
	countTimes,
	listItems,
	listSomeItems,
	outputHint,
	showHints,
} from '../../../nodes/Impilo/run/hints';

it('outputHint makes a note on the output, an info unless it is told otherwise', () => {
	expect(outputHint('Done.')).toEqual({ message: 'Done.', type: 'info', location: 'outputPane' });
	expect(outputHint('Done.', 'warning')).toMatchObject({ type: 'warning' });
});

it('showHints shows all of them, and none where n8n can show none', () => {
	const addExecutionHints = jest.fn();
	const hints = [outputHint('One.'), outputHint('Two.')];

	showHints({ addExecutionHints } as unknown as IExecuteFunctions, hints);
	showHints({} as IExecuteFunctions, hints);

	expect(addExecutionHints.mock.calls).toEqual([hints]);
});

it.each([
	[0, '0 orders', '0 times'],
	[1, '1 order', 'once'],
	[2, '2 orders', '2 times'],
])('%d is counted as "%s" and "%s"', (number, things, times) => {
	expect(countOf(number, 'order')).toBe(things);
	expect(countTimes(number)).toBe(times);
});

it.each<[number[], string]>([
	[[], ''],
	[[7], '7'],
	[[0, 1], '0–1'],
	[[0, 2], '0, 2'],
	[[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 14], '0–11, 14'],
	[[10, 9, 2, 1], '1–2, 9–10'],
	[[100, 20, 3, 19, 101], '3, 19–20, 100–101'],
])('listItems lists %j as "%s"', (items, text) => {
	const given = [...items];

	expect(listItems(items)).toBe(text);
	expect(items).toEqual(given);
});

it('listSomeItems lists ten entries, and counts the items after them', () => {
	const even = Array.from({ length: 25_000 }, (_, index) => index * 2);

	expect(listSomeItems(even.slice(0, 10))).toBe('0, 2, 4, 6, 8, 10, 12, 14, 16, 18');
	expect(listSomeItems([...even, 1])).toBe('0–2, 4, 6, 8, 10, 12, 14, 16, 18, 20, and 24989 more');
	expect(listSomeItems(Array.from({ length: 50_000 }, (_, index) => index))).toBe('0–49999');
});
