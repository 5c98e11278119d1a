import { setTimeout as wait } from 'node:timers/promises';

import type { INodeExecutionData } from 'n8n-workflow';

import { NO_OP_TYPE, runWorkflow, type NodeSource } from '../engine/harness';
import { DUMMY_TYPE, dummyPackage } from './dummyPackage';
import { startDummyService, type DummyService } from './dummyService';

let service: DummyService;

beforeEach(async () => {
	service = await startDummyService();
});

afterEach(async () => await service.close());

function dummy(settings: Partial<NodeSource> = {}): NodeSource {
	return {
		name: 'Dummy',
		type: DUMMY_TYPE,
		parameters: { path: '={{ $json.path }}' },
		credentials: { dummyApi: { id: '1', name: 'Dummy account' } },
		...settings,
	};
}

async function run(
	nodes: NodeSource[],
	paths: string[],
	options: Partial<Parameters<typeof runWorkflow>[0]> = {},
) {
	return await runWorkflow({
		package: dummyPackage(),
		nodes,
		items: paths.map((path) => ({ path, wanted: path.toUpperCase() })),
		credentials: { dummyApi: { baseUrl: service.url } },
		...options,
	});
}

describe('an execution', () => {
	it('sends real requests, authenticated by the credential function, with default values', async () => {
		const result = await run([dummy()], ['things/a', 'things/b']);

		expect(result.status).toBe('success');
		expect(result.error).toBeUndefined();
		expect(result.items('Dummy').map(({ json }) => json)).toEqual([{ name: 'a' }, { name: 'b' }]);
		expect(service.requests).toEqual([
			{ method: 'GET', path: '/things/a', apiKey: 'right' },
			{ method: 'GET', path: '/things/b', apiKey: 'right' },
		]);
		expect(result.hints('Dummy')).toEqual([{ message: '2 done', location: 'outputPane' }]);
		expect(result.credentialReads).toBe(3);
	});

	it('pairs items, so that expressions after the node find the trigger item', async () => {
		const after: NodeSource = dummy({
			name: 'After',
			parameters: { path: "=things/{{ $('Trigger').item.json.wanted }}" },
		});
		const result = await run(
			[dummy({ onError: 'continueErrorOutput' }), after],
			['fail', 'things/b'],
		);

		expect(result.items('After').map(({ json }) => json)).toEqual([{ name: 'B' }]);
	});

	it('stops at the first failure', async () => {
		const result = await run([dummy()], ['things/a', 'fail', 'things/c']);

		expect(result.status).toBe('error');
		expect(result.error).toMatchObject({
			name: 'NodeApiError',
			httpCode: '400',
			context: { itemIndex: 1 },
		});
		expect(result.items('Dummy')).toEqual([]);
		expect(service.requests).toHaveLength(2);
	});

	it('routes failures to the error output, with the input item in them', async () => {
		const result = await run([dummy({ onError: 'continueErrorOutput' })], ['things/a', 'fail']);

		const [successes, failures] = result.outputs('Dummy');
		expect(successes?.map(({ json }) => json)).toEqual([{ name: 'a' }]);
		expect(failures?.[0]?.json).toEqual({
			path: 'fail',
			wanted: 'FAIL',
			error: expect.any(String),
		});
		expect(failures?.[0]?.pairedItem).toEqual({ item: 1 });
		expect(result.status).toBe('success');
	});

	it('keeps failures among the successes', async () => {
		const result = await run([dummy({ onError: 'continueRegularOutput' })], ['fail', 'things/b']);

		expect(result.outputs('Dummy')).toHaveLength(1);
		expect(result.items('Dummy').map(({ json }) => Object.keys(json))).toEqual([
			['error'],
			['name'],
		]);
	});

	it('runs the whole node again', async () => {
		const retry = dummy({ retryOnFail: true, maxTries: 3, waitBetweenTries: 1 });
		const result = await run([retry], ['things/a', 'fail']);

		expect(result.status).toBe('error');
		expect(service.requests.map(({ path }) => path)).toEqual(
			Array.from({ length: 3 }, () => ['/things/a', '/fail']).flat(),
		);
	});

	it('obeys Execute Once and Always Output Data', async () => {
		const once = dummy({ executeOnce: true });
		const result = await run([once], ['things/a', 'things/b']);
		expect(result.items('Dummy')).toHaveLength(1);
		expect(service.requests).toHaveLength(1);

		const none = { name: 'None', type: NO_OP_TYPE, alwaysOutputData: true };
		const empty = await run([none], ['things/a']);
		expect(empty.items('None')).toHaveLength(1);
	});

	it('is cancelled', async () => {
		const started: string[] = [];
		const controller = new AbortController();
		const running = run([dummy(), { name: 'After', type: NO_OP_TYPE }], ['hang', 'things/b'], {
			signal: controller.signal,
			onNodeStart: (name) => started.push(name),
		});
		while (service.requests.length === 0) await wait(2);
		controller.abort();
		const result = await running;

		expect(result.status).toBe('canceled');
		expect(started).toEqual(['Trigger', 'Dummy']);
		expect(service.requests).toHaveLength(1);
	});

	it('is cancelled by a signal, and by its time-out', async () => {
		const controller = new AbortController();
		const onNodeStart = (name: string) => {
			if (name === 'Dummy') setTimeout(() => controller.abort(), 20);
		};
		const signal = controller.signal;
		expect((await run([dummy()], ['hang'], { signal, onNodeStart })).status).toBe('canceled');
		expect((await run([dummy()], ['hang'], { executionTimeout: 50 })).status).toBe('canceled');
	});

	it('keeps binaries in the items', async () => {
		const node = dummy({ parameters: { path: 'things/a', binary: true } });
		const result = await run([node], ['']);

		const data = result.items('Dummy')[0]?.binary?.data;
		expect(data).toMatchObject({ fileName: 'thing.txt', mimeType: 'text/plain' });
		expect(Buffer.from(data?.data ?? '', 'base64').toString()).toBe('things/a');
	});

	it('emits whole items', async () => {
		const item: INodeExecutionData = {
			json: { path: 'things/a' },
			binary: { data: { mimeType: 'text/plain', data: 'aGk=' } },
		};
		const pass = { name: 'Pass', type: NO_OP_TYPE };
		const result = await run([pass], [], { inputItems: [item] });

		expect(result.items('Pass')[0]?.binary).toEqual(item.binary);
	});

	it('fails before it starts when a required field is empty', async () => {
		const result = await run([dummy({ parameters: {} })], ['a']);

		expect(result.status).toBe('error');
		expect(result.error?.message).toContain('has issues');
	});

	it('fails without credentials, unless they are assigned', async () => {
		const bare = dummy({ credentials: undefined });
		expect((await run([bare], ['things/a'])).error?.message).toBe(
			'Node does not have any credentials set',
		);
		expect((await run([bare], ['things/a'], { assignCredentials: true })).status).toBe('success');
	});

	it('rejects a workflow with an unknown node', async () => {
		await expect(run([dummy({ type: 'n8n-nodes-impilo.unknown' })], ['a'])).rejects.toThrow(
			'unknown',
		);
	});
});
