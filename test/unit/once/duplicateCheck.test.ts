import { ImpiloFailure } from '../../../nodes/Impilo/api/failure';
import type { EntityHandler, Resolution, Recheck } from '../../../nodes/Impilo/once/entityHandler';
import { createTally } from '../../../nodes/Impilo/once/sendSummary';
import { DuplicateCheck } from '../../../nodes/Impilo/once/duplicateCheck';
import { settle } from '../standIns';
import type { Thing, WantedThing } from './world';
import { wantedOf, World } from './world';

type Verdict = Resolution<Thing> | { thrown: unknown };

interface Scene {
	resolve?: EntityHandler<WantedThing, Thing>['resolveDuplicates'];
	known?: readonly string[];
}

function open({ resolve: judge, known = [] }: Scene = {}) {
	const world = new World();
	const client = world.createClient();
	const tally = createTally();
	const shown: Array<Recheck<WantedThing, Thing>> = [];
	const handler = world.createHandler({
		resolveDuplicates: async (...args) => {
			shown.push(args[1]);
			return await (judge ?? world.createHandler().resolveDuplicates)(...args);
		},
	});
	const check = new DuplicateCheck(client, handler, tally, (id) => known.includes(id));
	const verdicts = new Map<number, Verdict>();
	const add = (entity: Thing, keys: readonly string[], itemIndex = 0, mayTurnUpUntilMs = 0): void =>
		check.add({
			wanted: wantedOf(itemIndex, entity.name, keys),
			entity,
			isOwn: true,
			wasResent: false,
			mayTurnUpUntilMs,
			resolve: (verdict) => void verdicts.set(itemIndex, verdict),
		});
	return { world, client, tally, shown, check, verdicts, add };
}

const numbersTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

