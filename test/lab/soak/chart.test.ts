import { drawChart, type Chart } from './chart';

const CHART: Chart = {
	title: 'Memory <n8n>',
	subtitle: 'of & for',
	xLabel: 'minutes',
	shaded: { until: 5, label: 'warm-up' },
	panels: [
		{
			title: 'MB',
			lines: [
				{
					name: 'heap',
					colour: '#123456',
					points: [[0, 0] as const, [10, 300] as const, [20, 600] as const],
				},
				{ name: 'resident', colour: '#654321', points: [[0, 590] as const, [20, 600] as const] },
			],
		},
	],
};

const read = (svg: string, pattern: RegExp): string[] =>
	[...svg.matchAll(pattern)].map(([, found = '']) => found);

it('draws each line to scale', () => {
	const [heap, resident] = read(drawChart(CHART), /<polyline points="([^"]*)"/g);
	expect(heap).toBe('70,300 410,190 750,80');
	expect(resident?.endsWith(' 750,80')).toBe(true);
});

it('has round numbers at its axes', () => {
	const ticks = read(drawChart(CHART), /text-anchor="(?:end|middle)" fill="#555">([^<]*)</g);
	expect(ticks).toEqual([
		...['0', '100', '200', '300', '400', '500', '600'],
		...['0', '5', '10', '15', '20'],
		'minutes',
	]);
});

it('keeps names apart that would stand on each other', () => {
	const heights = read(drawChart(CHART), /y="([\d.]+)" fill="#(?:123456|654321)"/g).map(Number);
	expect(heights).toEqual([84, 100]);
});

it('shades the warm-up, and escapes what it writes', () => {
	const svg = drawChart(CHART);
	expect(svg).toContain('<rect x="70" y="80" width="170" height="220" fill="#f2f2f2"/>');
	expect(svg).toContain('<title>Memory &lt;n8n&gt;</title>');
	expect(svg).toContain('of &amp; for');
});

it('without any points, it still is a picture', () => {
	const svg = drawChart({
		...CHART,
		panels: [{ title: 'MB', lines: [{ name: 'heap', colour: '#123456', points: [] }] }],
	});
	expect(svg).toContain('</svg>');
	expect(svg).not.toContain('NaN');
	expect(svg).not.toContain('Infinity');
});
