import { Doubt, doubtOf, ImpiloFailure } from '../../../nodes/Impilo/api/failure';
import type { Outcome } from '../../../nodes/Impilo/api/outcome';
import { OnceBatch } from '../../../nodes/Impilo/once/onceBatch';
import type { EntityHandler, Resolution } from '../../../nodes/Impilo/once/entityHandler';
import type { Memory, UnconfirmedSend } from '../../../nodes/Impilo/once/memory';
import { RunCoordinator } from '../../../nodes/Impilo/once/runCoordinator';
import { answered, rejectionOf } from '../standIns';
import type { Thing, WantedThing } from './world';
import { LOST, STAYS, wantedOf, World } from './world';

/** What a batch does beside creating one thing once, which is shown for `createOnce`. */

const bed = (itemIndex = 0, key = 'a'): WantedThing => wantedOf(itemIndex, 'bed', [key]);

/** A send that is never looked up again, unless changed. */
const unconfirmed = (changes: Partial<UnconfirmedSend> = {}): UnconfirmedSend => ({
	is: 'unconfirmed',
	sends: 1,
	reason: '',
	sinceMs: 0,
	lookUpsMs: [],
	isNeverResent: true,
	doubt: doubtOf,
	...changes,
});

interface Given extends Partial<EntityHandler<WantedThing, Thing>> {
	world?: World;
}

function open({ world = new World(), ...changes }: Given = {}, ...fates: World['fates']) {
	if (fates.length > 0) world.fates = fates;
	const turns = new RunCoordinator<Thing>();
	const client = world.createClient();
	const handler = world.createHandler(changes);
	const memories = new Map<number, Memory<Thing>>();
	const memoryOf = (itemIndex: number): Memory<Thing> => {
		const memory: Memory<Thing> = memories.get(itemIndex) ?? { state: { is: 'notSent' } };
		memories.set(itemIndex, memory);
		return memory;
	};
	/** Another run, with memories of its own unless it's another try. */
	const join = (of: (itemIndex: number) => Memory<Thing> = memoryOf) =>
		new OnceBatch(client, handler, turns, of);
	return { world, join, turns, client, memoryOf };
}

const OLDER: Thing = { id: 90, name: 'bed' };

/** The item whose result is asked for. */
const WANTED = bed();

const refusal = new ImpiloFailure({ happened: 'No', remedy: 'Stop' }, { status: 404 });

describe('items that share a key', () => {
	it('are looked up again after one of them was left in doubt, and get what has turned up', async () => {
		const world = new World();
		world.fates = ['made, then lost'];
		world.lookUpFailures = [undefined, ...Array<unknown>(5).fill(refusal)];
		const batch = open({ world }).join();
		await rejectionOf(batch.createOrFind(bed(), STAYS));

		expect((await batch.createOrFind(bed(1), STAYS)).id).toBe(1);
		expect(world.count('make')).toBe(1);
	});

	it('get it as one that repeats another, once it has turned up for one of them', async () => {
		const { world, join, memoryOf } = open({}, answered(201));
		const batch = join();
		await rejectionOf(batch.createOrFind(bed(), STAYS));
		world.add('bed', 'a');

		for (const itemIndex of [1, 2]) {
			expect((await batch.createOrFind(bed(itemIndex), STAYS)).id).toBe(1);
		}
		expect(batch.tally.repeated).toBe(1);
		expect([0, 1, 2].map((itemIndex) => memoryOf(itemIndex).state.is)).toEqual([
			'created',
			'notSent',
			'notSent',
		]);
	});

	it('and each have one with the next get the same, as each was given it', async () => {
		const { world, join } = open();
		const batch = join();
		for (const [itemIndex, keys] of [['a'], ['a', 'b'], ['b', 'c'], ['c']].entries()) {
			expect((await batch.createOrFind(wantedOf(itemIndex, 'bed', keys), STAYS)).id).toBe(1);
		}

		expect(world.count('make')).toBe(1);
	});

	it('keep what an earlier try has made for one of them, whatever is in doubt', async () => {
		const { join, memoryOf } = open();
		await join().createOrFind(bed(1), STAYS);
		memoryOf(0).state = unconfirmed();
		const batch = join();
		await rejectionOf(batch.createOrFind(bed(), STAYS));

		expect((await batch.createOrFind(bed(1), STAYS)).id).toBe(1);
	});

	it('make it for the next one, as its own, where Impilo refused it for the first', async () => {
		const { join, memoryOf } = open({}, answered(400));
		const batch = join();
		await rejectionOf(batch.createOrFind(bed(), STAYS));
		await batch.createOrFind(bed(1), STAYS);

		expect([0, 1].map((itemIndex) => memoryOf(itemIndex).state.is)).toEqual(['notSent', 'created']);
	});

	it('share the doubt: what may be there is not made once more for another item', async () => {
		const world = new World();
		// Impilo said yes, and not to what; the list doesn't show it.
		world.fates = [answered(201)];
		const batch = open({ world }).join();

		expect(await rejectionOf(batch.createOrFind(bed(), STAYS))).toBeInstanceOf(Doubt);
		expect(await rejectionOf(batch.createOrFind(bed(1), STAYS))).toBeInstanceOf(Doubt);
		expect(world.count('make')).toBe(1);
	});
});

