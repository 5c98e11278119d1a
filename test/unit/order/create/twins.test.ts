import type { Outcome } from '../../../../nodes/Impilo/api/outcome';
import type { NewOrder } from '../../../../nodes/Impilo/order/create/form';
import { createTally, type Tally } from '../../../../nodes/Impilo/order/create/report';
import { TwinCheck, type CheckedOrder } from '../../../../nodes/Impilo/order/create/twins';
import type { ImpiloOrder } from '../../../../nodes/Impilo/order/order';
import { answered, createClient, createInstantClock, pageOf } from '../../standIns';

/** What becomes of an order that another process may have placed as well. The order checked is 100. */

const orderOf = (id: number, changes: Partial<ImpiloOrder> = {}): ImpiloOrder => ({
	id,
	currentStatus: 'orderPlaced',
	externalOrderIds: ['PO-1'],
	site: { id: 31 },
	orderItems: [{ item: { id: 501 }, count: 1 }],
	...changes,
});
const OTHERWISE: Partial<ImpiloOrder> = { orderItems: [{ item: { id: 502 }, count: 1 }] };
const VOIDED: Partial<ImpiloOrder> = { currentStatus: 'Voided' };

const ASKED: NewOrder = {
	itemIndex: 4,
	body: { site: { id: 31 } },
	externalOrderIds: ['PO-1'],
	isGenerated: false,
	lacksId: false,
	ifExists: 'return',
	ifPlacedTwice: 'void',
	personal: [],
	simplify: true,
};

interface Scene {
	/** What the list shows, at each look; the last stays. */
	looks: ImpiloOrder[][];
	checked?: Partial<CheckedOrder>;
	asked?: Partial<NewOrder>;
	/** What Impilo says to voiding. */
	onVoid?: Outcome;
	expected?: number[];
}

async function check({ looks, checked, asked, onVoid, expected = [] }: Scene) {
	const clock = createInstantClock();
	const voided: string[] = [];
	const pages = [...looks];
	const client = createClient(
		async ({ method, path }) => {
			await Promise.resolve();
			if (method === 'DELETE') {
				voided.push(path);
				return onVoid ?? answered(204);
			}
			// After a lost answer, the order itself is asked for.
			if (path !== '/order') return answered(200, orderOf(100));
			return pageOf((pages.length > 1 ? pages.shift() : pages[0]) ?? []);
		},
		{ clock },
	);
	const tally = createTally();
	const twins = new TwinCheck(client, tally, (id) => expected.includes(Number(id)));
	const order = orderOf(100);
	twins.add({
		order,
		asked: { ...ASKED, ...asked },
		isOwn: true,
		isOfOtherRun: false,
		known: new Set(),
		...checked,
	});
	await twins.finish();
	const counted: Partial<Tally> = Object.fromEntries(
		Object.entries(tally).filter(([name, value]) => {
			const nothing = createTally()[name as keyof Tally];
			return JSON.stringify(value) !== JSON.stringify(nothing) || tally.placedTwice === value;
		}),
	);
	if (tally.placedTwice.size === 0) delete counted.placedTwice;
	const { slept } = clock;
	try {
		return { result: twins.resultOf(order).id, voided, counted, slept };
	} catch (failure) {
		return { result: failure as { message: string; remedy: string }, voided, counted, slept };
	}
}

const TWICE = 'The order was placed twice: orders';

describe('an order without a twin', () => {
	it.each<[string, Scene]>([
		['alone', { looks: [[orderOf(100)]] }],
		['beside a voided one', { looks: [[orderOf(90, VOIDED), orderOf(100)]] }],
		[
			'beside one that was there before',
			{ looks: [[orderOf(90), orderOf(100)]], checked: { known: new Set(['90']) } },
		],
		['beside one of this run', { looks: [[orderOf(90), orderOf(100)]], expected: [90] }],
		['voided by somebody', { looks: [[orderOf(100, VOIDED)]] }],
		[
			'voided, beside one that asks for something else',
			{ looks: [[orderOf(90, OTHERWISE), orderOf(100, VOIDED)]] },
		],
	])('stays: %s', async (_, scene) => {
		expect(await check(scene)).toEqual({ result: 100, voided: [], counted: {}, slept: [] });
	});

	it('is looked for again until the list shows it', async () => {
		expect(await check({ looks: [[], [orderOf(100)]] })).toEqual({
			result: 100,
			voided: [],
			counted: {},
			slept: [1_000],
		});
	});

	it('that the list never shows is counted as unchecked', async () => {
		expect(await check({ looks: [[]] })).toMatchObject({
			result: 100,
			counted: { unchecked: [4] },
		});
	});
});

