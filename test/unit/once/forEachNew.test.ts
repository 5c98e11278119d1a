import type { Outcome } from '../../../nodes/Impilo/api/outcome';
import { forEachNew } from '../../../nodes/Impilo/once/forEachNew';
import { answered, createClient, createScript } from '../standIns';
import { createRun } from './world';

const LOST: Outcome = { kind: 'lost', code: 'ECONNRESET' };

/** Runs over the same input, once for each list of outcomes, or for what no request can be made for. */
async function runTries(itemCount: number, ...tries: Array<Outcome[] | Error>) {
	let failure: Error | undefined;
	const prepare = async <R>(request: R): Promise<R> => {
		if (failure !== undefined) throw failure;
		return await Promise.resolve(request);
	};
	const inputs = Array.from({ length: itemCount }, (_, index) => ({ index }));
	const execute = forEachNew<{ id: number }>('site', 'Look under Sites.', (_, itemIndex) => ({
		request: async () => await prepare({ path: '/site', body: { itemIndex } }),
		present: ({ id }) => ({ id }),
	}));
	const ends: unknown[] = [];
	const bodies: unknown[] = [];
	for (const outcomes of tries) {
		failure = outcomes instanceof Error ? outcomes : undefined;
		const { transmit, requests } = createScript(...(outcomes instanceof Error ? [] : outcomes));
		const run = createRun(createClient(transmit, { concurrency: 1 }), inputs);
		ends.push(await execute(run).catch((failure: unknown) => failure));
		bodies.push(
			...requests.map(({ method, path, purpose, body }) => [method, path, purpose, body]),
		);
	}
	return { ends, bodies };
}

describe('forEachNew', () => {
	it('creates one thing an item, and sends again only what was refused', async () => {
		const { ends, bodies } = await runTries(
			2,
			[answered(201, { id: 7 }), answered(400)],
			[answered(201, { id: 8 })],
		);

		expect(ends[1]).toEqual([
			{ json: { id: 7 }, pairedItem: { item: 0 } },
			{ json: { id: 8 }, pairedItem: { item: 1 } },
		]);
		expect(bodies).toEqual(
			[0, 1, 1].map((itemIndex) => ['POST', '/site', 'create the site', { itemIndex }]),
		);
	});

	it('says when it stops what was created, by earlier tries as well', async () => {
		const made = answered(201, { id: 7 });
		const { ends } = await runTries(4, [made, made, LOST], []);

		for (const end of ends) {
			expect(end).toMatchObject({
				message: expect.stringMatching(/^It is not known whether Impilo has created this site\./),
				description: expect.stringMatching(
					/Look under Sites\.\s+2 sites of this run were created before it stopped, for these items: 0–1\. It is not known whether the sites of these items were created: 2\. Remove these items before you run it again, as they would be created twice: 0–1\./,
				),
			});
		}
	});

	it('keeps what was created, and doubt, where no request could be made any more', async () => {
		const failure = new Error('There is no such patient');
		const made = await runTries(1, [answered(201, { id: 7 })], failure);
		expect(made.ends[1]).toMatchObject([{ json: { id: 7 } }]);

		const lost = await runTries(1, [LOST], failure);
		expect(lost.ends[1]).toMatchObject({ message: expect.stringContaining('not known whether') });

		const refused = await runTries(1, [answered(400)], failure);
		expect(refused.ends[1]).toMatchObject({ message: expect.stringContaining('no such patient') });
	});
});
