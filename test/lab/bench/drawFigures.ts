import { chooseTicks, escape, round } from '../soak/chart';
import { WAYS, type Figure, type Way } from './scenario';

export const THEMES = ['light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

interface Colours extends Record<Way, string> {
	background: string;
	text: string;
	muted: string;
	grid: string;
}

const COLOURS: Record<Theme, Colours> = {
	light: {
		background: '#ffffff',
		text: '#1f2328',
		muted: '#59636e',
		grid: '#d1d9e0',
		Impilo: '#0b6e4f',
		'HTTP Request node': '#c2410c',
		'bare fetch loop': '#818b98',
	},
	dark: {
		background: '#0d1117',
		text: '#f0f6fc',
		muted: '#9198a1',
		grid: '#3d444d',
		Impilo: '#3fb68b',
		'HTTP Request node': '#f0883e',
		'bare fetch loop': '#656c76',
	},
};

const PANELS: Array<{ unit: Figure['unit']; title: string; digits: number }> = [
	{ unit: 's', title: 'Seconds', digits: 2 },
	{ unit: 'MB', title: 'MB', digits: 0 },
	{ unit: 'orders', title: 'Orders', digits: 0 },
];

const WIDTH = 900;
const MARGIN = { left: 350, right: 60, top: 78, bottom: 16 };
const PLOT_WIDTH = WIDTH - MARGIN.left - MARGIN.right;
const BAR_HEIGHT = 13;
const BAR_GAP = 2;
const FIGURE_GAP = 12;
const PANEL_HEADING = 26;
const AXIS_HEIGHT = 34;
const LEGEND_STEP = 165;

/** Draws what was measured as bars, a panel for each unit, as SVG. */
export function drawFigures(figures: readonly Figure[], subtitle: string, theme: Theme): string {
	const colours = COLOURS[theme];
	const panels = PANELS.map((panel) => ({
		...panel,
		figures: figures.filter(({ unit }) => unit === panel.unit),
	})).filter((panel) => panel.figures.length > 0);
	let top = MARGIN.top;
	const body = panels.map((panel) => {
		const drawn = drawPanel(panel, top, colours);
		top = drawn.bottom;
		return drawn.svg;
	});
	const height = top + MARGIN.bottom;
	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" font-family="system-ui, sans-serif" font-size="12" fill="${colours.text}" role="img">
<title>Time and memory, and what a bad network does</title>
<rect width="100%" height="100%" fill="${colours.background}"/>
<text x="16" y="28" font-size="18" font-weight="600">Less is better</text>
<text x="16" y="48" fill="${colours.muted}">${escape(subtitle)}</text>
${WAYS.map((way, index) => drawLegend(way, MARGIN.left + index * LEGEND_STEP, colours)).join('\n')}
${body.join('\n')}
</svg>
`;
}

function drawLegend(way: Way, x: number, colours: Colours): string {
	return `<rect x="${x}" y="18" width="12" height="12" fill="${colours[way]}"/><text x="${x + 18}" y="28">${way}</text>`;
}

function drawPanel(
	{ title, digits, figures }: { title: string; digits: number; figures: readonly Figure[] },
	top: number,
	colours: Colours,
): { svg: string; bottom: number } {
	const axis = chooseTicks(Math.max(...figures.flatMap(({ values }) => Object.values(values))));
	const toX = (value: number): number => round(MARGIN.left + (value / axis.end) * PLOT_WIDTH);
	let y = top + PANEL_HEADING;
	const bars = figures.map(({ label, values }) => {
		const ways = WAYS.flatMap((way) => {
			const value = values[way];
			return value === undefined ? [] : [{ way, value }];
		});
		const height = ways.length * (BAR_HEIGHT + BAR_GAP);
		const labelY = round(y + height / 2 + 3);
		const svg = [
			`<text x="${MARGIN.left - 10}" y="${labelY}" text-anchor="end">${escape(label)}</text>`,
			...ways.map(({ way, value }, index) => {
				const barY = y + index * (BAR_HEIGHT + BAR_GAP);
				const width = round(toX(value) - MARGIN.left);
				const number = value.toLocaleString('en', {
					minimumFractionDigits: digits,
					maximumFractionDigits: digits,
				});
				return `<rect x="${MARGIN.left}" y="${barY}" width="${width}" height="${BAR_HEIGHT}" fill="${colours[way]}"/><text x="${round(toX(value) + 6)}" y="${barY + 11}" font-size="11">${number}</text>`;
			}),
		];
		y += height + FIGURE_GAP;
		return svg.join('\n');
	});
	const grid = axis.ticks.map(
		(tick) =>
			`<path d="M${toX(tick)} ${top + PANEL_HEADING - 6}V${y}" stroke="${colours.grid}"/><text x="${toX(tick)}" y="${y + 16}" text-anchor="middle" fill="${colours.muted}">${tick.toLocaleString('en')}</text>`,
	);
	const heading = `<text x="${MARGIN.left}" y="${top + 12}" font-weight="600">${title}</text>`;
	return { svg: [heading, ...grid, ...bars].join('\n'), bottom: y + AXIS_HEIGHT };
}
