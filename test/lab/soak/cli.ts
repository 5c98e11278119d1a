import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import { findInstallation, type N8n } from '../../../scripts/n8n';
import { describeMachine } from '../bench/machine';
import { drawRun, type Progress } from './drawRun';
import { judgeGrowth, type MemoryKind } from './memory';
import { FAULTS, planRun, type Plan } from './plan';
import { openPlacing } from './placeOrders';
import { openReading } from './readOrders';
import { startRig } from './rig';
import { openSearching } from './searchLists';
import { openEvents } from './takeEvents';
import { keepTogether, type Finding } from './task';
import { VitalsMonitor, type VitalSigns } from './vitals';

const USAGE = `Usage: npm run test:soak [-- --scale <number>] [--minutes <number>] [--picture <file>]

Places 100,000 orders, reads 200,000, takes 50,000 events and searches lists in a real n8n, all at the
same time, with an API that loses answers, fails, throttles and is now and then slow. None may be
placed twice, none lost, and n8n's memory has to stay flat.

  --scale    how much of that, e.g. 0.01 for a try; default 1
  --minutes  stop after so many at the latest; default 20
  --picture  where the picture of memory goes, as SVG; default test/lab/soak/soak.svg`;

const ROOT = path.join(__dirname, '..', '..', '..');
const TOLD_EVERY_MS = 30_000;
const MS_PER_MINUTE = 60_000;

interface Arguments {
	scale: number;
	minutes: number;
	picture: string;
}

/** Throws a TypeError for an unknown option, an Error for what isn't a number above 0. */
function readArguments(): Arguments | undefined {
	const { values } = parseArgs({
		options: {
			scale: { type: 'string', default: '1' },
			minutes: { type: 'string', default: '20' },
			picture: { type: 'string', default: path.join(__dirname, 'soak.svg') },
			help: { type: 'boolean', short: 'h', default: false },
		},
	});
	if (values.help) return undefined;
	const readNumber = (name: 'scale' | 'minutes'): number => {
		const number = Number(values[name]);
		if (number > 0 && Number.isFinite(number)) return number;
		throw new Error(`--${name} takes a number above 0, not "${values[name]}".`);
	};
	return {
		scale: readNumber('scale'),
		minutes: readNumber('minutes'),
		picture: path.resolve(values.picture),
	};
}

interface Outcome {
	findings: Finding[];
	isComplete: boolean;
	minutes: number;
	samples: VitalSigns[];
	progress: Progress[];
}

async function soak(plan: Plan, signal: AbortSignal): Promise<Outcome> {
	const rig = await startRig(ROOT, signal);
	let monitor: VitalsMonitor | undefined;
	try {
		const placing = await openPlacing(rig, plan);
		const reading = await openReading(rig, plan);
		const events = await openEvents(rig, plan);
		const searching = openSearching(rig);
		const tasks = [placing, reading, events, searching];
		await rig.orders.ask({ kind: 'misbehave', faults: FAULTS });

		const startedMs = Date.now();
		const isOver = (): boolean =>
			signal.aborted || Date.now() - startedMs > plan.minutes * MS_PER_MINUTE;
		const countMinutes = (): number => (Date.now() - startedMs) / MS_PER_MINUTE;
		const progress: Progress[] = [];
		const vitals = new VitalsMonitor(rig.n8n, plan.minutes, () => {
			progress.push({
				minutes: countMinutes(),
				orders: placing.done,
				reads: reading.done,
				events: events.done,
			});
			return tasks.reduce((sum, { done }) => sum + done, 0);
		});
		monitor = vitals;
		const counted = [placing, reading, events];
		const listShares = (): number[] => counted.map(({ share }) => share);
		const atWork = Promise.all(
			counted.map(
				async (task) => await task.work(keepTogether(() => task.share, listShares, isOver)),
			),
		);
		let hasEnded = false;
		const end = (): void => {
			hasEnded = true;
		};
		const all = Promise.all([
			atWork.finally(end),
			searching.work({ goesOn: async () => await Promise.resolve(!hasEnded && !isOver()) }),
			tellProgress(() => hasEnded, vitals, progress),
		]);
		await Promise.race([all, failWhenEnded(rig.n8n)]);
		const minutes = countMinutes();
		await vitals.end();
		const findings: Finding[] = [];
		for (const task of tasks) findings.push(await task.judge());
		const isComplete = counted.every(({ share }) => share >= 1);
		return { findings, isComplete, minutes, samples: vitals.samples, progress };
	} finally {
		monitor?.stop();
		await rig.stop();
	}
}

