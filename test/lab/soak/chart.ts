/** One line of a chart. */
export interface Line {
	name: string;
	colour: string;
	points: Array<readonly [x: number, y: number]>;
}

/** One of the diagrams of a chart; all have the same horizontal axis. */
export interface Panel {
	title: string;
	lines: Line[];
}

export interface Chart {
	title: string;
	/** What is said below the title. */
	subtitle: string;
	/** What the horizontal axis means, e.g. "minutes". */
	xLabel: string;
	panels: Panel[];
	/** Until where on the horizontal axis the background is shaded, and why. */
	shaded: { until: number; label: string };
}

const WIDTH = 900;
const PANEL_HEIGHT = 220;
const PANEL_GAP = 56;
const MARGIN = { left: 70, right: 150, top: 80, bottom: 44 };
const PLOT_WIDTH = WIDTH - MARGIN.left - MARGIN.right;
const MOST_TICKS = 6;
const LABEL_HEIGHT = 16;

/** Draws a chart as SVG. */
export function drawChart({ title, subtitle, xLabel, panels, shaded }: Chart): string {
	const height =
		MARGIN.top + panels.length * PANEL_HEIGHT + (panels.length - 1) * PANEL_GAP + MARGIN.bottom;
	const xs = panels.flatMap(({ lines }) => lines.flatMap(({ points }) => points.map(([x]) => x)));
	const xAxis = chooseTicks(Math.max(...xs, 0));
	const body = panels.map((panel, index) => {
		const top = MARGIN.top + index * (PANEL_HEIGHT + PANEL_GAP);
		return drawPanel(panel, top, xAxis, shaded);
	});
	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" font-family="system-ui, sans-serif" font-size="12" role="img">
<title>${escape(title)}</title>
<rect width="100%" height="100%" fill="#fff"/>
<text x="${MARGIN.left}" y="28" font-size="18" font-weight="600">${escape(title)}</text>
<text x="${MARGIN.left}" y="48" fill="#555">${escape(subtitle)}</text>
${body.join('\n')}
<text x="${MARGIN.left + PLOT_WIDTH / 2}" y="${height - 8}" text-anchor="middle" fill="#555">${escape(xLabel)}</text>
</svg>
`;
}

function drawPanel(
	{ title, lines }: Panel,
	top: number,
	xAxis: Axis,
	shaded: Chart['shaded'],
): string {
	const yAxis = chooseTicks(
		Math.max(...lines.flatMap(({ points }) => points.map(([, y]) => y)), 0),
	);
	const toX = (x: number): number => round(MARGIN.left + (x / xAxis.end) * PLOT_WIDTH);
	const toY = (y: number): number => round(top + PANEL_HEIGHT - (y / yAxis.end) * PANEL_HEIGHT);
	const right = MARGIN.left + PLOT_WIDTH;
	const bottom = top + PANEL_HEIGHT;
	const names = spreadOut(lines.map(({ points }) => toY(points.at(-1)?.[1] ?? 0)));
	return [
		`<rect x="${MARGIN.left}" y="${top}" width="${round(toX(Math.min(shaded.until, xAxis.end)) - MARGIN.left)}" height="${PANEL_HEIGHT}" fill="#f2f2f2"/>`,
		`<text x="${MARGIN.left + 6}" y="${top + LABEL_HEIGHT}" fill="#777">${escape(shaded.label)}</text>`,
		`<text x="${MARGIN.left}" y="${top - 10}" font-weight="600">${escape(title)}</text>`,
		...yAxis.ticks.map(
			(tick) =>
				`<path d="M${MARGIN.left} ${toY(tick)}H${right}" stroke="#ddd"/><text x="${MARGIN.left - 8}" y="${toY(tick) + 4}" text-anchor="end" fill="#555">${tick.toLocaleString('en')}</text>`,
		),
		...xAxis.ticks.map(
			(tick) =>
				`<text x="${toX(tick)}" y="${bottom + LABEL_HEIGHT}" text-anchor="middle" fill="#555">${tick.toLocaleString('en')}</text>`,
		),
		...lines.map(
			({ points, colour }) =>
				`<polyline points="${points.map(([x, y]) => `${toX(x)},${toY(y)}`).join(' ')}" fill="none" stroke="${colour}" stroke-width="2" stroke-linejoin="round"/>`,
		),
		...lines.map(
			({ name, colour }, index) =>
				`<text x="${right + 8}" y="${(names[index] ?? top) + 4}" fill="${colour}">${escape(name)}</text>`,
		),
	].join('\n');
}

export interface Axis {
	ticks: number[];
	end: number;
}

/** Round numbers from 0 on, to the first that isn't below the largest value. */
export function chooseTicks(largest: number): Axis {
	const rough = (largest > 0 ? largest : 1) / MOST_TICKS;
	const power = 10 ** Math.floor(Math.log10(rough));
	const step = ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10) * power;
	const count = Math.max(1, Math.ceil(largest / step));
	const ticks = Array.from({ length: count + 1 }, (_, index) =>
		Number((index * step).toPrecision(12)),
	);
	return { ticks, end: count * step };
}

/** Moves labels down that would stand on each other. */
function spreadOut(positions: readonly number[]): number[] {
	const order = [...positions.keys()].sort(
		(one, other) => (positions[one] ?? 0) - (positions[other] ?? 0),
	);
	const spread = [...positions];
	let lowest = -Infinity;
	for (const index of order) {
		lowest = Math.max(positions[index] ?? 0, lowest + LABEL_HEIGHT);
		spread[index] = lowest;
	}
	return spread;
}

export function round(value: number): number {
	return Math.round(value * 10) / 10;
}

export function escape(text: string): string {
	return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
