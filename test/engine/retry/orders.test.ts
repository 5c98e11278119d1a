import { setTimeout as realWait } from 'node:timers/promises';

import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { systemClock } from '../../../nodes/Impilo/api/clock';
import * as statuses from '../../../nodes/Impilo/order/statuses';
import { seedIds } from '../../../sandbox';
import {
	CREATE,
	createByRef,
	LIST,
	NEW_PATIENT,
	postsOf,
	refs,
	WIRE_BODY,
} from '../create/orderForm';
import { IMPILO, pick, RETRIES, useImpilo, withoutWaiting } from '../impiloRun';
import { errorsOf, failureOf, hintsOf, idsOf, pairingOf } from '../outcome';

/** What others place meanwhile, and what Retry On Fail makes of what is known of the tries before it. */

const rig = useImpilo({ now: () => new Date(systemClock.now()) });

/** A process remembers what is in doubt, so no test has the external order ID of another. */
let ref = '';
let testCount = 0;
beforeEach(() => {
	withoutWaiting();
	ref = `retry-${++testCount}`;
});

const ONE_AT_A_TIME = { concurrency: 1 };

/** The IDs of what others have placed. */
const others: number[] = [];
/** The creates of the node. */
const ownPosts = (): unknown[] =>
	postsOf(rig.sandbox).filter(({ headers }) => headers['user-agent'] === 'n8n');

/** Another process or system places an order. */
async function placeElsewhere(changes: object = {}): Promise<number> {
	const response = await fetch(`${rig.sandbox.url}/api/v3/order`, {
		method: 'POST',
		headers: { 'Impilo-API-Key': rig.sandbox.apiKey, 'Content-Type': 'application/json' },
		body: JSON.stringify({ ...WIRE_BODY, externalOrderIds: [ref], ...changes }),
	});
	const { id } = (await response.json()) as { id: number };
	others.push(id);
	return id;
}

/** The node's next create takes a while, so that there's time for others to place one. */
function slowDownCreate(): void {
	rig.sandbox.misbehave({ kind: 'latency', ms: 150, match: CREATE, times: 1 });
}

async function untilPosted(): Promise<void> {
	while (postsOf(rig.sandbox).length === 0) await realWait(2);
}

const statusOf = (id: unknown): unknown => rig.sandbox.orders.get(Number(id))?.currentStatus;
/** The paths of all voids. */
const voids = (): string[] =>
	rig.sandbox.requests.filter(({ method }) => method === 'DELETE').map(({ path }) => path);
const countLive = (externalOrderId: string): number =>
	rig.sandbox.orders
		.find({ externalOrderIds: [externalOrderId] })
		.filter(({ currentStatus }) => currentStatus !== 'voided').length;

/** The second create of the node is refused, once. */
function refuseSecond(): void {
	rig.sandbox.misbehave({
		kind: 'refuse',
		message: 'insufficient_inventory',
		every: 2,
		times: 1,
		match: CREATE,
	});
}

