import { readFileSync } from 'node:fs';
import path from 'node:path';

import { drawFigures, THEMES } from './drawFigures';
import { figureOfTime, WAYS, type Figure } from './scenario';

const DOCS = path.join(__dirname, '..', '..', '..', 'docs');

const readTexts = (svg: string): string[] =>
	[...svg.matchAll(/<text[^>]*>([^<]*)</g)].map(([, text = '']) => text);

/** The rows of the table of measurements: what was measured, and the number of each way, or "–". */
const rows = readFileSync(path.join(DOCS, 'bulk-orders.md'), 'utf8')
	.split('\n')
	.filter((line) => /^\| [^|]*\|( +[–\d][^|]*\|){3}$/.test(line))
	.map((line) => line.split('|').map((cell) => cell.trim()))
	.map(([, label = '', ...cells]) => ({ label, numbers: cells.slice(0, WAYS.length) }));

it.each(THEMES)('the %s picture in docs/ shows the numbers below it', (theme) => {
	const texts = readTexts(readFileSync(path.join(DOCS, 'images', `bench-${theme}.svg`), 'utf8'));
	const shown = rows.map(({ label, numbers }) => {
		const from = texts.indexOf(label) + 1;
		const wanted = numbers.filter((number) => number !== '–').length;
		return { label, numbers: texts.slice(from, from + wanted) };
	});

	expect(rows).toHaveLength(13);
	expect(shown).toEqual(
		rows.map(({ label, numbers }) => ({
			label,
			numbers: numbers.filter((number) => number !== '–').map((number) => number.split(' ')[0]),
		})),
	);
});

it('the bars of a panel are as long as their numbers are large, and what was not measured has none', () => {
	const sample = {
		nodeMs: 0,
		cpuMs: undefined,
		memoryBeforeMb: undefined,
		peakMemoryMb: undefined,
		requests: 0,
		peakInFlight: 0,
		status: 'success',
		items: 0,
		placed: [],
	};
	const standing = (...times: number[]) => ({
		contestant: '',
		samples: times.map((nodeMs) => ({ ...sample, nodeMs })),
	});
	const figures: Figure[] = [
		figureOfTime('a < b', {
			Impilo: standing(9_000, 1_000, 2_000),
			'HTTP Request node': standing(8_000),
			'bare fetch loop': standing(),
		}),
	];
	const svg = drawFigures(figures, 'two rounds', 'light');
	const [short = NaN, long = NaN, ...others] = [
		...svg.matchAll(/width="([\d.]+)" height="13"/g),
	].map(([, width]) => Number(width));

	expect(others).toEqual([]);
	expect(long / short).toBeCloseTo(4);
	expect(readTexts(svg)).toEqual(expect.arrayContaining(['a &lt; b', '2.00', '8.00']));
});
