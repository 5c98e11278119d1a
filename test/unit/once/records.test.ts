import type { Findings } from '../../../nodes/Impilo/api/findByValues';
import { KeyRecords, LookedUpRecords } from '../../../nodes/Impilo/once/records';
import { createClient, createInstantClock, rejectionOf } from '../standIns';

interface Thing {
	id?: number | null;
	gone?: boolean;
}

const thing = (id?: number, gone = false): Thing => ({ id, gone });
const idsOf = (things: Thing[]) => things.map(({ id }) => id);

describe('KeyRecords', () => {
	const createRecords = () => new KeyRecords<Thing>(({ gone }) => !gone);

	it('leads to the oldest that counts, of each key once', () => {
		const records = createRecords();
		records.add(
			new Map([
				['a', [thing(1, true), thing(6), thing(5)]],
				['b', [thing(3)]],
			]),
		);

		expect(idsOf(records.findLive(['a', 'b', 'a', 'c']))).toEqual([3, 5]);
		expect(records.findDuplicates(['a', 'b'])).toEqual([['5', '6']]);
	});

	it('takes what is shown twice under several keys for one, and knows for good what was gone', () => {
		const records = createRecords();
		records.add(
			new Map([
				['a', [thing(5), thing(1, true)]],
				['b', [thing(5)]],
			]),
		);
		records.add(new Map([['a', [thing(5)]]]));

		expect(idsOf(records.findLive(['a', 'b']))).toEqual([5]);
		expect([thing(1), thing(5)].map(records.knowInactive(['a', 'b']))).toEqual([true, false]);
	});

	it('keeps what was made, also through a look-up that does not show it', () => {
		const records = createRecords();
		records.keep(thing(7), ['a', 'b']);
		records.add(new Map([['a', [thing(9)]]]));

		expect(idsOf(records.findLive(['b']))).toEqual([7]);
		expect(records.findDuplicates(['a'])).toEqual([['9', '7']]);
	});

	it('lets go of what a look-up shows to be gone', () => {
		const records = createRecords();
		records.keep(thing(7), ['a']);
		records.add(new Map([['a', [thing(7, true)]]]));

		expect(records.findLive(['a'])).toEqual([]);
	});

	it('takes what was changed in place of what was there', () => {
		const records = createRecords();
		const changed = { id: 7, gone: false, name: 'new' };
		records.add(new Map([['a', [thing(7), thing(8)]]]));
		records.keep(changed, ['a']);

		expect(records.findLive(['a'])).toEqual([changed]);
		expect(records.findDuplicates(['a'])).toEqual([['7', '8']]);
	});

	it('does not look at all that share a key for each of them', () => {
		let looks = 0;
		const counted = (id: number) => ({
			get id() {
				looks++;
				return id;
			},
		});
		const records = createRecords();
		const count = 2_000;
		for (let id = 1; id <= count; id++) {
			records.findLive(['a']);
			records.keep(counted(id), ['a']);
		}

		expect(records.findDuplicates(['a'])[0]).toHaveLength(count);
		expect(looks).toBeLessThan(10 * count);
	});

	it.each<[string, Thing]>([
		['has no ID yet', thing()],
		['has none at all', { id: null }],
	])('puts what %s last, and takes each for itself', (_, unnamed) => {
		const records = createRecords();
		records.keep(unnamed, ['a']);
		records.keep({ ...unnamed }, ['a']);
		records.keep(thing(4), ['b']);

		expect(idsOf(records.findLive(['a', 'b']))).toEqual([4, unnamed.id]);
		expect(records.findDuplicates(['a'])).toEqual([['unknown', 'unknown']]);
	});
});

describe('LookedUpRecords', () => {
	function createRecords(answers: Array<Map<string, Thing[]> | Error>, failures = new Map()) {
		const asked: string[][] = [];
		const clock = createInstantClock();
		const client = createClient(async () => await Promise.reject(new Error('Nothing is sent')), {
			clock,
		});
		const find = async (keys: readonly string[]): Promise<Findings<Thing>> => {
			asked.push([...keys]);
			const answer = answers.shift() ?? new Map<string, Thing[]>();
			if (answer instanceof Error) throw answer;
			return await Promise.resolve({ found: answer, failures });
		};
		const records = new LookedUpRecords<Thing>(client, find, () => true);
		return { records, asked, clock };
	}

	it('looks each key up once, and again what was looked up before a moment', async () => {
		const { records, asked, clock } = createRecords([]);
		await Promise.all([
			records.lookUp(['a', 'b', 'a']),
			records.lookUp(['b', 'c']),
			records.lookUp(['a']),
		]);
		const lookedUpMs = clock.now();
		await clock.sleep(10);
		await records.refresh(['a', 'b', 'd'], lookedUpMs - 1);
		await records.refresh(['b', 'e'], lookedUpMs);
		await records.refresh(['b'], lookedUpMs);

		expect(asked).toEqual([['a', 'b'], ['c'], ['d'], ['b', 'e']]);
	});

	it('keeps a failure for the keys it is about', async () => {
		const failure = new Error('no');
		const { records } = createRecords([new Map([['b', [thing(1)]]])], new Map([['a', failure]]));
		await records.lookUp(['a', 'b']);

		expect(await records.findFailure(['x', 'b', 'a'])).toBe(failure);
		expect(await records.findFailure(['b', 'x'])).toBeUndefined();
		expect(await rejectionOf(records.refresh(['a'], -Infinity))).toBe(failure);
		await records.refresh(['b'], -Infinity);
		expect(idsOf(records.findLive(['b']))).toEqual([1]);
	});

	it('fails for all keys where nothing could be looked up, until it can', async () => {
		const failure = new Error('no');
		const { records, clock } = createRecords([failure, new Map([['a', [thing(1)]]])]);
		await records.lookUp(['a', 'b']);

		expect(await records.findFailure(['b'])).toBe(failure);
		await records.refresh(['a'], clock.now());
		expect(idsOf(records.findLive(['a']))).toEqual([1]);
		expect(await records.findFailure(['b'])).toBe(failure);
	});
});