describe.each(['stopWorkflow', 'continueErrorOutput'] as const)(
	'an order that others place while the answer is lost, on error %s',
	(onError) => {
		const messageOf = (run: Awaited<ReturnType<typeof placeBeside>>): unknown =>
			onError === 'stopWorkflow' ? failureOf(run).message : run.items(IMPILO, 1)[0]?.json.error;

		async function placeBeside(
			form: INodeParameters,
			changes: object,
			settings = {},
			then: (id: number) => void = () => {},
		) {
			slowDownCreate();
			rig.sandbox.misbehave({
				kind: 'loseAnswer',
				when: 'beforeCommit',
				match: CREATE,
				times: 1,
			});
			const running = rig.runImpilo(form, [{ ref }], { onError, ...settings });
			await untilPosted();
			then(await placeElsewhere(changes));
			return await running;
		}

		it.each<[string, INodeParameters, object]>([
			['a patient', createByRef(), { patient: { id: seedIds.otherPatient } }],
			[
				'a patient, given by external identifier',
				createByRef({ patientId: pick('1234abcd', 'externalIdentifier') }),
				{ patient: { id: seedIds.otherPatient } },
			],
			[
				'a site',
				createByRef({ recipient: 'site', siteId: pick(seedIds.site) }),
				{ patient: undefined, site: { id: seedIds.otherSite } },
			],
			[
				'a new patient',
				createByRef({ recipient: 'newPatient', ...NEW_PATIENT }),
				{ patient: { id: seedIds.otherPatient } },
			],
		])('%s: that of another recipient is not taken for it', async (_who, form, changes) => {
			const run = await placeBeside(form, changes, RETRIES);
			const [id] = others.slice(-1);

			expect(messageOf(run)).toBe(
				`The external order ID of this item belongs to order ${String(id)}, which goes to another recipient [item 0]`,
			);
			expect(ownPosts()).toHaveLength(1);
			expect(statusOf(id)).toBe('orderPlaced');
		});

		it('one with other contents is not taken for it, and nothing is sent again', async () => {
			const orderItems = [{ item: { id: seedIds.item }, count: 5 }];
			const run = await placeBeside(createByRef(), { orderItems }, RETRIES);
			const [id] = others.slice(-1);

			expect(messageOf(run)).toContain(
				`It is not known whether Impilo has placed this order. Impilo now shows order ${String(id)} under its external order ID, with other contents.`,
			);
			expect(ownPosts()).toHaveLength(1);
		});

		it('one that is voided meanwhile may be it, and nothing is sent again', async () => {
			const run = await placeBeside(createByRef(), {}, RETRIES, (id) => {
				rig.sandbox.setOrderStatus(id, 'voided');
			});
			const [id] = others.slice(-1);

			expect(messageOf(run)).toContain(
				`It is not known whether Impilo has placed this order. Impilo now shows order ${String(id)} under its external order ID, voided.`,
			);
			expect(ownPosts()).toHaveLength(1);
		});

		it('one that was void before it was sent is not taken for it', async () => {
			rig.sandbox.setOrderStatus(await placeElsewhere(), 'voided');
			rig.sandbox.misbehave({
				kind: 'loseAnswer',
				when: 'beforeCommit',
				match: CREATE,
				times: 1,
			});
			const run = await rig.runImpilo(createByRef(), [{ ref }], { onError, ...RETRIES });

			expect(run.error?.message).toBeUndefined();
			expect([ownPosts().length, countLive(ref)]).toEqual([2, 1]);
		});

		it('Create Another Order: one of the same patient with the same ID is not taken for it', async () => {
			const form = createByRef({
				ifExists: 'create',
				options: { generateExternalOrderId: true },
			});
			const run = await placeBeside(form, {}, RETRIES);
			const [id] = others.slice(-1);

			expect(run.error?.message).toBeUndefined();
			expect(idsOf(run)).toHaveLength(1);
			expect(idsOf(run)).not.toContain(id);
			expect(countLive(ref)).toBe(2);
		});
	},
);

describe('Create Another Order', () => {
	const another = (generateExternalOrderId: boolean): INodeParameters =>
		createByRef({ ifExists: 'create', options: { ...ONE_AT_A_TIME, generateExternalOrderId } });

	it.each([true, false])(
		'Generate External Order ID %s: two items, two orders, however many tries',
		async (generates) => {
			rig.sandbox.misbehave({
				kind: 'refuse',
				message: 'insufficient_inventory',
				match: CREATE,
				every: 2,
				times: 2,
			});
			const run = await rig.runImpilo(another(generates), [{ ref }, { ref }], RETRIES);

			expect(run.error?.message).toBeUndefined();
			expect(countLive(ref)).toBe(2);
			expect(new Set(idsOf(run)).size).toBe(2);
		},
	);

	it('a later try finds its own, not one that another run has placed', async () => {
		rig.sandbox.misbehave({ kind: 'loseAnswer', when: 'afterCommit', match: CREATE, times: 1 });
		slowDownCreate();
		const running = rig.runImpilo(another(true), [{ ref }], RETRIES);
		await untilPosted();
		// All looks of the first try.
		rig.sandbox.misbehave({ kind: 'status', status: 403, match: LIST, times: 5 });
		const older = await placeElsewhere();
		const run = await running;

		expect(run.error?.message).toBeUndefined();
		expect(idsOf(run)).toEqual([older + 1]);
		expect(ownPosts()).toHaveLength(1);
	});

	it('without a generated ID, each try says the doubt, and none sends it again', async () => {
		rig.sandbox.misbehave({ kind: 'loseAnswer', when: 'beforeCommit', match: CREATE });
		const run = await rig.runImpilo(another(false), [{ ref }], RETRIES);

		expect(failureOf(run).message).toMatch(/^It is not known whether Impilo has placed this order/);
		expect(ownPosts()).toHaveLength(1);
	});
});

