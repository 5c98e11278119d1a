import { RunCoordinator } from '../../../nodes/Impilo/once/runCoordinator';
import { createClient, settle } from '../standIns';

const open = () => createClient(async () => await Promise.reject(new Error('Nothing is sent')));

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
		other.unregister();
		one.announceCreated({ id: 3 }, ['c'], true, Promise.resolve({ entity: thing }));
		await settle();
		expect(told).toEqual(['other: made 1 a,b', 'one: has 2 c', 'one: 1 instead of 2 c']);
	});
});

interface Thing {
	id: number;
}

describe('what a run has just made', () => {
	const alone = { onCreatedElsewhere: () => {}, onReplacedElsewhere: () => {} };

	it('has an end that can be waited for until it is known', async () => {
		const turns = new RunCoordinator<Thing>();
		const client = open();
		let settleIt: (settled: { entity: Thing }) => void = () => {};
		const settled = new Promise<{ entity: Thing }>((resolve) => {
			settleIt = resolve;
		});
		turns.register(client, alone).announceCreated({ id: 9 }, ['a'], true, settled);

		expect(turns.resolutionOf(client, { id: '9' })).toBe(settled);
		expect(turns.resolutionOf(client, { id: 7 })).toBeUndefined();
		expect(turns.resolutionOf(open(), { id: 9 })).toBeUndefined();
		settleIt({ entity: { id: 7 } });
		await settle();
		expect(turns.resolutionOf(client, { id: 9 })).toBeUndefined();
	});
});