describe('what exists', () => {
	it.each<[string, Given]>([
		['is refused', { refuseExisting: async () => await Promise.resolve(refusal) }],
		['cannot be compared', { refuseExisting: async () => await Promise.reject(refusal) }],
	])('and %s is known before anything is made', async (_, changes) => {
		const { world, join } = open(changes);
		world.add('bed', 'a');
		const batch = join();
		const items = [bed(), bed(1, 'b'), wantedOf(2, 'bed')];
		await batch.lookUp(items);

		expect(await Promise.all(items.map(async (item) => await batch.findRefusal(item)))).toEqual([
			refusal,
			undefined,
			undefined,
		]);
		expect(await rejectionOf(batch.createOrFind(bed(), STAYS))).toBe(refusal);
		expect(world.count('make')).toBe(0);
	});

	it('cannot be told where the look-up failed', async () => {
		const world = new World();
		world.lookUpFailures = [refusal];
		const batch = open({ world }).join();
		await batch.lookUp([WANTED]);

		expect(await batch.findRefusal(WANTED)).toBe(refusal);
		expect(await rejectionOf(batch.createOrFind(WANTED, STAYS))).toBe(refusal);
		expect(world.log).toEqual(['find a']);
	});

	it('is used, and counted; several with one key are named, the oldest first', async () => {
		const { world, join } = open();
		world.add('bed', 'a');
		world.add('bed', 'a', 'b');
		const batch = join();

		expect((await batch.createOrFind(bed(0, 'b'), STAYS)).id).toBe(2);
		expect((await batch.createOrFind(bed(1), STAYS)).id).toBe(1);
		expect(batch.tally).toMatchObject({ existing: 2, repeated: 0 });
		expect([...batch.tally.duplicates.values()]).toEqual([['1', '2']]);
		expect(world.count('make')).toBe(0);
	});

	it('is changed to what the items want where the handler can, once for all that share it', async () => {
		const used: string[] = [];
		const { world, join } = open({
			useExisting: async (_, { name }, existing) => {
				used.push(name);
				return await Promise.resolve({ ...existing, name });
			},
		});
		world.add('old', 'a');
		const batch = join();

		for (const itemIndex of [0, 1]) {
			const got = await batch.createOrFind(wantedOf(itemIndex, 'new', ['a']), STAYS);
			expect(got).toMatchObject({ id: 1, name: 'new' });
		}
		expect(used).toEqual(['new']);
		expect(batch.tally).toMatchObject({ existing: 0, repeated: 1 });
	});
});

