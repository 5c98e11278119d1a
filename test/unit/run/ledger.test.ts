import { KeyRecords, Ledger } from '../../../nodes/Impilo/run/ledger';
import { rejectionOf } from '../standIns';

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
				['a', [thing(1, true), thing(5), thing(6)]],
				['b', [thing(3)]],
			]),
		);

		expect(idsOf(records.findLive(['a', 'b', 'a', 'c']))).toEqual([3, 5]);
		expect(records.findTwins(['a', 'b'])).toEqual([['5', '6']]);
		const known = records.findKnownIds(['a']);
		expect(['1', '3', '5', '6'].filter((id) => known.has(id))).toEqual(['1', '5', '6']);
	});

	it('keeps what was made, also through a look-up that does not show it', () => {
		const records = createRecords();
		records.keep(thing(7), ['a', 'b']);
		records.add(new Map([['a', [thing(9)]]]));

		expect(idsOf(records.findLive(['b']))).toEqual([7]);
		expect(records.findTwins(['a'])).toEqual([['9', '7']]);
	});

	it('takes what was changed in place of what was there', () => {
		const records = createRecords();
		const changed = { id: 7, gone: false, name: 'new' };
		records.add(new Map([['a', [thing(7), thing(8)]]]));
		records.keep(changed, ['a']);

		expect(records.findLive(['a'])).toEqual([changed]);
		expect(records.findTwins(['a'])).toEqual([['7', '8']]);
	});

	it('knows at each moment what was known then', () => {
		const records = createRecords();
		records.keep(thing(1), ['a']);
		const first = records.findKnownIds(['a', 'b']);
		records.keep(thing(2), ['a']);
		records.add(new Map([['b', [thing(3, true)]]]));
		const second = records.findKnownIds(['a', 'b']);

		expect(['1', '2', '3'].map((id) => first.has(id))).toEqual([true, false, false]);
		expect(['1', '2', '3'].map((id) => second.has(id))).toEqual([true, true, true]);
		expect(records.findKnownIds(['a']).has('3')).toBe(false);
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
			records.findKnownIds(['a']);
			records.findLive(['a']);
			records.keep(counted(id), ['a']);
		}

		expect(records.findTwins(['a'])[0]).toHaveLength(count);
		expect(looks).toBeLessThan(10 * count);
	});

	it('puts what has no ID yet last', () => {
		const records = createRecords();
		records.keep(thing(), ['a']);
		records.keep(thing(4), ['b']);

		expect(idsOf(records.findLive(['a', 'b']))).toEqual([4, undefined]);
	});
});

describe('Ledger', () => {
	function createLedger(answers: Array<Map<string, Thing[]> | Error>) {
		const asked: string[][] = [];
		const ledger = new Ledger<Thing>(async (keys) => {
			asked.push([...keys]);
			const answer = answers.shift() ?? new Map<string, Thing[]>();
			if (answer instanceof Error) throw answer;
			return await Promise.resolve(answer);
		});
		return { ledger, asked };
	}

	it('looks each key up once, and again where somebody was in doubt', async () => {
		const { ledger, asked } = createLedger([]);
		await Promise.all([ledger.lookUp(['a', 'b']), ledger.lookUp(['b', 'c']), ledger.lookUp(['a'])]);
		ledger.noteDoubt(['b']);
		await ledger.settle(['a']);
		await ledger.settle(['a', 'b']);
		await ledger.settle(['b']);

		expect(asked).toEqual([['a', 'b'], ['c'], ['b']]);
	});

	it('keeps a failure for the keys it is about', async () => {
		const failure = new Error('no');
		const { ledger } = createLedger([failure]);
		await ledger.lookUp(['a']);
		await ledger.lookUp(['b']);

		expect(ledger.findFailure(['b', 'a'])).toBe(failure);
		expect(ledger.findFailure(['b'])).toBeUndefined();
		expect(await rejectionOf(ledger.settle(['a']))).toBe(failure);
		await ledger.settle(['b']);
	});

	it('stays in doubt where the second look fails as well', async () => {
		const { ledger, asked } = createLedger([
			new Map(),
			new Error('no'),
			new Map([['a', [thing(1)]]]),
		]);
		await ledger.lookUp(['a']);
		ledger.noteDoubt(['a']);

		await rejectionOf(ledger.settle(['a']));
		await ledger.settle(['a']);
		expect(asked).toHaveLength(3);
		expect(idsOf(ledger.findLive(['a']))).toEqual([1]);
	});
});
