import { openTarget } from '../../examples/editor/target';

it('starts a sandbox where it was the last time, or anywhere if that port is taken', async () => {
	const first = await openTarget({}, undefined);
	const beside = await openTarget({}, first.sandboxPort);
	expect(first.sandboxPort).toEqual(expect.any(Number));
	expect(beside.sandboxPort).not.toBe(first.sandboxPort);
	await Promise.all([first.stop(), beside.stop()]);

	const again = await openTarget({}, first.sandboxPort);
	expect(again.sandboxPort).toBe(first.sandboxPort);
	expect(again.credential).toEqual(first.credential);
	expect(again.credential.baseUrl).toBe(`http://127.0.0.1:${first.sandboxPort}`);
	await again.stop();
});

it.each([
	{ baseUrl: undefined, name: 'Impilo staging', environment: 'staging' },
	{ baseUrl: 'https://impilo.example.com', name: 'Impilo custom', environment: 'custom' },
])('leads to $name with a key, without a sandbox', async ({ baseUrl, name, environment }) => {
	const target = await openTarget({ IMPILO_API_KEY: 'key', IMPILO_BASE_URL: baseUrl }, 4000);

	expect(target).toMatchObject({
		name,
		credential: { environment, baseUrl: baseUrl ?? '', apiKey: 'key' },
		sandboxPort: undefined,
	});
});