describe('what turns up after a lost answer', () => {
	it('is changed to what the item wants, on each try until it is: it may be of another system', async () => {
		const changes = [refusal, undefined, undefined];
		const { world, join, memoryOf } = open(
			{
				useExisting: async (_, { name }, existing) => {
					const failure = changes.shift();
					if (failure !== undefined) throw failure;
					return await Promise.resolve({ ...existing, name: `a better ${name}` });
				},
			},
			'made, then lost',
		);
		const batch = join();
		expect(await rejectionOf(batch.createOrFind(bed(), STAYS))).toMatchObject({
			message: 'Impilo has thing 1 with the key of this item, but the next step failed: No',
			remedy: 'Stop',
		});
		// Others get it all the same.
		expect(await batch.createOrFind(bed(1), STAYS)).toMatchObject({ id: 1 });

		const got = await join(memoryOf).createOrFind(bed(), STAYS);
		expect(got).toMatchObject({ id: 1, name: 'a better bed' });
		expect(world.count('make')).toBe(1);
	});

	it('is in doubt without an ID, and not taken for that of another item', async () => {
		const world = new World();
		const { find } = world.createHandler();
		const batch = open(
			{
				world,
				find: async (...asked) => {
					const { found, failures } = await find(...asked);
					const hidden = [...found].map(
						([key, things]) => [key, things.map((thing) => ({ ...thing, id: null }))] as const,
					);
					return { found: new Map(hidden), failures };
				},
			},
			'made, then lost',
			'made, then lost',
		).join();

		for (const item of [bed(0, 'a'), bed(1, 'b')]) {
			const doubt = await rejectionOf(batch.createOrFind(item, STAYS));
			expect(doubt).toBeInstanceOf(Doubt);
			expect(doubt).toMatchObject({
				message: expect.stringContaining('Impilo now shows thing without an ID under its key.'),
			});
		}
	});
});

describe('what may be there although nobody has seen it', () => {
	it('is in doubt for all that want it, where the user stops while one is being made', async () => {
		const { world, join, client } = open({}, LOST);
		const batch = join();
		world.onFind = () => {
			if (world.count('make') === 1) client.gate.stop();
		};
		const obtaining = [0, 1].map(
			async (index) => await rejectionOf(batch.createOrFind(bed(index), STAYS)),
		);

		expect(await Promise.all(obtaining)).toEqual([expect.any(Doubt), expect.any(Doubt)]);
	});

	it('is waited for by another run, even where Impilo asked for too long a wait to look for it', async () => {
		const { world, join } = open({}, answered(503, undefined, { 'retry-after': '600' }));
		const begunMs = world.clock.now();
		await rejectionOf(join().createOrFind(bed(), STAYS));
		const other = join(() => ({ state: { is: 'notSent' } }));
		world.onFind = () => {
			if (world.clock.now() - begunMs >= 30_000)
				world.things.push({ id: 9, name: 'bed', keys: ['a'] });
		};
		expect((await other.createOrFind(bed(), STAYS)).id).toBe(9);
		expect(world.count('make')).toBe(1);
		expect(world.clock.slept).toEqual([30_000]);
	});

	it.each<[string, boolean, number]>([
		['for as long as it may turn up', false, 60_000],
		['not where it has turned up', true, 0],
	])('is waited for %s', async (_, isThere, waitedMs) => {
		const { world, join, turns, client } = open();
		const begunMs = world.clock.now();
		turns.noteUnconfirmed(client, ['a'], begunMs + 60_000);
		if (isThere) world.add('bed', 'a');

		expect((await join().createOrFind(bed(), STAYS)).id).toBe(1);
		expect(world.clock.now() - begunMs).toBe(waitedMs);
	});

	it('is waited for where something else was taken for it, which is gone', async () => {
		const { world, join } = open({}, 'made, then lost');
		const begunMs = world.clock.now();
		await join().createOrFind(bed(), STAYS);
		world.things[0] = { ...world.add('bed', 'a'), id: 1, isGone: true };
		world.things.length = 1;
		const other = join(() => ({ state: { is: 'notSent' } }));
		await other.createOrFind(bed(), STAYS);

		expect(world.count('make')).toBe(2);
		expect(world.clock.now() - begunMs).toBe(30_000);
	});

	it('is waited for where an earlier doubt about the same is still there', async () => {
		const { world, join, turns, client, memoryOf } = open();
		const begunMs = world.clock.now();
		turns.noteUnconfirmed(client, ['a'], begunMs + 60_000);
		memoryOf(0).state = unconfirmed({ sinceMs: begunMs - 60_000 });
		await rejectionOf(join().createOrFind(bed(), STAYS));
		await join().createOrFind(bed(1), STAYS);

		expect(world.clock.now() - begunMs).toBe(60_000);
	});

	it('is waited for by another run before it sends again what it has left open itself', async () => {
		const world = new World();
		world.fates = [LOST, answered(503, undefined, { 'retry-after': '600' })];
		world.lookUpFailures = [undefined, ...Array<unknown>(5).fill(refusal)];
		const { join, memoryOf, client } = open({ world });
		const begunMs = world.clock.now();
		const wanted = bed();
		await rejectionOf(join().createOrFind(wanted, STAYS));
		await rejectionOf(join(() => ({ state: { is: 'notSent' } })).createOrFind(wanted, STAYS));
		world.onFind = () => {
			if (world.clock.now() - begunMs >= 60_000)
				world.things.push({ id: 9, name: 'bed', keys: ['a'] });
		};

		// The looks go on when another item has failed meanwhile.
		const found = join(memoryOf).createOrFind(wanted, async (waiting) => {
			client.gate.close();
			return await waiting();
		});

		expect((await found).id).toBe(9);
		expect(world.count('make')).toBe(2);
	});

	it('may turn up until the last look', async () => {
		const { world, join, turns, client, memoryOf } = open();
		const sinceMs = world.clock.now();
		const lookUpsMs = [1_000, 60_000];
		memoryOf(0).state = unconfirmed({ sinceMs, lookUpsMs });
		world.lookUpFailures = [new TypeError('x is not a function')];
		await rejectionOf(join().createOrFind(bed(), STAYS));

		expect(turns.unconfirmedUntilMs(client, ['a'])).toBe(sinceMs + 60_000);
	});

	it('is looked for through a gate that is closed to what is new, and not where it has no key', async () => {
		const { world, join, client, memoryOf } = open();
		for (const itemIndex of [0, 1]) {
			const sinceMs = world.clock.now();
			memoryOf(itemIndex).state = unconfirmed({ sinceMs, lookUpsMs: [1_000, 30_000] });
		}
		world.add('bed', 'a');
		const batch = join();
		const found = batch.createOrFind(bed(), async (waiting) => {
			client.gate.close();
			return await waiting();
		});
		expect((await found).id).toBe(1);
		expect(world.clock.slept).toEqual([1_000]);

		await rejectionOf(batch.createOrFind(wantedOf(1, 'bed'), STAYS));
		expect(world.log).toEqual(['find a']);
	});
});

