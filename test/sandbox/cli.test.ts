import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';

import { sandboxKeys, seedIds } from '../../sandbox';
import { call, readPage } from './client';

const CLI = path.join(__dirname, '..', '..', 'sandbox', 'cli.ts');

let child: ChildProcess | undefined;
afterEach(async () => {
	if (child === undefined || child.exitCode !== null) return;
	child.kill('SIGTERM');
	await once(child, 'exit');
});

/** Starts it as `npm run sandbox` does. */
async function start(...options: string[]): Promise<{ url: string; apiKey: string }> {
	const started = spawn(process.execPath, ['--import', 'tsx', CLI, ...options], {
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	child = started;
	for await (const line of createInterface(started.stdout)) {
		const url = /^\s*URL\s+(http\S+)/.exec(line)?.[1];
		if (url !== undefined) return { url, apiKey: sandboxKeys.valid };
	}
	throw new Error('The sandbox has ended without saying where it is');
}

it('can show all that overlapping runs meet', async () => {
	const sandbox = await start('--latency', '300', '--list-lag', '3600000', '--refuse-void');
	const startedAt = performance.now();
	const placed = await call(sandbox, 'POST', '/api/v3/order', {
		patient: { id: seedIds.patient },
		orderItems: [{ item: { id: seedIds.item }, count: 1 }],
		externalOrderIds: ['one'],
	});

	expect(placed.status).toBe(201);
	expect(performance.now() - startedAt).toBeGreaterThan(290);
	const order = `/api/v3/order/${(placed.body as { id: number }).id}`;
	expect((await readPage(sandbox, '/api/v3/order?externalOrderId=one')).content).toEqual([]);
	expect((await call(sandbox, 'DELETE', order)).status).toBe(400);
	expect((await call(sandbox, 'GET', order)).body).toMatchObject({ currentStatus: 'orderPlaced' });
}, 120_000);
