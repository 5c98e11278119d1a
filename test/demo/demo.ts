import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { startSandbox, type Sandbox } from '../../sandbox';
import type { LoadedPackage, WorkflowRun, WorkflowSource } from '../engine/harness';
import { packageFromDirectory, runWorkflow, searchList } from '../engine/harness';
import { describeRun, printTable } from './describeRun';
import type { DemoRow } from './describeRun';
import { playStory } from './story';

const USAGE = `Usage: npm run demo [-- --create]

Runs workflows of examples/ with the built node in n8n's own engine, against a local sandbox, and
plays the story of a patient from enrollment to leaving.

With IMPILO_API_KEY set, it asks Impilo's staging instead (or the address in IMPILO_BASE_URL), and
only lists and gets orders there.

  --create  with IMPILO_API_KEY: also place one order, for the first patient and of the first kit`;

const ROOT = path.join(__dirname, '..', '..');
const EXAMPLES_FOLDER = path.join(ROOT, 'examples');
const OUTPUT_FOLDER = path.join(EXAMPLES_FOLDER, 'output');

const PLACING_EXAMPLES = [
	'order-for-a-patient.json',
	'order-for-a-site.json',
	'order-with-a-return.json',
	'refused-order.json',
];
const READING_EXAMPLE = 'list-and-get-orders.json';

interface Target {
	description: string;
	credential: { environment: string; baseUrl: string; apiKey: string };
	/** Undefined if the target is Impilo itself. */
	sandbox?: Sandbox;
	stop: () => Promise<void>;
}

async function openTarget(): Promise<Target> {
	const apiKey = process.env.IMPILO_API_KEY;
	const baseUrl = process.env.IMPILO_BASE_URL ?? '';
	if (apiKey) {
		return {
			description: baseUrl === '' ? "Impilo's staging" : baseUrl,
			credential: { environment: baseUrl === '' ? 'staging' : 'custom', baseUrl, apiKey },
			stop: async () => {},
		};
	}
	const sandbox = await startSandbox();
	return {
		description: `the sandbox at ${sandbox.url}, with invented data`,
		credential: { environment: 'custom', baseUrl: sandbox.url, apiKey: sandbox.apiKey },
		sandbox,
		stop: async () => await sandbox.stop(),
	};
}

async function readExample(file: string): Promise<WorkflowSource> {
	return JSON.parse(await readFile(path.join(EXAMPLES_FOLDER, file), 'utf8')) as WorkflowSource;
}

/** The example for a patient, with the first patient and items in the lists of the account. */
async function readExampleForAccount(
	loadedPackage: LoadedPackage,
	credentials: { impiloApi: Target['credential'] },
): Promise<WorkflowSource> {
	const find = async (method: string, thing: string): Promise<unknown> => {
		const { results } = await searchList({ package: loadedPackage, method, credentials });
		const [first] = results;
		if (first === undefined) throw new Error(`The account has no ${thing} to order with.`);
		return first.value;
	};
	const workflow = await readExample('order-for-a-patient.json');
	const [patientId, kitId] = [
		await find('searchPatients', 'patients'),
		await find('searchKits', 'kits'),
	];
	for (const node of workflow.nodes) {
		if (node.parameters?.operation !== 'create') continue;
		Object.assign(node.parameters, {
			patientId: { __rl: true, mode: 'id', value: patientId },
			orderKits: { kit: [{ kitId: { __rl: true, mode: 'id', value: kitId }, count: 1 }] },
			externalOrderIds: `n8n-demo-${new Date().toISOString()}`,
		});
	}
	return workflow;
}

/** Writes the first PDF that a run gave. */
async function saveSummary(run: WorkflowRun): Promise<string | undefined> {
	const [item] = run.items('Get summary PDF');
	const file = item?.binary?.data;
	if (file === undefined) return undefined;
	await mkdir(OUTPUT_FOLDER, { recursive: true });
	const target = path.join(OUTPUT_FOLDER, file.fileName ?? 'order.pdf');
	await writeFile(target, Buffer.from(file.data, 'base64'));
	return path.relative(process.cwd(), target);
}

async function demonstrate(placesOrders: boolean): Promise<void> {
	const loadedPackage = await packageFromDirectory(ROOT);
	const target = await openTarget();
	try {
		console.log(`\nRunning the examples in n8n's engine, against ${target.description}.\n`);
		const credentials = { impiloApi: target.credential };
		const workflows = target.sandbox
			? await Promise.all(PLACING_EXAMPLES.map(readExample))
			: placesOrders
				? [await readExampleForAccount(loadedPackage, credentials)]
				: [];
		workflows.push(await readExample(READING_EXAMPLE));

		const rows: DemoRow[] = [];
		let summary: string | undefined;
		for (const workflow of workflows) {
			const run = await runWorkflow({ package: loadedPackage, workflow, credentials });
			rows.push(...describeRun(workflow, run));
			summary ??= await saveSummary(run);
		}
		printTable(rows);
		if (summary !== undefined) console.log(`\nThe summary PDF is in ${summary}`);
		if (target.sandbox) {
			console.log('\nA patient, from enrollment to leaving:\n');
			const story = await playStory(loadedPackage, target.sandbox);
			printTable(story, 'Story');
			rows.push(...story);
		}
		if (!target.sandbox && !placesOrders) {
			console.log('\nNo order was placed. To place one, run: npm run demo -- --create');
		}
		if (rows.some((row) => !row.isAsExpected)) {
			console.error('\nNot everything went as it should: see the table.');
			process.exitCode = 1;
		}
	} finally {
		await target.stop();
	}
}

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: {
			create: { type: 'boolean', default: false },
			help: { type: 'boolean', short: 'h', default: false },
		},
	});
	if (values.help) console.log(USAGE);
	else await demonstrate(values.create);
}

main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
});