describe('of two alike', () => {
	const OLDER = { looks: [[orderOf(100), orderOf(90)]] };
	const NEWER = { looks: [[orderOf(110), orderOf(100)]] };

	it('the newer is voided by its run, and the older is the result', async () => {
		expect(await check(OLDER)).toEqual({
			result: 90,
			voided: ['/order/100'],
			counted: { voided: [['100', '90']] },
			slept: [],
		});
	});

	it('the oldest of three is the result', async () => {
		const looks = [[orderOf(100), orderOf(90), orderOf(20)]];
		expect(await check({ looks })).toMatchObject({
			result: 20,
			counted: { voided: [['100', '20']] },
		});
	});

	it('the older stays, and the other run is given time to void its own', async () => {
		expect(await check({ looks: [...NEWER.looks, [orderOf(110, VOIDED), orderOf(100)]] })).toEqual({
			result: 100,
			voided: [],
			counted: {},
			slept: [1_000],
		});
		expect(await check(NEWER)).toEqual({
			result: 100,
			voided: [],
			counted: { placedTwice: new Map([['100,110', ['100', '110']]]) },
			slept: [1_000, 2_000, 4_000],
		});
	});

	it.each<[string, Scene]>([
		['was voided by its own run', { looks: [[orderOf(100, VOIDED), orderOf(90), orderOf(80)]] }],
		[
			'is of another run of this process',
			{ ...OLDER, checked: { isOwn: false, isOfOtherRun: true } },
		],
	])('the older is the result where the newer %s', async (_, scene) => {
		const { result, voided } = await check(scene);
		expect([result, voided]).toEqual([scene.checked ? 90 : 80, []]);
	});

	it('Fail If External Order ID Exists: the newer is voided, and its item fails', async () => {
		const { result, voided } = await check({ ...OLDER, asked: { ifExists: 'fail' } });

		expect(result).toMatchObject({
			message: 'An order with this external order ID already exists: order 90',
			remedy: expect.stringContaining('order 100 of this run was voided'),
		});
		expect(voided).toEqual(['/order/100']);
		expect((await check({ ...NEWER, asked: { ifExists: 'fail' } })).result).toBe(100);
	});

	it('Keep Both and Fail the Item: nothing is voided, except for the orders of other runs', async () => {
		const asked = { ifPlacedTwice: 'fail' } as const;
		expect(await check({ ...NEWER, asked })).toMatchObject({
			result: {
				message: `${TWICE} 100 and 110. Both were kept, as If Placed Twice says.`,
				remedy:
					'Another run placed the same external order ID at the same time. Void order 110 at Impilo, e.g. with the operation Void, and continue with order 100.',
			},
			voided: [],
			counted: { keptTwice: [['100', '110']] },
			slept: [],
		});
		const checked = { isOwn: false, isOfOtherRun: true };
		expect(await check({ ...NEWER, asked, checked })).toMatchObject({ result: 100, voided: [] });
	});

	it('one found after a lost answer is never voided, as it may be the other run’s', async () => {
		expect(await check({ ...OLDER, checked: { isOwn: false } })).toMatchObject({
			result: {
				message: `${TWICE} 90 and 100. It is not known which of them this run has placed.`,
			},
			voided: [],
			counted: { keptTwice: [['90', '100']] },
			slept: [1_000, 2_000, 4_000],
		});
	});

	it.each<[string, Outcome, string, Partial<NewOrder['body']>]>([
		[
			'is refused',
			answered(400, 'Too late'),
			`${TWICE} 90 and 100. Order 100 could not be voided. Impilo refused to void order 100: "Too late"`,
			{},
		],
		[
			'gets no answer',
			{ kind: 'stopped' },
			`${TWICE} 90 and 100. It is not known whether order 100 was voided.`,
			{},
		],
	])('a void that %s: the item fails and names both', async (_, onVoid, message) => {
		const { result, counted } = await check({ ...OLDER, onVoid });

		expect(result).toMatchObject({ message: expect.stringContaining(message) });
		expect(counted).toEqual({ keptTwice: [['90', '100']] });
	});
});

describe('orders that ask for different things', () => {
	it('are kept, and the item fails', async () => {
		expect(await check({ looks: [[orderOf(90, OTHERWISE), orderOf(100)]] })).toMatchObject({
			result: {
				message: `${TWICE} 90 and 100. They ask for different things, so neither was voided.`,
				remedy:
					'Another run placed the same external order ID at the same time. An external order ID stands for one order: void the one that is wrong, and give each order its own ID.',
			},
			voided: [],
			counted: { keptTwice: [['90', '100']] },
		});
	});

	it.each<[string, Partial<NewOrder>, unknown]>([
		['new', { body: {} }, 90],
		[
			'known',
			{ body: {}, patient: { by: 'id', id: 1 } },
			{ message: expect.stringContaining(TWICE) },
		],
	])('but for two patients with the same data who are %s', async (_, asked, result) => {
		const person = (id: number): Partial<ImpiloOrder> => ({
			site: null,
			patient: { id, firstName: 'Q', lastName: 'T', address: { city: 'Fictionburg' } },
		});
		const looks = [[orderOf(90, person(1)), orderOf(100, person(2))]];
		expect((await check({ looks, asked })).result).toEqual(
			typeof result === 'number' ? result : expect.objectContaining(result),
		);
	});
});