describe('DuplicateCheck', () => {
	it('looks at fifty keys at once while more is made, and at the rest in the end', async () => {
		const { world, check, verdicts, add } = open();
		for (const index of numbersTo(60)) add(world.add('bed', `a${index}`), [`a${index}`], index);
		// Several items may have the same key, and one several.
		for (const index of [60, 61]) add(world.add('bed', 'x', 'y'), ['x', 'y'], index);
		await settle();
		expect(world.count('find')).toBe(1);
		await check.finish();

		expect(world.log.map((line) => line.split(',').length)).toEqual([50, 12]);
		expect(verdicts.size).toBe(62);
	});

	it('waits with what may turn up beside another until none may any more', async () => {
		const { world, check, shown, add } = open();
		const begunMs = world.clock.now();
		for (const [index, seconds] of [30, 10].entries()) {
			add(world.add('bed', `a${index}`), [`a${index}`], index, begunMs + seconds * 1_000);
		}
		add(world.add('bed', 'b'), ['b'], 2, begunMs);
		await check.finish();

		expect(world.log).toEqual(['find b', 'find a0,a1']);
		expect(world.clock.slept).toEqual([30_000]);
		expect(shown).toHaveLength(3);
	});

	it('leaves unchecked what the list never shows, and takes what it shows by one key alone', async () => {
		const { world, check, shown, tally, add } = open();
		add({ id: 9, name: 'bed' }, ['a'], 4);
		add(world.add('bed', 'b'), ['b', 'c'], 5);
		await check.finish();

		expect([world.count('find'), tally.unchecked]).toEqual([4, [4]]);
		expect(shown.map(({ duplicates }) => duplicates)).toEqual([[]]);
	});

	it('shows what else is there with the keys: alive, unknown here, the one that is used first', async () => {
		const { world, check, shown, add } = open({ known: ['3'] });
		const entity = world.add('own', 'a', 'b');
		const duplicates = [
			world.add('older', 'b'),
			world.add('of another run', 'a'),
			world.add('x', 'a'),
		];
		Object.assign(world.add('gone', 'a'), { isGone: true });
		add(entity, ['a', 'b']);
		world.things.reverse();
		await check.finish();

		expect(shown).toEqual([
			expect.objectContaining({
				shown: entity,
				duplicates: [duplicates[0], duplicates[2]],
				isOwn: true,
				wasResent: false,
				isLast: false,
			}),
		]);
	});

	it('looks again after growing waits, the last time saying so', async () => {
		const { world, check, shown, tally, verdicts, add } = open({
			resolve: async (_, { shown: one }) => await Promise.resolve({ meanwhile: { entity: one } }),
		});
		const entity = world.add('bed', 'a');
		add(entity, ['a'], 4);
		await check.finish();

		expect(world.clock.slept).toEqual([1_000, 2_000, 4_000]);
		expect(shown.map(({ isLast }) => isLast)).toEqual([false, false, false, true]);
		expect(tally.unchecked).toEqual([4]);
		expect(verdicts.get(4)).toEqual({ entity, isUnchecked: true });
	});

	it('lets what is known stay in place of what is void', async () => {
		const { world, check, shown, add } = open({ known: ['2', '3'] });
		const [first, known] = [world.add('bed', 'a'), world.add('bed', 'a')];
		add(first, ['a'], 1);
		await check.finish();
		world.things[0] = { ...first, isGone: true };
		add(first, ['a'], 1);
		await check.finish();

		expect(shown.map(({ duplicates }) => duplicates)).toEqual([[], [known]]);
	});

	it('gives what was answered rather than what the list shows of the same', async () => {
		const { world, check, verdicts, add } = open();
		const entity = world.add('bed', 'a');
		world.things[0] = { ...entity, name: 'as the list shows it' };
		add(entity, ['a']);
		await check.finish();

		expect(verdicts.get(0)).toEqual({ entity });
	});

	it('leaves unchecked what has a key that cannot be looked up, and no other', async () => {
		const { world, client, tally, verdicts } = open();
		const handler = world.createHandler();
		const refusing = new DuplicateCheck(
			client,
			{
				...handler,
				find: async (...args) => ({
					...(await handler.find(...args)),
					failures: new Map([['b', new Error('no')]]),
				}),
			},
			tally,
			() => false,
		);
		for (const [itemIndex, keys] of [['a'], ['a2', 'b']].entries()) {
			refusing.add({
				wanted: wantedOf(itemIndex, 'bed', keys),
				entity: world.add('bed', ...keys),
				isOwn: true,
				wasResent: false,
				mayTurnUpUntilMs: 0,
				resolve: (verdict) => void verdicts.set(itemIndex, verdict),
			});
		}
		await refusing.finish();

		expect(tally.unchecked).toEqual([1]);
		expect(verdicts.size).toBe(2);
	});

	it('tells of anything unforeseen, without a word about the thing', async () => {
		const failure = new TypeError('x is not a function');
		const one = open();
		one.world.lookUpFailures = [failure];
		one.add(one.world.add('bed', 'a'), ['a'], 0);
		await one.check.finish();
		expect(one.verdicts.get(0)).toEqual({ thrown: failure });

		const other = open({ resolve: async () => await Promise.reject(failure) });
		other.add(other.world.add('bed', 'a'), ['a'], 0);
		await other.check.finish();
		expect(other.verdicts.get(0)).toEqual({ thrown: failure });
		expect([one.tally.unchecked, other.tally.unchecked]).toEqual([[], []]);
	});

	it('lets go of what nobody has looked at', async () => {
		const { world, check, tally, verdicts, add } = open();
		const entity = world.add('bed', 'a');
		add(entity, ['a'], 4);
		check.abandon();
		await check.finish();

		expect([world.log, tally.unchecked, verdicts.get(4)]).toEqual([
			[],
			[4],
			{ entity, isUnchecked: true },
		]);
	});

	it('looks again only at what is open', async () => {
		const { world, check, verdicts, add } = open();
		add(world.add('bed', 'a'), ['a'], 0);
		const late = { id: 9, name: 'bed', keys: ['b'] };
		add(late, ['b'], 1);
		world.onFind = () => {
			if (world.count('find') === 3) world.things.push(late);
		};
		await check.finish();

		expect(world.log).toEqual(['find a,b', 'find b', 'find b']);
		expect([...verdicts.keys()]).toEqual([0, 1]);
	});

	it.each<[string, (one: ReturnType<typeof open>) => void]>([
		[
			'cannot be looked up',
			({ world }) => (world.lookUpFailures = [new ImpiloFailure({ happened: 'No', remedy: '' })]),
		],
		[
			'is not asked for any more, as the user has stopped the execution',
			({ client }) => client.gate.stop(),
		],
	])('leaves unchecked what %s', async (_, prepare) => {
		const one = open();
		const entity = one.world.add('bed', 'a');
		one.add(entity, ['a'], 4);
		prepare(one);
		await one.check.finish();

		expect(one.tally.unchecked).toEqual([4]);
		expect(one.verdicts.get(4)).toEqual({ entity, isUnchecked: true });
	});
});
