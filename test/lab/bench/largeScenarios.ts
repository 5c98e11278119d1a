import { seedIds } from '../../../sandbox';
import type { Workflow } from '../../../scripts/n8n';
import type { Arena, Course } from './arena';
import { checkWithImpilo } from './checkWorkflows';
import { buildIncomingOrders, CONCURRENCY, SEEDED_ORDERS } from './createContestants';
import { createWithImpilo } from './createWorkflows';
import { listWithImpilo } from './listWorkflows';
import { runRounds, type Contestant } from './rounds';
import type { Scenario } from './scenario';
import { buildWorkflow, impilo, splitOut, type CredentialReference } from './workflowParts';

const ITEM_COUNTS = [6_250, 12_500, 25_000, 50_000];
const LIST_LENGTHS = [12_500, 25_000, 50_000, 100_000];
const LINE_COUNTS = [25, 50, 100, 200];
const MEGABYTES = [0.625, 1.25, 2.5, 5];

/** Orders with so many lines that are placed, as one alone takes no time worth measuring. */
const ORDERS_OF_LINES = 50;
const BYTES_PER_MB = 1_000_000;

/** Work of which there is more and more. */
interface LargeWork {
	name: string;
	title: string;
	unit: string;
	sizes: number[];
	notes?: string[];
	enter: (arena: Arena, size: number) => Promise<Contestant>;
}

const CONTINUE = { onError: 'continueErrorOutput' as const };

/** A workflow that gets its orders in the call of its webhook. */
function withOrders(
	build: (webhookPath: string, credential: CredentialReference, arena: Arena) => Workflow,
	prepare: (size: number) => Course,
): LargeWork['enter'] {
	return async (arena, size) => {
		const { credential } = arena;
		const workflow = build(`large-${size}`, credential, arena);
		return await arena.enterWorkflow(size.toLocaleString('en'), workflow, prepare(size));
	};
}

const CREATE_FORM = { withExternalOrderId: true, concurrency: CONCURRENCY };

const incoming = (size: number): Course => ({
	orders: SEEDED_ORDERS,
	faults: [],
	input: { orders: buildIncomingOrders(size) },
});

const BY_ITEMS: LargeWork[] = [
	{
		name: 'create',
		title: 'Create',
		unit: 'item',
		sizes: ITEM_COUNTS,
		notes: ['Each order with its own external order ID, and one kit.'],
		enter: withOrders(
			(path, credential, { apiUrl }) =>
				createWithImpilo(path, { credential, apiUrl, nodeSettings: CONTINUE }, CREATE_FORM),
			incoming,
		),
	},
	{
		name: 'create-stopping',
		title: 'Create with Stop Workflow, which looks up all items before it places any',
		unit: 'item',
		sizes: ITEM_COUNTS,
		enter: withOrders(
			(path, credential, { apiUrl }) =>
				createWithImpilo(path, { credential, apiUrl, nodeSettings: {} }, CREATE_FORM),
			incoming,
		),
	},
	{
		name: 'shared-id',
		title: 'Create with one external order ID for all, and Create Another Order',
		unit: 'item',
		sizes: ITEM_COUNTS,
		enter: withOrders(
			(path, credential, { apiUrl }) =>
				createWithImpilo(
					path,
					{ credential, apiUrl, nodeSettings: CONTINUE },
					{ ...CREATE_FORM, ifExists: 'create' },
				),
			(size) => ({
				orders: SEEDED_ORDERS,
				faults: [],
				input: {
					orders: buildIncomingOrders(size).map((order) => ({
						...order,
						externalOrderId: 'campaign',
					})),
				},
			}),
		),
	},
	{
		name: 'check',
		title: 'Check',
		unit: 'item',
		sizes: ITEM_COUNTS,
		enter: withOrders(
			(path, credential, { apiUrl }) =>
				checkWithImpilo(path, { credential, apiUrl, nodeSettings: CONTINUE }, CREATE_FORM),
			incoming,
		),
	},
	{
		name: 'get',
		title: 'Get by ID',
		unit: 'item',
		sizes: ITEM_COUNTS,
		enter: withOrders(
			(path, credential) =>
				buildWorkflow(path, [
					splitOut('Orders', 'body.orders'),
					impilo(credential, {
						operation: 'get',
						orderId: { __rl: true, mode: 'id', value: '={{ $json.id }}' },
						simplify: true,
						options: { concurrency: CONCURRENCY },
					}),
				]),
			(size) => ({
				orders: SEEDED_ORDERS,
				faults: [],
				input: {
					orders: Array.from({ length: size }, (_, index) => ({
						id: seedIds.placedOrder + (index % SEEDED_ORDERS),
					})),
				},
			}),
		),
	},
];