describe('If External Order ID Exists: fail', () => {
	const form = createByRef({ ifExists: 'fail', options: ONE_AT_A_TIME });

	it('what the first try has placed is no stranger to the second', async () => {
		refuseSecond();
		const run = await rig.runImpilo(form, refs(2, ref), RETRIES);

		expect(run.error?.message).toBeUndefined();
		expect(idsOf(run)).toHaveLength(2);
		expect(refs(2, ref).map((item) => countLive(item.ref))).toEqual([1, 1]);
		expect(ownPosts()).toHaveLength(3);
	});

	it('nor where each try fails: the cause is told, and what was placed', async () => {
		const items = refs(2, ref).map((item, index) => ({
			...item,
			patient: index === 0 ? seedIds.patient : seedIds.unknownPatient,
		}));
		const run = await rig.runImpilo(
			{ ...form, patientId: pick('={{ $json.patient }}') },
			items,
			RETRIES,
		);

		expect(failureOf(run).message).toBe('Impilo does not know this patient [item 1]');
		expect(failureOf(run).description).toContain(
			'1 order of this run was placed before it stopped, for these items: 0.',
		);
		expect(countLive(`${ref}-0`)).toBe(1);
	});

	it('nor what was found after a lost answer', async () => {
		rig.sandbox.misbehave({ kind: 'loseAnswer', when: 'afterCommit', match: CREATE, times: 1 });
		refuseSecond();
		const run = await rig.runImpilo(form, refs(2, ref), RETRIES);

		expect(run.error?.message).toBeUndefined();
		expect(refs(2, ref).map((item) => countLive(item.ref))).toEqual([1, 1]);
	});

	it('but one that was there before is', async () => {
		const id = await placeElsewhere();
		const run = await rig.runImpilo(form, [{ ref }], RETRIES);

		expect(failureOf(run).message).toBe(
			`An order with this external order ID already exists: order ${id} [item 0]`,
		);
		expect(ownPosts()).toEqual([]);
	});
});

