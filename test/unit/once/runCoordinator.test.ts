import { RunCoordinator } from '../../../nodes/Impilo/once/runCoordinator';
import { createClient, settle } from '../standIns';

const open = () => createClient(async () => await Promise.reject(new Error('Nothing is sent')));

const ALONE = { onCreatedElsewhere: () => {}, onReplacedElsewhere: () => {} };

/** Work that ends when the test says so. */
function createWork(log: string[], name: string) {
	let end = (): void => {};
	const ended = new Promise<void>((resolve) => {
		end = resolve;
	});
	const work = async (): Promise<string> => {
		log.push(`${name} begins`);
		await ended;
		log.push(`${name} ends`);
		return name;
	};
	return { work, end };
}

describe('RunCoordinator', () => {
	it('lets work with the same key wait, in order, and other work not', async () => {
		const turns = new RunCoordinator();
		const client = open();
		const log: string[] = [];
		const first = createWork(log, 'first');
		const second = createWork(log, 'second');
		const other = createWork(log, 'other');
		const running = [
			turns.runExclusive(client, ['a', 'b'], first.work),
			turns.runExclusive(client, ['b'], second.work),
			turns.runExclusive(client, ['c'], other.work),
		];
		await settle();
		expect(log).toEqual(['first begins', 'other begins']);

		first.end();
		second.end();
		other.end();
		expect(await Promise.all(running)).toEqual(['first', 'second', 'other']);
		expect(log.indexOf('first ends')).toBeLessThan(log.indexOf('second begins'));
	});

	it('lets work wait that comes when earlier work has ended and other work still goes on', async () => {
		const turns = new RunCoordinator();
		const client = open();
		const log: string[] = [];
		const [first, second] = [createWork(log, 'first'), createWork(log, 'second')];
		const third = createWork(log, 'third');
		const running = [first, second].map(
			async ({ work }) => await turns.runExclusive(client, ['a'], work),
		);
		first.end();
		await settle();
		running.push(turns.runExclusive(client, ['a'], third.work));
		await settle();
		expect(log).toEqual(['first begins', 'first ends', 'second begins']);

		second.end();
		third.end();
		await Promise.all(running);
	});

	it('keeps nothing of work and runs that have ended', async () => {
		const turns = new RunCoordinator<Thing>();
		const client = open();
		const run = turns.register(client, ALONE);
		await turns.runExclusive(client, ['a', 'b'], async () => await Promise.resolve());
		run.unregister();
		await settle();

		for (const name of ['ends', 'runs']) expect(Reflect.get(turns, name)).toEqual(new Map());
	});

	it('forgets after a day what may turn up', async () => {
		const turns = new RunCoordinator();
		const client = open();
		const untilMs = client.clock.now();
		turns.noteUnconfirmed(client, ['a'], untilMs);
		await client.clock.sleep(24 * 60 * 60 * 1000);
		turns.noteUnconfirmed(client, ['b'], untilMs + 1);
		expect(turns.unconfirmedUntilMs(client, ['a'])).toBe(untilMs);

		await client.clock.sleep(1);
		turns.noteUnconfirmed(client, ['c'], untilMs);
		expect(turns.unconfirmedUntilMs(client, ['a'])).toBe(-Infinity);
		expect(turns.unconfirmedUntilMs(client, ['b'])).toBe(untilMs + 1);
	});

	it('tells the other runs of the account, until they have left', async () => {
		const turns = new RunCoordinator<Thing>();
		const client = open();
		const told: string[] = [];
		const runOf = (name: string) => ({
			onCreatedElsewhere: ({ id }: Thing, keys: readonly string[], isNew: boolean) =>
				void told.push(`${name}: ${isNew ? 'made' : 'has'} ${id} ${keys.join()}`),
			onReplacedElsewhere: (gone: Thing, survivor: Thing, keys: readonly string[]) =>
				void told.push(`${name}: ${survivor.id} instead of ${gone.id} ${keys.join()}`),
		});
		const one = turns.register(client, runOf('one'));
		const other = turns.register(client, runOf('other'));
		turns.register(open(), runOf('stranger'));
		const thing = { id: 1 };

		one.announceCreated(thing, ['a', 'b'], true, Promise.resolve({ entity: thing }));
		other.announceCreated({ id: 2 }, ['c'], false, Promise.resolve({ entity: thing }));
		await settle();
		other.unregister();
		one.announceCreated({ id: 3 }, ['c'], true, Promise.resolve({ entity: thing }));
		await settle();
		turns.register(client, runOf('late'));
		one.announceCreated(thing, ['d'], true, Promise.resolve({ entity: thing }));
		expect(told).toEqual([
			'other: made 1 a,b',
			'one: has 2 c',
			'one: 1 instead of 2 c',
			'late: made 1 d',
		]);
	});
});

interface Thing {
	id: number;
}

describe('what a run has just made', () => {
	it('has an end that can be waited for until it is known', async () => {
		const turns = new RunCoordinator<Thing>();
		const client = open();
		let settleIt: (settled: { entity: Thing }) => void = () => {};
		const settled = new Promise<{ entity: Thing }>((resolve) => {
			settleIt = resolve;
		});
		turns.register(client, ALONE).announceCreated({ id: 9 }, ['a'], true, settled);

		expect(turns.resolutionOf(client, { id: '9' })).toBe(settled);
		expect(turns.resolutionOf(client, { id: 7 })).toBeUndefined();
		expect(turns.resolutionOf(open(), { id: 9 })).toBeUndefined();
		settleIt({ entity: { id: 7 } });
		await settle();
		expect(turns.resolutionOf(client, { id: 9 })).toBeUndefined();
	});
});
