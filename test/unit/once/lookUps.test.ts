import type { Findings } from '../../../nodes/Impilo/api/findByValues';
import { SharedLookUps } from '../../../nodes/Impilo/once/records';
import { rejectionOf, settle } from '../standIns';

interface Thing {
	id: number;
}

/** Look-ups that end when the test says so. */
function createLookUps() {
	const asked: string[] = [];
	const ends: Array<(answer: Findings<Thing> | Error) => void> = [];
	const lookUps = new SharedLookUps<Thing>(async (keys) => {
		asked.push(keys.join());
		return await new Promise((resolve, reject) => {
			ends.push((answer) => (answer instanceof Error ? reject(answer) : resolve(answer)));
		});
	});
	const end = async (answer: Findings<Thing> | Error): Promise<void> => {
		ends.shift()?.(answer);
		await settle();
	};
	return { lookUps, asked, end };
}

const findingsOf = (found: Record<string, Thing[]>, failures = {}): Findings<Thing> => ({
	found: new Map(Object.entries(found)),
	failures: new Map(Object.entries(failures)),
});

describe('SharedLookUps', () => {
	it('asks for several items at once, and for those that come meanwhile in the next one', async () => {
		const { lookUps, asked, end } = createLookUps();
		const first = [lookUps.findAll(['a', 'b']), lookUps.findAll(['b', 'c'])];
		await settle();
		const later = [lookUps.findAll(['d']), lookUps.findAll(['a'])];
		await settle();
		expect(asked).toEqual(['a,b,c']);

		await end(findingsOf({ a: [{ id: 1 }], b: [{ id: 1 }, { id: 2 }], c: [{ id: 3 }] }));
		expect(await Promise.all(first)).toEqual([
			[{ id: 1 }, { id: 2 }],
			[{ id: 1 }, { id: 2 }, { id: 3 }],
		]);
		expect(asked).toEqual(['a,b,c', 'd,a']);

		// What is seen is as new as the question.
		await end(findingsOf({ a: [] }));
		expect(await Promise.all(later)).toEqual([[], []]);
	});

	it('fails for those whose key failed, and goes on after a failure', async () => {
		const { lookUps, end } = createLookUps();
		const [refused, whole] = [new Error('this key'), new Error('all')];
		const first = [rejectionOf(lookUps.findAll(['a', 'b'])), lookUps.findAll(['a'])];
		await settle();
		const second = rejectionOf(lookUps.findAll(['a']));
		await end(findingsOf({ a: [{ id: 1 }] }, { b: refused }));
		expect(await Promise.all(first)).toEqual([refused, [{ id: 1 }]]);

		await end(whole);
		expect(await second).toBe(whole);
		const third = lookUps.findAll(['a']);
		await settle();
		await end(findingsOf({}));
		expect(await third).toEqual([]);
	});
});