const LISTS: LargeWork[] = (['order', 'patient'] as const).map((resource) => ({
	name: `${resource}s`,
	title: `Return All of ${resource}s`,
	unit: resource,
	sizes: LIST_LENGTHS,
	enter: withOrders(
		(path, credential) => listWithImpilo(path, credential, { resource, simplify: true }),
		(size) => ({
			...(resource === 'order' ? { orders: size } : { patients: size }),
			faults: [],
			input: {},
		}),
	),
}));

/** Contents as JSON from the call of the webhook. */
const placeContents: Parameters<typeof withOrders>[0] = (path, credential) =>
	buildWorkflow(path, [
		splitOut('Orders', 'body.orders'),
		impilo(credential, {
			operation: 'create',
			recipient: 'patient',
			patientId: { __rl: true, mode: 'id', value: seedIds.patient },
			contents: 'json',
			contentsJson: '={{ $json.contents }}',
			externalOrderIds: '={{ $json.id }}',
			options: { concurrency: CONCURRENCY },
		}),
	]);

function contentsOf(lines: number, description: string): string {
	const line = { item: { id: seedIds.item, description }, count: 1 };
	return JSON.stringify({ orderItems: Array.from({ length: lines }, () => line) });
}

const BY_CONTENTS: LargeWork[] = [
	{
		name: 'lines',
		title: `${ORDERS_OF_LINES} orders of so many lines`,
		unit: 'line',
		sizes: LINE_COUNTS,
		notes: [`"per line" is for one line more in each of the ${ORDERS_OF_LINES} orders.`],
		enter: withOrders(placeContents, (lines) => ({
			orders: SEEDED_ORDERS,
			faults: [],
			input: {
				orders: Array.from({ length: ORDERS_OF_LINES }, (_, index) => ({
					id: `lines-${index}`,
					contents: contentsOf(lines, 'A cuff'),
				})),
			},
		})),
	},
	{
		name: 'json',
		title: 'Create with so many MB of JSON in Contents JSON, as copied from an answer of Impilo',
		unit: 'MB',
		sizes: MEGABYTES,
		enter: withOrders(placeContents, (megabytes) => ({
			orders: SEEDED_ORDERS,
			faults: [],
			input: {
				orders: [
					{ id: 'json', contents: contentsOf(200, 'x'.repeat((megabytes * BYTES_PER_MB) / 200)) },
				],
			},
		})),
	},
];

const SEARCH: LargeWork = {
	name: 'search',
	title: 'Searching so many patients by name in the list of a field',
	unit: 'patient',
	sizes: LIST_LENGTHS,
	notes: [
		"The time is mostly the sandbox's, which looks at each patient: Impilo's own is unknown. What the node does shows in CPU and requests.",
	],
	enter: async (arena, size) =>
		await Promise.resolve(
			arena.enterSearch(
				size.toLocaleString('en'),
				{ method: 'searchPatients', field: 'patientId', filter: 'doe' },
				{ patients: size, faults: [] },
			),
		),
};

function largeScenario({ title, unit, sizes, notes = [], enter }: LargeWork): Scenario {
	return async (open, { rounds, tell }) => {
		const arena = await open('time');
		const [smallest = 1] = sizes;
		// So that the smallest isn't measured on code that has never run.
		await (await enter(arena, smallest / 5)).run();
		const contestants: Contestant[] = [];
		for (const size of sizes) contestants.push(await enter(arena, size));
		const standings = await runRounds(contestants, rounds, tell, false);
		await arena.stop();
		return {
			title,
			notes: [
				'"to before" holds the time for each against that of the size above: 1.00 grows in line with the work. "longest stall" is how long n8n could do nothing else, the webhook with all its data included.',
				...notes,
			],
			standings,
			shows: 'growth',
			sizes: { unit, each: sizes },
			reference: smallest.toLocaleString('en'),
			targets: [],
		};
	};
}

/** More and more of each kind of work, each size twice the one before it. */
export const LARGE_SCENARIOS = [...BY_ITEMS, ...LISTS, ...BY_CONTENTS, SEARCH].map((work) => ({
	name: work.name,
	scenario: largeScenario(work),
}));