/** @throws Error when n8n ends; never does anything else */
async function failWhenEnded({ ended, log }: N8n): Promise<never> {
	await ended;
	throw new Error(`n8n has ended. It has printed:\n${log()}`);
}

async function tellProgress(
	hasEnded: () => boolean,
	{ samples }: VitalsMonitor,
	progress: readonly Progress[],
): Promise<void> {
	for (let toldMs = Date.now(); !hasEnded(); await wait(200)) {
		if (Date.now() - toldMs < TOLD_EVERY_MS) continue;
		toldMs = Date.now();
		const [now, vitals] = [progress.at(-1), samples.at(-1)];
		if (now === undefined || vitals === undefined) continue;
		console.error(
			`  ${now.minutes.toFixed(1)} min: ${now.orders} placed, ${now.reads} read, ${now.events} events; ${vitals.memoryMb.toFixed(0)} MB resident, ${vitals.liveMb.toFixed(0)} MB of objects`,
		);
	}
}

const MEMORY_NAMES: Record<MemoryKind, string> = {
	memoryMb: 'Resident memory',
	liveMb: 'Objects without garbage',
};

/** @returns what it says, and what's wrong with it */
function judgeMemory(samples: readonly VitalSigns[], kind: MemoryKind): Finding {
	const name = MEMORY_NAMES[kind];
	const growth = judgeGrowth(samples, kind);
	if (growth === undefined) {
		return { done: `${name}: the run was too short to tell whether it grows.`, wrongs: [] };
	}
	const { grownMb, allowedMb, noticeableBytes, isFlat } = growth;
	const change = `${grownMb < 0 ? 'shrank' : 'grew'} by ${Math.abs(grownMb).toFixed(1)} MB after the warm-up`;
	return {
		done: `${name}: ${change}, at the end ${samples.at(-1)?.[kind].toFixed(0)} MB. Up to ${allowedMb} MB counts as flat: a leak of ${noticeableBytes.toFixed(0)} bytes for each order, read, event and search would be more.`,
		wrongs: isFlat ? [] : [`${name} ${change}, more than ${allowedMb} MB`],
	};
}

async function run(): Promise<void> {
	const chosen = readArguments();
	if (chosen === undefined) {
		console.log(USAGE);
		return;
	}
	const plan = planRun(chosen.scale, chosen.minutes);
	console.log(describeMachine());
	console.log(
		`${plan.orders.toLocaleString('en')} orders to place, ${plan.reads.toLocaleString('en')} to read, ${plan.events.toLocaleString('en')} events to take, ${plan.minutes} minutes at most.`,
	);
	const interruption = new AbortController();
	const interrupt = (): void => interruption.abort();
	process.once('SIGINT', interrupt);
	process.once('SIGTERM', interrupt);

	const { findings, isComplete, minutes, samples, progress } = await soak(
		plan,
		interruption.signal,
	);
	const last = progress.at(-1) ?? { orders: 0, reads: 0, events: 0 };
	const subtitle = `${last.orders.toLocaleString('en')} orders placed, ${last.reads.toLocaleString('en')} read, ${last.events.toLocaleString('en')} events taken in ${minutes.toFixed(1)} minutes, n8n ${findInstallation().n8nVersion}`;
	await writeFile(chosen.picture, drawRun(samples, progress, subtitle));

	const all = [...findings, judgeMemory(samples, 'liveMb'), judgeMemory(samples, 'memoryMb')];
	console.log(`\nAfter ${minutes.toFixed(1)} minutes:`);
	for (const { done } of all) console.log(done);
	const longestStallMs = Math.max(...samples.map((sample) => sample.longestStallMs));
	console.log(`n8n's event loop was held up for ${longestStallMs.toFixed(0)} ms at the longest.`);
	console.log(`Picture: ${path.relative(process.cwd(), chosen.picture)}`);
	const wrongs = all.flatMap((finding) => finding.wrongs);
	if (!isComplete) {
		wrongs.push('not all was done in time: choose a smaller --scale, or more --minutes');
	}
	if (wrongs.length === 0) {
		console.log('PASSED: none twice, none lost, memory flat.');
		return;
	}
	console.log(`FAILED: ${wrongs.join('; ')}.`);
	process.exitCode = 1;
}

run().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
});
