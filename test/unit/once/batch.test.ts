import { Doubt, ImpiloFailure } from '../../../nodes/Impilo/api/failure';
import { OnceBatch } from '../../../nodes/Impilo/once/batch';
import type { Kind } from '../../../nodes/Impilo/once/kind';
import type { Memory } from '../../../nodes/Impilo/once/memory';
import { Turns } from '../../../nodes/Impilo/once/turns';
import { answered, rejectionOf } from '../standIns';
import type { Thing, WantedThing } from './world';
import { STAYS, wantedOf, World } from './world';

/** What a batch does beside creating one thing once, which is shown for `createOnce`. */

function open(world: World, changes: Partial<Kind<WantedThing, Thing>> = {}) {
	const turns = new Turns<Thing>();
	const client = world.createClient();
	const kind = world.createKind(changes);
	const memories = new Map<number, Memory<Thing>>();
	const memoryOf = (itemIndex: number): Memory<Thing> => {
		const memory: Memory<Thing> = memories.get(itemIndex) ?? { state: { is: 'notSent' } };
		memories.set(itemIndex, memory);
		return memory;
	};
	/** Another run, with memories of its own unless it's another try. */
	const join = (of: (itemIndex: number) => Memory<Thing> = memoryOf) =>
		new OnceBatch(client, kind, turns, of);
	return { join, turns, client, memoryOf };
}

const refusal = new ImpiloFailure({ happened: 'No', remedy: 'Stop' }, { status: 404 });

describe('items that share a key', () => {
	it('share the doubt: what may be there is not made once more for another item', async () => {
		const world = new World();
		// Impilo said yes, and not to what; the list doesn't show it.
		world.fates = [answered(201)];
		const batch = open(world).join();

		expect(await rejectionOf(batch.obtain(wantedOf(0, 'bed', ['a']), STAYS))).toBeInstanceOf(Doubt);
		expect(await rejectionOf(batch.obtain(wantedOf(1, 'bed', ['a']), STAYS))).toBeInstanceOf(Doubt);
		expect(world.count('make')).toBe(1);
	});
});

describe('what may be there although nobody has seen it', () => {
	it('is waited for by another run, even where Impilo asked for too long a wait to look for it', async () => {
		const world = new World();
		world.fates = [answered(503, undefined, { 'retry-after': '600' })];
		const { join } = open(world);
		const begunMs = world.clock.now();
		await rejectionOf(join().obtain(wantedOf(0, 'bed', ['a']), STAYS));
		const other = join(() => ({ state: { is: 'notSent' } }));
		world.onFind = () => {
			if (world.clock.now() - begunMs >= 30_000)
				world.things.push({ id: 9, name: 'bed', keys: ['a'] });
		};
		expect((await other.obtain(wantedOf(0, 'bed', ['a']), STAYS)).id).toBe(9);
		expect(world.count('make')).toBe(1);
	});
});
