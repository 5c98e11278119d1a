import { ImpiloFailure } from '../../../../nodes/Impilo/api/failure';
import type { Outcome } from '../../../../nodes/Impilo/api/outcome';
import type { Recheck } from '../../../../nodes/Impilo/once/entityHandler';
import type { NewOrder } from '../../../../nodes/Impilo/order/create/newOrder';
import { isSafeToRepeat, orderHandler } from '../../../../nodes/Impilo/order/create/orderHandler';
import type { ImpiloOrder } from '../../../../nodes/Impilo/order/order';
import { answered, createClient, rejectionOf } from '../../standIns';
import { askFor, orderOf } from './orders';

const OTHERWISE: Partial<ImpiloOrder> = { orderItems: [{ item: { id: 502 }, count: 1 }] };
const ELSEWHERE: Partial<ImpiloOrder> = { site: { id: 32 } };
const HIDDEN: Partial<ImpiloOrder> = { orderItems: null };
const VOIDED: Partial<ImpiloOrder> = { currentStatus: 'Voided' };

describe('an order', () => {
	it.each<[string, Partial<NewOrder>, boolean]>([
		['with an ID of the user’s', {}, true],
		['with an ID of its own', { hasGeneratedKeys: true }, false],
		['without an ID', { keys: [] }, false],
	])('%s is found by a new execution, or not', (_, changes, isSafe) => {
		const order = askFor(changes);
		expect(isSafeToRepeat(order)).toBe(isSafe);
		expect(orderHandler().wouldDuplicate(order)).toBe(!isSafe);
	});

	it.each<[boolean, Array<number | undefined>]>([
		[true, [400, 401, 403, 404, 409, 422]],
		[false, [429, 503, undefined]],
	])('in doubt after a refusal says how to mend it, too: %s for %j', (isSaid, statuses) => {
		const { doubtRemedy } = orderHandler().creationOf(askFor());
		for (const status of statuses) {
			const refusal = new ImpiloFailure({ happened: 'No', remedy: 'Fill the field.' }, { status });
			expect(doubtRemedy(refusal).startsWith('Fill the field. Run')).toBe(isSaid);
		}
	});
});

describe('what turned up after a lost answer', () => {
	const matchFound = (there: ImpiloOrder[], changes: Partial<NewOrder> = {}) =>
		orderHandler().matchFound(askFor(changes), there);

	it.each<[string, ImpiloOrder[], Partial<NewOrder>, number | undefined]>([
		['nothing', [], {}, undefined],
		['a voided one that went elsewhere', [orderOf(7, { ...ELSEWHERE, ...VOIDED })], {}, undefined],
		['the same', [orderOf(7)], {}, 7],
		['two alike', [orderOf(9), orderOf(7)], {}, 7],
		['the same, and a voided one', [orderOf(7, VOIDED), orderOf(9)], {}, 9],
		['the same, and one that went elsewhere', [orderOf(7, ELSEWHERE), orderOf(9)], {}, 9],
		['the same, and one with other contents', [orderOf(7, OTHERWISE), orderOf(9)], {}, 9],
		['the same, where none might exist', [orderOf(7)], { ifExists: 'fail' }, 7],
		[
			'whatever has an ID of its own',
			[orderOf(9), orderOf(7, ELSEWHERE)],
			{ hasGeneratedKeys: true },
			7,
		],
		['its own, though voided since', [orderOf(9, VOIDED)], { hasGeneratedKeys: true }, 9],
	])('is the item’s or nothing: %s', (_, there, changes, id) => {
		const entity = there.find((order) => order.id === id);
		expect(matchFound(there, changes)).toEqual(entity && { is: 'mine', entity });
	});

	it.each<[string, ImpiloOrder[], Partial<NewOrder>, string]>([
		[
			'other contents',
			[orderOf(7, OTHERWISE)],
			{ ifContentsDiffer: 'return' },
			'order 7 under its external order ID, with other contents.',
		],
		[
			"another run's, beside others on purpose",
			[orderOf(7, { externalOrderIds: ['PO-1', 'n8n-1-abc-run0-item0'] })],
			{},
			'order 7 under its external order ID, placed by a run that creates another order each time.',
		],
		[
			'too little to tell',
			[orderOf(7, HIDDEN)],
			{},
			'order 7 under its external order ID, but not enough of it to compare.',
		],
		[
			'only that it was voided',
			[orderOf(7, VOIDED)],
			{},
			'order 7 under its external order ID, voided.',
		],
		['one of them does', [orderOf(7, ELSEWHERE), orderOf(9, HIDDEN)], {}, 'order 9 under'],
	])('may be the item’s where it shows %s', (_, there, changes, what) => {
		expect(matchFound(there, changes)).toEqual({
			is: 'doubtful',
			what: expect.stringContaining(what),
		});
	});

	it.each<Array<NewOrder['ifExists']>>([['return'], ['fail']])(
		'is another’s where all of it goes elsewhere: %s',
		(ifExists) => {
			expect(matchFound([orderOf(9, ELSEWHERE), orderOf(7, ELSEWHERE)], { ifExists })).toEqual({
				is: 'others',
				refusal: expect.objectContaining({
					happened: expect.stringContaining('belongs to order 7, which goes to another recipient'),
				}),
			});
		},
	);
});

