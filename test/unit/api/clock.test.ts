import { systemClock } from '../../../nodes/Impilo/api/clock';

it('systemClock goes with the real time', async () => {
	const beganMs = Date.now();
	await systemClock.sleep(30);

	expect(systemClock.now() - beganMs).toBeGreaterThanOrEqual(29);
});

it('systemClock draws numbers from 0 up to 1', () => {
	const drawn = systemClock.random();

	expect(drawn).toBeGreaterThanOrEqual(0);
	expect(drawn).toBeLessThan(1);
});