describe('placed twice', () => {
	async function runBeside(
		form: INodeParameters,
		changes: object = {},
		settings: object = RETRIES,
		items: IDataObject[] = [{ ref }],
	) {
		slowDownCreate();
		const running = rig.runImpilo(form, items, settings);
		await untilPosted();
		const older = await placeElsewhere(changes);
		return { run: await running, older };
	}
	const OTHER_CONTENTS = { orderItems: [{ item: { id: seedIds.item }, count: 5 }] };

	it.each<[string, INodeParameters, object, string]>([
		[
			'Keep Both and Fail the Item',
			createByRef({ options: { ifPlacedTwice: 'fail' } }),
			{},
			'Both were kept, as set in If Placed Twice.',
		],
		[
			'orders that ask for different things',
			createByRef(),
			OTHER_CONTENTS,
			'They ask for different things, so neither was voided.',
		],
	])('%s: each try of Retry On Fail fails the same', async (_what, form, changes, why) => {
		const { run, older } = await runBeside(form, changes);

		expect(failureOf(run).message).toBe(
			`The order was placed twice: orders ${older} and ${older + 1}. ${why} [item 0]`,
		);
		expect(ownPosts()).toHaveLength(1);
		expect(voids()).toEqual([]);
		expect([older, older + 1].map(statusOf)).toEqual(['orderPlaced', 'orderPlaced']);
	});

	it('with Continue: that item fails in the same way, and the others go on', async () => {
		const { run, older } = await runBeside(
			createByRef({ options: ONE_AT_A_TIME }),
			OTHER_CONTENTS,
			{ ...RETRIES, onError: 'continueErrorOutput' },
			[{ ref }, { ref: `${ref}-more` }],
		);

		expect(pairingOf(run)).toEqual([{ item: 1 }]);
		expect(errorsOf(run)).toEqual([
			`The order was placed twice: orders ${older} and ${older + 1}. They ask for different things, so neither was voided. [item 0]`,
		]);
		expect(countLive(`${ref}-more`)).toBe(1);
	});

	it('another item stops the run: the message names the orders', async () => {
		const { run, older } = await runBeside(
			createByRef({
				patientId: pick('={{ $json.patient ?? 1234 }}'),
				options: ONE_AT_A_TIME,
			}),
			OTHER_CONTENTS,
			{},
			[{ ref }, { ref: `${ref}-more`, patient: seedIds.unknownPatient }],
		);

		expect(failureOf(run).message).toBe('Impilo does not know this patient [item 1]');
		expect(failureOf(run).description).toContain(
			`These were placed twice: ${older} and ${older + 1}.`,
		);
	});

	it.each(['older', 'either'])(
		'a device to be returned that Impilo does not show of %s: both are kept, and named',
		async (which) => {
			const form = createByRef({
				patientId: pick(seedIds.patientWithDevice),
				returns: { returnDevices: [{ deviceId: pick(seedIds.deviceWithPatient) }] },
				additionalFields: { shippingOption: 'standard' },
			});
			const { orders } = rig.sandbox;
			const add = orders.add.bind(orders);
			let added = 0;
			jest.spyOn(orders, 'add').mockImplementation((order) => {
				if (which === 'either' || ++added === 1) order.returnDevices = undefined;
				return add(order);
			});
			const { run, older } = await runBeside(form, {
				patient: { id: seedIds.patientWithDevice },
				returnDevices: [{ id: seedIds.deviceWithPatient }],
				shippingOption: 'standard',
			});

			expect(failureOf(run).message).toBe(
				`The order was placed twice: orders ${older} and ${older + 1}. They ask for different things, so neither was voided. [item 0]`,
			);
			expect(ownPosts()).toHaveLength(1);
			expect(voids()).toEqual([]);
		},
	);

	it('what one run has placed and voids in the end is not given by another of its process', async () => {
		const form = createByRef({ options: ONE_AT_A_TIME });
		const older = await placeElsewhere();
		rig.sandbox.clearRequests();
		// The first run looks for twins after its second order; until that, the list doesn't show the older.
		rig.sandbox.misbehave({ kind: 'latency', ms: 600, match: CREATE, every: 2 });
		const { orders } = rig.sandbox;
		const find = orders.find.bind(orders);
		const isListed = (): boolean => orders.nextId > older + 2;
		jest
			.spyOn(orders, 'find')
			.mockImplementation((filter) => find(filter).filter(({ id }) => id !== older || isListed()));
		const first = rig.runImpilo(form, [{ ref }, { ref: `${ref}-more` }]);
		await untilPosted();
		const second = rig.runImpilo(form, [{ ref }]);
		const runs = await Promise.all([first, second]);

		expect(runs.map((run) => run.error?.message)).toEqual([undefined, undefined]);
		expect(runs.map((run) => idsOf(run)[0])).toEqual([older, older]);
		expect([older, older + 1].map(statusOf)).toEqual(['orderPlaced', 'voided']);
		expect(ownPosts()).toHaveLength(2);
	});
});

describe('an error of our own', () => {
	/** The first look at an order's status after something was placed fails. */
	function failAfterPlacing(): { failed: () => boolean } {
		let hasFailed = false;
		const { isVoided } = statuses;
		jest.spyOn(statuses, 'isVoided').mockImplementation((order) => {
			if (!hasFailed && postsOf(rig.sandbox).some(({ status }) => status === 201)) {
				hasFailed = true;
				throw new TypeError('Cannot read properties of undefined');
			}
			return isVoided(order);
		});
		return { failed: () => hasFailed };
	}

	it('in the check after placing: the item fails with it, and its order stays', async () => {
		const { failed } = failAfterPlacing();
		const run = await rig.runImpilo(createByRef(), [{ ref }]);

		expect(failed()).toBe(true);
		expect(failureOf(run).message).toMatch(
			/^Impilo has order \d+, which this item placed, but the next step failed: Cannot read properties of undefined \[item 0\]$/,
		);
		expect(hintsOf(run).join()).not.toContain('could not be checked');
		expect(countLive(ref)).toBe(1);
	});

	it('then Retry On Fail gives that order, and looks for a twin again', async () => {
		failAfterPlacing();
		slowDownCreate();
		const running = rig.runImpilo(createByRef(), [{ ref }], RETRIES);
		await untilPosted();
		const older = await placeElsewhere();
		const run = await running;

		expect(run.error?.message).toBeUndefined();
		expect(idsOf(run)).toEqual([older]);
		expect(ownPosts()).toHaveLength(1);
		expect([older, older + 1].map(statusOf)).toEqual(['orderPlaced', 'voided']);
	});
});