describe('an order that another process may have placed as well', () => {
	/** The order of the item is 100. */
	async function settle(
		duplicates: ImpiloOrder[],
		given: Partial<Omit<Recheck<NewOrder, ImpiloOrder>, 'wanted'>> & {
			wanted?: Partial<NewOrder>;
			onVoid?: Outcome;
			isStopped?: boolean;
		} = {},
	) {
		const voided: string[] = [];
		const { wanted, onVoid = answered(204), isStopped, ...shown } = given;
		const client = createClient(async ({ method, path }) => {
			if (method === 'DELETE') voided.push(path);
			return await Promise.resolve(method === 'DELETE' ? onVoid : answered(200, orderOf(100)));
		});
		if (isStopped) client.gate.stop();
		const handler = orderHandler();
		const settled = await handler.resolveDuplicates(client, {
			wanted: askFor(wanted),
			shown: orderOf(100),
			duplicates,
			isOwn: true,
			wasResent: false,
			isLast: true,
			...shown,
		});
		const hints = handler.hints?.().map(({ message }) => message) ?? [];
		const survivor = settled && 'entity' in settled ? settled.entity.id : undefined;
		const failure =
			settled && 'failure' in settled ? (settled.failure as ImpiloFailure) : undefined;
		const ids = settled && 'ids' in settled ? settled.ids : undefined;
		return { settled, survivor, failure, ids, voided, hints };
	}

	const SHOWN_VOID = { shown: orderOf(100, VOIDED) };
	const DIFFERENT = 'They ask for different things';
	const KEEP: Partial<NewOrder> = { ifPlacedTwice: 'fail' };
	const TWICE = 'The order was placed twice: orders';

	it.each<[string, ImpiloOrder[], Parameters<typeof settle>[1], number]>([
		['it is alone', [], {}, 100],
		['it was voided by somebody', [], SHOWN_VOID, 100],
		['it was voided beside other contents', [orderOf(90, OTHERWISE)], SHOWN_VOID, 100],
		[
			'it was voided by somebody, and none might exist',
			[orderOf(90)],
			{ shown: orderOf(100, VOIDED), wanted: { ifExists: 'fail' } },
			100,
		],
		['it was voided by its own run', [orderOf(90), orderOf(95)], SHOWN_VOID, 90],
	])('settles without another word where %s', async (_, duplicates, given, survivor) => {
		expect(await settle(duplicates, given)).toMatchObject({ survivor, voided: [], hints: [] });
	});

	it('was voided by somebody, and what stays is there twice', async () => {
		const { settled } = await settle([orderOf(90), orderOf(95)], SHOWN_VOID);
		expect(settled).toEqual({ entity: orderOf(90), duplicates: ['90', '95'] });
	});

	it('is voided, and what stays is seen at the next look: the other may be voided, too', async () => {
		const { settled, voided } = await settle([orderOf(90)], { isLast: false });
		expect([settled, voided]).toEqual([{ meanwhile: { entity: orderOf(90) } }, ['/order/100']]);
	});

	it('stays where it is the older, and the other run is given time to void its own', async () => {
		expect(await settle([orderOf(110)], { isLast: false })).toMatchObject({
			settled: { meanwhile: { entity: { id: 100 } } },
		});
		const { settled, survivor, voided } = await settle([orderOf(110)]);

		expect([survivor, voided]).toEqual([100, []]);
		expect(settled).toMatchObject({ duplicates: ['100', '110'] });
	});

	it('is voided where none might exist, and the item fails for good', async () => {
		const wanted = { ifExists: 'fail' } as const;
		const { failure, ids, voided } = await settle([orderOf(90)], { wanted });

		expect(failure).toMatchObject({
			message: 'An order with this external order ID already exists: order 90',
			remedy: expect.stringContaining('order 100 of this run was voided'),
		});
		expect([ids, voided]).toEqual([[], ['/order/100']]);
		expect((await settle([orderOf(110)], { wanted })).survivor).toBe(100);
	});

	it.each<[string, ImpiloOrder[], Parameters<typeof settle>[1], string, RegExp]>([
		[
			'Keep Both and Fail',
			[orderOf(110)],
			{ wanted: KEEP, isLast: false },
			`${TWICE} 100 and 110. Both were kept, as set in If Placed Twice.`,
			/^Another run placed an order with the same external order ID at the same time\. Void order 110 at Impilo, .* continue with order 100\.$/,
		],
		[
			'Keep Both and Fail, of three',
			[orderOf(110), orderOf(90)],
			{ wanted: KEEP },
			`${TWICE} 90 and 100 and 110. Both`,
			/Void order 100 and 110 at Impilo/,
		],
		[
			'other contents',
			[orderOf(90, OTHERWISE)],
			{ isLast: false },
			`${TWICE} 90 and 100. They ask for different things, so neither was voided.`,
			/void the one that is wrong, and give each order its own ID\.$/,
		],
		[
			'other contents beside one that is alike',
			[orderOf(90, OTHERWISE), orderOf(95)],
			{},
			DIFFERENT,
			/void the one/,
		],
		[
			'contents that are hidden in both',
			[orderOf(90, HIDDEN)],
			{ shown: orderOf(100, HIDDEN) },
			DIFFERENT,
			/void the one/,
		],
		[
			'one that was found after a lost answer',
			[orderOf(90)],
			{ isOwn: false },
			`${TWICE} 90 and 100. It is not known which of them this run has placed.`,
			/^Another run placed/,
		],
		[
			'one that was sent twice, and is the older',
			[orderOf(110)],
			{ wasResent: true },
			`${TWICE} 100 and 110. It is not known which of them this run has placed.`,
			/^An answer was lost and the order sent again, or another run placed/,
		],
	])(
		'stays beside the other, and the item fails for good: %s',
		async (_, duplicates, given, message, remedy) => {
			const { failure, ids, voided } = await settle(duplicates, given);

			expect(failure?.message).toContain(message);
			expect(failure?.remedy).toMatch(remedy);
			expect(ids).toEqual(/\d+( and \d+)+/.exec(failure?.message ?? '')?.[0].split(' and '));
			expect(voided).toEqual([]);
		},
	);

	it('is not voided if its ID may have been rounded: it would be that of another order', async () => {
		const { failure, voided } = await settle([orderOf(90)], {
			shown: orderOf(Number.MAX_SAFE_INTEGER + 1),
		});

		expect(failure?.message).toContain('could not be voided: its ID is too large to be exact.');
		expect(voided).toEqual([]);
	});

	it('that asks for a return is not voided for one that does not show it', async () => {
		const wanted: Partial<NewOrder> = {
			body: {
				site: { id: 31 },
				...{ orderItems: [{ item: { id: 501 }, count: 2 }], returnDevices: [{ id: 3 }] },
			},
		};
		const { failure, voided } = await settle([orderOf(90)], { wanted });

		expect(failure?.message).toContain('They ask for different things');
		expect(voided).toEqual([]);
	});

	it('found after a lost answer waits for the other run as well', async () => {
		const given = { isOwn: false, isLast: false };
		expect(await settle([orderOf(90)], given)).toMatchObject({
			settled: { meanwhile: { entity: { id: 100 } } },
			voided: [],
		});
	});

	it.each<[string, Parameters<typeof settle>[1], string]>([
		[
			'is refused',
			{ onVoid: answered(400, 'Too late') },
			'Order 100 could not be voided. Impilo refused to void order 100: "Too late"',
		],
		[
			'gets no answer',
			{ onVoid: { kind: 'stopped' } },
			'It is not known whether order 100 was voided.',
		],
		[
			'is not sent, as the user stops the execution',
			{ isStopped: true },
			'Order 100 could not be voided. The execution was stopped',
		],
	])('lives beside the other where its void %s, and the item names both', async (_, given, why) => {
		const { failure, ids } = await settle([orderOf(90)], given);

		expect(failure?.message).toContain(`${TWICE} 90 and 100. ${why}`);
		expect(ids).toEqual(['90', '100']);
	});

	it.each<[string, Partial<NewOrder>, number | undefined]>([
		['new', { body: { orderItems: orderOf(1).orderItems as never } }, 90],
		['known', { patient: { by: 'id', id: 1 } }, undefined],
	])('for two patients with the same data who are %s', async (_, wanted, survivor) => {
		const person = (id: number): Partial<ImpiloOrder> => ({
			site: null,
			patient: { id, firstName: 'Q', lastName: 'T' },
		});
		const { body = { orderItems: orderOf(1).orderItems as never } } = wanted;
		const given = { wanted: { ...wanted, body }, shown: orderOf(100, person(2)) };
		expect((await settle([orderOf(90, person(1))], given)).survivor).toBe(survivor);
	});

	it('whose void goes wrong in an unforeseen way fails with that, but not for good', async () => {
		const client = createClient(async () => await Promise.reject(new TypeError('x')));
		const settling = orderHandler().resolveDuplicates(client, {
			wanted: askFor(),
			shown: orderOf(100),
			duplicates: [orderOf(90)],
			isOwn: true,
			wasResent: false,
			isLast: true,
		});
		expect(await rejectionOf(settling)).toBeInstanceOf(TypeError);
	});
});