describe('a later try of Retry On Fail', () => {
	it('gets what was made, and neither looks it up nor completes it', async () => {
		const { world, join, memoryOf } = open({
			refuseExisting: async () => await Promise.resolve(refusal),
		});
		await join().createOrFind(bed(), STAYS);
		const { join: again } = open({
			world,
			complete: async () => await Promise.reject(refusal),
			refuseExisting: async () => await Promise.resolve(refusal),
		});
		const batch = again(memoryOf);

		expect(await batch.findRefusal(bed())).toBeUndefined();
		expect((await batch.createOrFind(bed(), STAYS)).id).toBe(1);
		expect(world.log).toEqual(['find a', 'make bed']);
	});

	it('refuses nothing that is open', async () => {
		const { join, memoryOf } = open({
			refuseExisting: async () => await Promise.resolve(refusal),
		});
		memoryOf(0).state = unconfirmed();
		const batch = join();
		batch.onCreatedElsewhere({ id: 1, name: 'bed' }, ['a'], true);

		// Nor for another item that wants the same.
		for (const itemIndex of [0, 1]) {
			expect(await batch.findRefusal(bed(itemIndex))).toBeUndefined();
		}
	});

	it('tells what was made for an item that is refused now, and may be made again', () => {
		const { join, memoryOf } = open();
		const entity = { id: 1, name: 'bed' };
		const made = { is: 'created', sends: 1, entity, isOwn: true, mayTurnUpUntilMs: 0 } as const;
		for (const itemIndex of [0, 1, 2]) memoryOf(itemIndex).state = made;
		const items = [{ refusal }, bed(1), wantedOf(2, 'bed')];

		expect(join().summarizeSends(items)).toMatchObject({ created: [0, 1, 2], unsafe: [0, 2] });
	});

	it('fails the same where it failed for good, before anything else is made', async () => {
		const failure = new Error('twice');
		const { join } = open({ complete: async () => await Promise.reject(refusal) });
		const batch = join(() => ({ state: { is: 'failed', failure, ids: ['1', '2'] } }));
		const wanted = bed();

		expect(await batch.findRefusal(wanted)).toBe(failure);
		expect(await rejectionOf(batch.createOrFind(wanted, STAYS))).toBe(failure);
		expect(batch.summarizeSends([wanted]).keptTwice).toEqual([['1', '2']]);
	});

	it('fails the same where it failed for good, whatever is in doubt for another item', async () => {
		const { join, memoryOf } = open();
		const failure = new Error('twice');
		memoryOf(0).state = unconfirmed();
		memoryOf(1).state = { is: 'failed', failure, ids: [] };
		const batch = join();
		await rejectionOf(batch.createOrFind(bed(), STAYS));

		expect(await batch.findRefusal(bed(1))).toBe(failure);
		expect(await rejectionOf(batch.createOrFind(bed(1), STAYS))).toBe(failure);
	});

	it.each<[string, boolean]>([
		['what was gone before it was sent is not taken for it', true],
		['what was not there before may be it, and be gone since', false],
	])('%s', async (_, isKnown) => {
		const world = new World();
		const things: Array<readonly Thing[]> = [];
		const { join, memoryOf } = open({
			world,
			matchFound: (_wanted, there) => {
				things.push(there);
				return { is: 'doubtful', what: 'It may be gone.' };
			},
		});
		const gone = { id: 9, name: 'bed', keys: ['a'], isGone: true };
		if (isKnown) world.things.push(gone);
		world.fates = [LOST];
		await rejectionOf(join().createOrFind(bed(), STAYS));
		if (!isKnown) world.things.push(gone);
		const later = join(memoryOf);
		// The later try looks everything up before anything else.
		await later.lookUp([bed()]);
		await rejectionOf(later.createOrFind(bed(), STAYS));

		expect(things).toEqual([[], isKnown ? [] : [gone]]);
	});

	it('holds what is made, what failed and what is open after the user has stopped the execution', async () => {
		const { join, memoryOf, client } = open({}, answered(201, { id: 7 }), answered(201), LOST);
		const wanted = [bed(), bed(1, 'b')] as const;
		const first = join();
		await first.createOrFind(wanted[0], STAYS);
		await rejectionOf(first.createOrFind(wanted[1], STAYS));
		const doubt = await rejectionOf(first.createOrFind(wantedOf(3, 'bed'), STAYS));
		const failure = new Error('twice');
		memoryOf(4).state = { is: 'failed', failure, ids: [] };
		client.gate.stop();
		const later = join(memoryOf);

		expect((await later.createOrFind(wanted[0], STAYS)).id).toBe(7);
		// Also for another item that wants the same.
		for (const open of [wanted[1], bed(2, 'b')]) {
			expect(await rejectionOf(later.createOrFind(open, STAYS))).toMatchObject({
				message:
					'It is not known whether it was made. The execution was stopped before that was certain',
			});
		}
		expect(await rejectionOf(later.createOrFind(wantedOf(3, 'bed'), STAYS))).toEqual(doubt);
		expect(await rejectionOf(later.createOrFind(bed(4, 'c'), STAYS))).toBe(failure);
	});

	it('stays in doubt where nothing more can be found out', async () => {
		const { world, join, memoryOf } = open({}, answered(201));
		await rejectionOf(join().createOrFind(bed(), STAYS));
		const failing = open({ world, complete: async () => await Promise.reject(refusal) });
		const doubt = await rejectionOf(failing.join(memoryOf).createOrFind(bed(), STAYS));

		expect(doubt).toBeInstanceOf(Doubt);
		expect(doubt).toMatchObject({
			message: 'It is not known whether it was made. No',
			remedy: 'Look for it.',
		});
	});
});

