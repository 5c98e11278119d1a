import { ImpiloFailure } from '../../../nodes/Impilo/api/failure';
import { createEachOnce } from '../../../nodes/Impilo/once/eachOnce';
import type { EntityHandler } from '../../../nodes/Impilo/once/entityHandler';
import { RunCoordinator } from '../../../nodes/Impilo/once/runCoordinator';
import type { ReadItem } from '../../../nodes/Impilo/run/readItems';
import { answered, rejectionOf } from '../standIns';
import type { Thing, WantedThing } from './world';
import { createRun, LOST, wantedOf, World } from './world';

const REFUSAL = new ImpiloFailure({ happened: 'It is refused', remedy: 'Change it' });
const refusing = async (): Promise<unknown> => await Promise.resolve(REFUSAL);

interface Given {
	continues?: boolean;
	handler?: Partial<EntityHandler<WantedThing, Thing>>;
	concurrency?: number;
}

/** Tries to run the items; each try is another run over the same input. */
function open(items: ReadonlyArray<ReadItem<WantedThing>>, given: Given = {}) {
	const world = new World();
	const inputs = items.map((_, index) => ({ index }));
	const shown: unknown[] = [];
	const turns = new RunCoordinator<Thing>();
	const run = async (handler = given.handler) => {
		const client = world.createClient(given.concurrency);
		const one = createRun(client, inputs, { continues: given.continues });
		const outputs = createEachOnce(
			one,
			items,
			world.createHandler(handler),
			turns,
			({ id }, wanted) => ({
				id,
				name: wanted.name,
			}),
		);
		const { shown: hints } = one.context as unknown as { shown: Array<{ message: string }> };
		return await outputs.finally(() => shown.push(...hints.map(({ message }) => message)));
	};
	return { world, run, shown, turns };
}

const itemsOf = (...names: string[]) => names.map((name, index) => wantedOf(index, name, [name]));
const descriptionOf = async (running: Promise<unknown>): Promise<string> => {
	const { message, description } = (await rejectionOf(running)) as Error & { description: string };
	return `${message}\n${description}`;
};