describe('the message of a run that stops', () => {
	const form = createByRef({ patientId: pick('={{ $json.patient }}'), options: ONE_AT_A_TIME });
	const items = (): IDataObject[] => [
		{ ref, patient: seedIds.patient },
		{ ref: `${ref}-more`, patient: seedIds.unknownPatient },
	];
	const loseFirst = { kind: 'loseAnswer', when: 'beforeCommit', match: CREATE, times: 1 } as const;

	it('names what is in doubt, though another item has stopped it', async () => {
		rig.sandbox.misbehave(loseFirst);
		// What is refused is the last look of each try.
		rig.sandbox.misbehave({ kind: 'status', status: 403, match: LIST, every: 2 });
		const run = await rig.runImpilo({ ...form, options: { concurrency: 2 } }, items(), RETRIES);

		expect(failureOf(run).message).toBe('Impilo does not know this patient [item 1]');
		expect(failureOf(run).description).toContain(
			'It is not known whether the orders of these items were placed: 0.',
		);
	});

	it('names what an earlier try has placed, where a later one stops at once', async () => {
		rig.sandbox.misbehave({ kind: 'status', status: 403, match: LIST, every: 3 });
		const run = await rig.runImpilo(form, items(), { ...RETRIES, maxTries: 2 });

		expect(failureOf(run).message).toContain('The API key is not allowed');
		expect(countLive(ref)).toBe(1);
		expect(failureOf(run).description).toContain(
			'1 order of this run was placed before it stopped, for these items: 0.',
		);
	});

	it('names what is in doubt since an earlier try, where a later one stops at once', async () => {
		rig.sandbox.misbehave(loseFirst);
		const running = rig.runImpilo(form, items(), { ...RETRIES, maxTries: 2 });
		await untilPosted();
		// All looks of the first try, and the look-up of the second.
		rig.sandbox.misbehave({ kind: 'status', status: 403, match: LIST, times: 6 });
		const run = await running;

		expect(failureOf(run).message).toContain('The API key is not allowed');
		expect(failureOf(run).description).toContain(
			'It is not known whether the orders of these items were placed: 0.',
		);
	});
});

it('a mixture with Continue and Retry On Fail: each item leaves once, with what became of it', async () => {
	const form = createByRef({
		patientId: pick('={{ $json.patient ?? 1234 }}'),
		orderItems: { item: [{ itemId: pick(seedIds.item), count: '={{ $json.count ?? 2 }}' }] },
		options: ONE_AT_A_TIME,
	});
	const there = await placeElsewhere({ externalOrderIds: [`${ref}-there`] });
	const somebodys = await placeElsewhere({
		externalOrderIds: [`${ref}-somebody`],
		patient: { id: seedIds.otherPatient },
	});
	rig.sandbox.misbehave({ kind: 'loseAnswer', when: 'afterCommit', match: CREATE, times: 1 });
	rig.sandbox.misbehave({ kind: 'carryOutLater', ms: 8_000, match: CREATE, times: 1 });
	const run = await rig.runImpilo(
		form,
		[
			{ ref: `${ref}-lost` },
			{ ref: `${ref}-late` },
			{ ref: `${ref}-there` },
			{ ref: `${ref}-there` },
			{ ref: `${ref}-somebody` },
			{ ref: `${ref}-one`, count: 1 },
			{ ref: `${ref}-one`, count: 3 },
			{ ref: `${ref}-refused`, patient: seedIds.unknownPatient },
			{ ref: `${ref}-plain` },
		],
		{ ...RETRIES, onError: 'continueErrorOutput' },
	);

	expect(pairingOf(run)).toEqual([0, 1, 2, 3, 8].map((item) => ({ item })));
	expect(idsOf(run).slice(2, 4)).toEqual([there, there]);
	expect(run.items(IMPILO, 1).map(({ json, pairedItem }) => [pairedItem, json.error])).toEqual([
		[{ item: 4 }, expect.stringContaining(`belongs to order ${somebodys}, which goes to another`)],
		[{ item: 5 }, expect.stringContaining('shares an ID with item 6')],
		[{ item: 6 }, expect.stringContaining('shares an ID with item 5')],
		[{ item: 7 }, 'Impilo does not know this patient [item 7]'],
	]);
	for (const name of ['lost', 'late', 'there', 'somebody', 'plain']) {
		expect([name, countLive(`${ref}-${name}`)]).toEqual([name, 1]);
	}
	expect(countLive(`${ref}-one`)).toBe(0);
});