describe('what is looked at once more when it was made', () => {
	const looksAfter = (log: readonly string[]): number =>
		log
			.slice(log.findIndex((line) => line.startsWith('make')))
			.filter((line) => line.startsWith('find')).length;

	it.each<[string, WantedThing, number]>([
		['what has a key of the user’s', bed(), 1],
		['not what has a key of its own', wantedOf(0, 'bed', ['a'], true), 0],
		['not what has no key', wantedOf(0, 'bed'), 0],
	])('is %s', async (_, wanted, looks) => {
		const world = new World();
		const batch = open({ world }).join();
		const thing = await batch.createOrFind(wanted, STAYS);
		await batch.finishChecks();

		expect(batch.resultOf(thing, WANTED)).toBe(thing);
		expect(looksAfter(world.log)).toBe(looks);
	});

	it('has no duplicate in what this run has made, nor another run of this process', async () => {
		const world = new World();
		const shown: unknown[] = [];
		const { join } = open({
			world,
			resolveDuplicates: async (_client, { shown: entity, duplicates, wasResent }) => {
				shown.push({ duplicates, wasResent });
				return await Promise.resolve({ entity });
			},
		});
		const [batch, other] = [join(), join(() => ({ state: { is: 'notSent' } }))];
		await batch.createOrFind(bed(), STAYS);
		await batch.createOrFind(bed(1, 'b'), STAYS);
		await other.createOrFind(wantedOf(0, 'bed', ['c']), STAYS);
		for (const thing of world.things) thing.keys = ['a', 'b', 'c'];
		const duplicates = [world.add('bed', 'a', 'b')];
		await batch.finishChecks();

		expect(shown).toEqual([0, 1].map(() => ({ duplicates, wasResent: false })));
	});

	it('is what has a key of its own, where it was sent twice', async () => {
		const world = new World();
		// The first turns up after the second was made.
		world.fates = [{ isMadeAfterMs: 30_500 }];
		const { join } = open({ world });
		const batch = join();
		const thing = await batch.createOrFind(wantedOf(0, 'bed', ['a'], true), STAYS);
		await world.clock.sleep(1_000);
		await batch.finishChecks();

		expect(thing.id).toBe(2);
		expect(batch.resultOf(thing, WANTED).id).toBe(1);
	});

	it.each<[string, boolean, boolean, boolean]>([
		['Impilo answered with', true, false, true],
		['was found and has a key of its own', false, true, true],
		['was found and has a key of the user’s', false, false, false],
	])('is certainly its own: what %s', async (_, isAnswered, hasGeneratedKeys, isOwn) => {
		const world = new World();
		world.fates = isAnswered
			? [{ isMadeAfterMs: 1e9 }]
			: [{ isMadeAfterMs: 1e9 }, 'made, then lost'];
		const shown: unknown[] = [];
		const batch = open({
			world,
			resolveDuplicates: async (_client, one) => {
				shown.push({ isOwn: one.isOwn, wasResent: one.wasResent });
				return await Promise.resolve({ entity: one.shown });
			},
		}).join();
		await batch.createOrFind(wantedOf(0, 'bed', ['a'], hasGeneratedKeys), STAYS);
		await batch.finishChecks();

		expect(shown).toEqual([{ isOwn, wasResent: true }]);
	});

	it.each<[string, Resolution<Thing>, object]>([
		[
			'what took its place',
			{ entity: OLDER, duplicates: ['90', '1'] },
			{ is: 'created', entity: OLDER, isOwn: false, duplicates: ['90', '1'] },
		],
		[
			'why it failed',
			{ failure: new Error('twice'), ids: ['1', '90'] },
			{ is: 'failed', failure: new Error('twice'), ids: ['1', '90'] },
		],
	])('lasts for the next try: %s', async (_, resolution, state) => {
		const { join, memoryOf, turns, client } = open({
			resolveDuplicates: async () => await Promise.resolve(resolution),
		});
		const batch = join();
		const thing = await batch.createOrFind(bed(), STAYS);
		expect(memoryOf(0).state).toMatchObject({ is: 'created', entity: thing, isOwn: true });
		await batch.finishChecks();

		expect(memoryOf(0).state).toMatchObject(state);
		expect([...batch.tally.duplicates.values()]).toEqual(
			'entity' in resolution ? [resolution.duplicates] : [],
		);
		// What stays is no reason to look again.
		expect(turns.unconfirmedUntilMs(client, ['a'])).toBe(-Infinity);
		if ('entity' in resolution) expect(batch.resultOf(thing, WANTED)).toBe(OLDER);
		else expect(() => batch.resultOf(thing, WANTED)).toThrow('twice');
	});

	it.each<[unknown, Thing, unknown]>([
		[
			new TypeError('x is not a function'),
			{ id: 7, name: 'bed' },
			{
				message:
					'Impilo has thing 7 with the key of this item, but the next step failed: x is not a function',
				remedy:
					'Check the thing at Impilo before you run this item again, and report it to the maintainers of this node.',
			},
		],
		[
			refusal,
			{ id: 7, name: 'bed' },
			{
				message: 'Impilo has thing 7 with the key of this item, but the next step failed: No',
				remedy: 'Stop',
			},
		],
		['no', { id: 7, name: 'bed' }, 'no'],
	])('is made all the same where that fails with %p', async (thrown, thing, failure) => {
		const { world, join, memoryOf } = open(
			{ resolveDuplicates: async () => await Promise.reject(thrown) },
			LOST,
		);
		world.onFind = () => {
			if (world.count('make') === 1) world.things.splice(0, 1, { ...thing, keys: ['a'] });
		};
		const batch = join();
		const entity = await batch.createOrFind(bed(), STAYS);
		await batch.finishChecks();

		const result = Promise.resolve().then(() => batch.resultOf(entity, WANTED));
		const caught = await rejectionOf(result);
		if (typeof failure === 'string') expect(caught).toBe(failure);
		else expect(caught).toMatchObject(failure as object);
		expect(memoryOf(0).state).toMatchObject({ is: 'created', entity: { id: thing.id } });
	});

	it('gives what took its place, unchanged, to later items as well', async () => {
		const { join } = open({
			resolveDuplicates: async () => await Promise.resolve({ entity: OLDER }),
			useExisting: async () => await Promise.reject(refusal),
		});
		const batch = join();
		const got = [await batch.createOrFind(bed(), STAYS), await batch.createOrFind(bed(1), STAYS)];
		await batch.finishChecks();

		expect(got.map((thing) => batch.resultOf(thing, WANTED))).toEqual([OLDER, OLDER]);
		expect(batch.tally).toMatchObject({ existing: 0, repeated: 1 });
	});

	it('is its own for the next try if it stays', async () => {
		const { join, memoryOf } = open();
		const batch = join();
		await batch.createOrFind(bed(), STAYS);
		await batch.finishChecks();

		expect(memoryOf(0).state).toMatchObject({ is: 'created', isOwn: true });
	});
});