describe('createEachOnce', () => {
	it.each<[string, ReadonlyArray<ReadItem<WantedThing>>, Given['handler']]>([
		['can’t be read', [...itemsOf('a'), { refusal: REFUSAL }], {}],
		['is refused by what exists', itemsOf('a', 'b'), { refuseExisting: refusing }],
	])('makes nothing where an item %s, and names it', async (_, items, handler) => {
		const { world, run } = open(items, { handler });
		world.add('b', 'b');

		expect(await descriptionOf(run())).toMatch(
			/^It is refused \[item 1\].*Change it.*No thing of this run was made\./s,
		);
		expect(world.count('make')).toBe(0);
	});

	it('with Continue, fails the items that are refused, asks nothing for them, and gives what stays for the others', async () => {
		const { world, run, shown } = open([{ refusal: REFUSAL }, ...itemsOf('x', 'a', 'b').slice(1)], {
			continues: true,
			handler: {
				refuseExisting: refusing,
				resolveDuplicates: async () => await Promise.resolve({ entity: { id: 90, name: 'a' } }),
			},
		});
		world.add('b', 'b');
		const outputs = await run();

		expect(outputs.map(({ json }) => json.error ?? json.id)).toEqual([
			'It is refused [item 0]',
			90,
			'It is refused [item 2]',
		]);
		expect(world.log[0]).toBe('find a,b');
		expect(shown).toEqual([]);
	});

	it('gives each item a JSON of its own, and shows what the run and the handler have to say', async () => {
		const { run, shown } = open([...itemsOf('a'), wantedOf(1, 'a', ['a'])], {
			handler: { hints: () => [{ message: 'All is well' }] },
		});
		const [one, other] = await run();

		expect(other).toEqual({ ...one, pairedItem: { item: 1 } });
		expect(one?.json).not.toBe(other?.json);
		expect(shown).toEqual([expect.stringContaining('repeated'), 'All is well']);
	});

	it('looks up fifty items at once, all of them before anything is made', async () => {
		const items = itemsOf(...Array.from({ length: 120 }, (_, index) => `k${index}`));
		const { world, run } = open(items);
		await run();

		const before = world.log.slice(
			0,
			world.log.findIndex((line) => line.startsWith('make')),
		);
		expect(before.map((line) => line.split(',').length)).toEqual([50, 50, 20]);
		expect(world.count('make')).toBe(120);
	});

	it('with Continue, looks up a portion and the next one ahead of its turn', async () => {
		const items = itemsOf(...Array.from({ length: 150 }, (_, index) => `k${index}`));
		const { world, run } = open(items, { continues: true, concurrency: 1 });
		await run();

		const steps = world.log.map((line) => line.split(',')[0]);
		expect(steps.indexOf('find k50')).toBeLessThan(steps.indexOf('make k49'));
		expect(steps.indexOf('find k100')).toBeGreaterThan(steps.indexOf('make k49'));
		// Each portion once, and once more when it's made.
		expect(steps.filter((step) => step?.startsWith('find'))).toHaveLength(6);
	});

	it.each<[string, ReadonlyArray<ReadItem<WantedThing>>]>([
		['ends well', itemsOf('a')],
		['is refused', [{ refusal: REFUSAL }, ...itemsOf('x', 'a').slice(1)]],
	])(
		'leaves the other runs when it %s, and asks nothing for what can’t be read',
		async (_, items) => {
			const { world, run, turns } = open(items);
			let here = 0;
			const join = turns.register.bind(turns);
			jest.spyOn(turns, 'register').mockImplementation((client, member) => {
				here++;
				const membership = join(client, member);
				return {
					...membership,
					unregister: () => {
						here--;
						membership.unregister();
					},
				};
			});
			await run().catch(() => {});

			expect(here).toBe(0);
			expect(world.log.length > 0).toBe(items.length === 1);
		},
	);

	it('keeps what an earlier try made of what is contradicted since', async () => {
		const read = wantedOf(0, 'bed', ['a']);
		const items: Array<ReadItem<WantedThing>> = [read, wantedOf(1, 'sofa', ['b'])];
		const { world, run } = open(items);
		world.fates = [answered(201, { id: 7 }), answered(400)];
		await rejectionOf(run());
		items[0] = { refusal: REFUSAL, read };

		expect((await run()).map(({ json }) => json.id)).toEqual([7, 1]);
		// What was never sent is refused.
		items[1] = { refusal: REFUSAL, read: wantedOf(1, 'sofa', ['b']) };
		expect(await descriptionOf(open(items).run())).toContain('It is refused [item 0]');
	});

	it.each<[string, (world: World) => void, Given['handler']]>([
		['before anything is made', () => {}, { refuseExisting: refusing }],
		['before it comes to them', (world) => (world.fates = [answered(400)]), {}],
	])('says of earlier tries what they made when it stops %s', async (_, prepare, handler) => {
		const wouldDuplicate = ({ itemIndex }: WantedThing): boolean => itemIndex === 3;
		const { world, run } = open(itemsOf('a', 'b', 'c', 'd'), { handler: { wouldDuplicate } });
		// The first is refused; of the others, which are under way, one is in doubt.
		world.fates = [answered(400), answered(201, { id: 7 }), LOST, answered(201, { id: 9 })];
		world.lookUpFailures = [undefined, ...Array<unknown>(5).fill(REFUSAL)];
		await rejectionOf(run());
		world.add('a', 'a');
		if (handler?.refuseExisting === undefined) world.things.length = 0;
		prepare(world);
		const text = await descriptionOf(run({ ...handler, wouldDuplicate }));

		expect(text).toContain('[item 0]');
		expect(text).toContain(
			'2 things of this run were made before it stopped, for these items: 1, 3.',
		);
		expect(text).toContain('not known whether the things of these items were made: 2.');
		expect(text).toContain('as they would be made twice: 3.');
	});
});
