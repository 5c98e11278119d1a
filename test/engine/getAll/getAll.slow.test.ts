import { startImpilo } from '../impiloRun';
import { idsOf } from '../outcome';

const COUNT = 20_000;

it('Return All of twenty thousand gives each once, gently', async () => {
	const { sandbox, runImpilo, stop } = await startImpilo({ orders: COUNT });
	try {
		const run = await runImpilo({ operation: 'getAll', returnAll: true });

		const ids = idsOf(run);
		const all = sandbox.orders.list();
		expect(all.length).toBeGreaterThanOrEqual(COUNT);
		expect(new Set(ids).size).toBe(ids.length);
		expect(ids).toEqual(all.map(({ id }) => id));
		expect(sandbox.requests).toHaveLength(Math.ceil(all.length / 250));
		expect(sandbox.peakInFlight).toBeLessThanOrEqual(10);
	} finally {
		await stop();
	}
});