describe('another run of this process', () => {
	const ownMemory = (): ((itemIndex: number) => Memory<Thing>) => {
		const memory: Memory<Thing> = { state: { is: 'notSent' } };
		return () => memory;
	};

	/** One run makes a bed, and another gets it. */
	async function runTwo(changes: Given = {}, made = bed(), wanted = made) {
		const given = open(changes);
		const [one, other] = [given.join(ownMemory()), given.join(ownMemory())];
		await one.createOrFind(made, STAYS);
		given.world.add('bed', 'of nobody');
		await other.createOrFind(bed(8, 'of nobody'), STAYS);
		const found = await other.createOrFind(wanted, STAYS);
		return { ...given, one, other, found };
	}

	it('accounts for what was made and voided, in its own run only', async () => {
		const resolution = { failure: refusal, ids: [] };
		const { one, other, found } = await runTwo({
			resolveDuplicates: async () => await Promise.resolve(resolution),
		});
		await Promise.all([one.finishChecks(), other.finishChecks()]);

		for (const run of [one, other]) expect(() => run.resultOf(found, WANTED)).toThrow(refusal);
		expect([one, other].map((run) => run.summarizeSends([WANTED]).voided)).toEqual([['1'], []]);
	});

	it.each<[string, readonly string[], number]>([
		['makes it where nothing is left of what was made', [], 2],
		['finds it where it stays, though there twice', ['1', '90'], 1],
	])('%s', async (_, ids, id) => {
		const world = new World();
		const failure = new Error('no');
		const { join } = open({
			world,
			resolveDuplicates: async () => await Promise.resolve({ failure, ids }),
		});
		const [one, other] = [join(ownMemory()), join(ownMemory())];
		const wanted = bed();
		await other.lookUp([wanted]);
		await one.createOrFind(wanted, STAYS);
		const [made] = world.things;
		if (made && ids.length === 0) world.things[0] = { ...made, isGone: true };
		await one.finishChecks();

		expect((await other.createOrFind(wanted, STAYS)).id).toBe(id);
	});

	it.each<[string, unknown]>([
		['puts out what lives in the end', { entity: { id: 90, name: 'bed' } }],
		['fails as the one that made it', { failure: new Error('twice'), ids: ['1', '90'] }],
	])('%s', async (_, settled) => {
		const { one, other, found } = await runTwo({
			resolveDuplicates: async () => await Promise.resolve(settled as { entity: Thing }),
		});
		// It waits for the one that made it.
		const settling = other.finishChecks().then(() => other.resultOf(found, WANTED));
		const result = settling.catch((reason: unknown) => reason);
		await one.finishChecks();

		const { entity, failure } = settled as { entity?: Thing; failure?: Error };
		expect(await result).toBe(failure ?? entity);
		// It's remembered for the later tries of this run, too.
		const { keptTwice } = other.summarizeSends([bed()]);
		expect(keptTwice).toEqual(failure ? [['1', '90']] : []);
	});

	it.each<[string, Resolution<Thing>]>([
		['lives in the end', { entity: OLDER }],
		['lives, though the one that made the other fails', { failure: '', ids: [], survivor: OLDER }],
	])('uses what %s as it would have used the other', async (_, settled) => {
		const changes: Given = {
			resolveDuplicates: async () => await Promise.resolve(settled),
			useExisting: async (_, { name }, existing) => await Promise.resolve({ ...existing, name }),
		};
		const { one, other, found } = await runTwo(changes, bed(), wantedOf(0, 'new', ['a']));
		await Promise.all([one.finishChecks(), other.finishChecks()]);

		expect(other.resultOf(found, WANTED)).toEqual({ id: 90, name: 'new' });
	});

	it('finds what was made after it had looked, and uses once what stays', async () => {
		const used: string[] = [];
		const { join } = open({
			useExisting: async (_, { name }, existing) => {
				used.push(name);
				return await Promise.resolve(existing);
			},
		});
		const [one, other] = [join(ownMemory()), join(ownMemory())];
		await other.lookUp([WANTED]);
		await one.createOrFind(WANTED, STAYS);
		const found = await other.createOrFind(wantedOf(0, 'new', ['a']), STAYS);
		await Promise.all([one.finishChecks(), other.finishChecks()]);

		expect([found.id, used]).toEqual([1, ['new']]);
		expect(other.tally).toMatchObject({ existing: 1, duplicates: new Map() });
	});

	it('does not claim as its own what it was given, where what lives cannot be used', async () => {
		const { one, other, found } = await runTwo({
			resolveDuplicates: async () => await Promise.resolve({ entity: OLDER }),
			useExisting: async (_, __, existing) =>
				existing === OLDER ? await Promise.reject(refusal) : await Promise.resolve(existing),
		});
		await Promise.all([one.finishChecks(), other.finishChecks()]);

		expect(() => other.resultOf(found, WANTED)).toThrow(
			'Impilo has thing 1 with the key of this item, but the next step failed: No',
		);
	});

	it.each<[string, Outcome]>([
		['has made', answered(201, { id: 7 })],
		['has sent', answered(201)],
	])('has a duplicate in what an earlier try of it %s, and nobody could find', async (_, fate) => {
		const world = new World();
		world.fates = [fate];
		const seen = new Map<unknown, unknown[]>();
		const { join } = open({
			world,
			resolveDuplicates: async (_client, { shown, duplicates }) => {
				seen.set(
					shown.id,
					duplicates.map(({ id }) => id),
				);
				return await Promise.resolve({ entity: shown });
			},
		});
		const memoryOf = ownMemory();
		const wanted = bed();
		const first = join(memoryOf);
		await first.createOrFind(wanted, STAYS).catch(() => {});
		first.end();
		const other = join(ownMemory());
		await other.createOrFind(wanted, STAYS);
		world.things.unshift({ id: 7, name: 'bed', keys: ['a'] });
		await join(memoryOf).createOrFind(wanted, STAYS);
		await other.finishChecks();

		expect(seen.get(1)).toEqual([7]);
	});

	it('waits no longer than until the user stops the execution', async () => {
		const { client, other, found } = await runTwo();
		const settling = other.finishChecks();
		client.gate.stop();
		await settling;

		expect(other.resultOf(found, WANTED)).toBe(found);
	});

	it('waits no longer than until the one that made it has ended, however it ended', async () => {
		const { one, other, found } = await runTwo({}, bed(3));
		const settling = other.finishChecks();
		one.end();
		await settling;

		expect(other.resultOf(found, WANTED)).toBe(found);
		expect(one.tally.unchecked).toEqual([3]);
	});

	it('finds what lives in the end, where that is known by then', async () => {
		const { join } = open({
			resolveDuplicates: async () => await Promise.resolve({ entity: OLDER }),
		});
		const [one, other] = [join(ownMemory()), join(ownMemory())];
		const wanted = bed();
		await other.lookUp([wanted]);
		await one.createOrFind(wanted, STAYS);
		await one.finishChecks();

		expect(await other.createOrFind(wanted, STAYS)).toBe(OLDER);
	});
});
