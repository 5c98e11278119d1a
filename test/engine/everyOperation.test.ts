import type { INodeParameters } from 'n8n-workflow';

import { sandboxKeys, type Sandbox } from '../../sandbox';
import { ECHO, echoAfter } from './echoNode';
import {
	CONTINUE,
	IMPILO,
	RETRIES,
	useImpilo,
	withoutWaiting,
	type NodeSettings,
} from './impiloRun';
import { CREATES, ENSURED, OPERATIONS, READS, UPDATES, type Operation } from './operations';
import {
	errorsOf,
	failureOf,
	hintsOf,
	idsOf,
	jsonOf,
	labelOf,
	pairingOf,
	pathOf,
	requestLines,
	wireOf,
	wordsOf,
} from './outcome';

/** What is the same for every operation, and decided in one place of the node. */

const rig = useImpilo();

const run = async ({ form, good: [value] }: Operation, settings: NodeSettings = {}) =>
	await rig.runImpilo(form, [{ value }], settings);

const oneByOne = ({ form }: Operation): INodeParameters => ({
	...form,
	options: { concurrency: 1, generateExternalOrderId: false },
});

/** What is sent where nothing goes wrong. */
async function linesOf(operation: Operation): Promise<string[]> {
	await run(operation);
	const lines = requestLines(rig.sandbox);
	rig.sandbox.reset();
	return lines;
}

describe.each(OPERATIONS)('$name, several items', (operation) => {
	const { good, refused, wrong } = operation;
	const bad = [...(refused ? [refused] : []), wrong];
	const items = [good[0], ...bad.map(([value]) => value), good[1]].map((value) => ({ value }));
	const form = oneByOne(operation);

	it('go on past those that fail, each still known after the node', async () => {
		const done = await rig.runImpilo(
			form,
			items,
			CONTINUE,
			echoAfter("={{ $('Trigger').item.json.value }}"),
		);

		expect(pairingOf(done)).toEqual([{ item: 0 }, { item: items.length - 1 }]);
		expect(done.items(ECHO).map(({ json }) => json.value)).toEqual(good);
		expect(pairingOf(done, 1)).toEqual(bad.map((_, index) => ({ item: index + 1 })));
		expect(jsonOf(done, 1)).toEqual(
			bad.map(([value, message]) => ({
				value,
				error: expect.stringContaining(message),
				details: expect.objectContaining({ howToFix: expect.stringMatching(/\.$/) }),
			})),
		);
		expect(errorsOf(done).map((error) => String(error).slice(-'[item 0]'.length))).toEqual(
			bad.map((_, index) => `[item ${index + 1}]`),
		);
	});

	it('stop at the first that fails, with Continue off', async () => {
		const done = await rig.runImpilo(form, items.slice(0, 2));

		expect(done.error).toMatchObject({ context: { itemIndex: 1 } });
		expect(failureOf(done).message).toContain(bad[0]?.[1]);
		expect(done.items(IMPILO)).toEqual([]);
	});

	it.each([
		[sandboxKeys.expired, 'Impilo did not accept the API key [item 0]'],
		[sandboxKeys.accessDenied, 'The API key is not allowed to do this [item 0]'],
	])('are told what is wrong with the key %s', async (apiKey, message) => {
		const impiloApi = { ...rig.credentials.impiloApi, apiKey };
		const done = await rig.runImpilo(form, items.slice(0, 1), {}, { credentials: { impiloApi } });

		expect(done.error).toMatchObject({ name: 'NodeApiError', message });
		expect(rig.sandbox.requests).toHaveLength(1);
	});
});

const DONE = [
	{ kind: 'loseAnswer', when: 'afterCommit', times: 1 },
	{ kind: 'statusAfterCommit', status: 502, times: 1 },
] as const;
const NOT_DONE = [
	{ kind: 'loseAnswer', when: 'beforeCommit', times: 1 },
	{ kind: 'status', status: 503, times: 1 },
] as const;
const PAUSE = { kind: 'status', status: 429, retryAfter: 3, times: 1 } as const;

describe.each([...READS, ...UPDATES])('$name', (operation) => {
	it('is simply sent again while no answer comes, and a hint says so', async () => {
		const lines = await linesOf(operation);
		const { waits } = withoutWaiting();
		const faults = [...DONE, ...NOT_DONE, PAUSE];
		for (const fault of faults) rig.sandbox.misbehave(fault);
		const done = await run(operation);

		expect(done.error?.message).toBeUndefined();
		expect(requestLines(rig.sandbox)).toEqual([...faults.map(() => lines[0]), ...lines]);
		expect(waits.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThan(2_900);
		expect(hintsOf(done)).toEqual([
			expect.stringMatching(/^Requests were sent again 5 times, .* Impilo asked for a pause once/),
		]);
	});

	it('is given up after five tries', async () => {
		const { waits } = withoutWaiting();
		rig.sandbox.misbehave({ kind: 'status', status: 500 });
		const done = await run(operation);

		expect(done.error).toMatchObject({
			message: expect.stringContaining('Impilo is not available at the moment and could not'),
			httpCode: '500',
		});
		expect(rig.sandbox.requests).toHaveLength(5);
		expect(waits).toHaveLength(4);
	});
});

describe.each(ENSURED)('$name', (operation) => {
	const look = `GET ${pathOf(String(operation.form.resource))}/${operation.good[0]}`;
	/** Whatever happens twice is in there twice. */
	const countEvents = ({ orders, returns, devices, supportTickets }: Sandbox): number =>
		[
			...orders.list().map(({ orderEvents }) => orderEvents),
			...[...returns.values()].map(({ returnEvents }) => returnEvents),
			...[...devices.values()].map(({ deviceEvents }) => deviceEvents),
			...[...supportTickets.values()].map(({ supportTicketEvents }) => supportTicketEvents),
		].reduce((sum, events) => sum + (events?.length ?? 0), 0);
	let before = 0;
	beforeEach(() => {
		before = countEvents(rig.sandbox);
	});

	it.each(DONE)('done, and its answer lost by %j: found out by looking', async (fault) => {
		const [change] = await linesOf(operation);
		withoutWaiting();
		rig.sandbox.misbehave(fault);
		const done = await run(operation);

		expect(done.error?.message).toBeUndefined();
		expect(requestLines(rig.sandbox)).toEqual([change, look]);
		expect(countEvents(rig.sandbox)).toBe(before + 1);
	});

	it.each(NOT_DONE)('not done, after %j: sent again', async (fault) => {
		const [change] = await linesOf(operation);
		withoutWaiting();
		rig.sandbox.misbehave(fault);
		const done = await run(operation);

		expect(done.error?.message).toBeUndefined();
		expect(requestLines(rig.sandbox)).toEqual([change, look, change]);
		expect(countEvents(rig.sandbox)).toBe(before + 1);
	});

	it('throttled: sent again after the pause that Impilo asks for', async () => {
		const [change] = await linesOf(operation);
		const { waits } = withoutWaiting();
		rig.sandbox.misbehave(PAUSE);
		await run(operation);

		expect(requestLines(rig.sandbox)).toEqual([change, change]);
		expect(waits.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThan(2_900);
	});

	it('again and again without an answer: given up after five tries, each wait longer', async () => {
		const [change = ''] = await linesOf(operation);
		const { waits } = withoutWaiting();
		const [method] = change.split(' ');
		rig.sandbox.misbehave({ kind: 'status', status: 500, match: { method } });
		const done = await run(operation);

		expect(done.error).toMatchObject({
			message: expect.stringContaining('Impilo is not available at the moment and could not'),
			httpCode: '500',
		});
		expect(requestLines(rig.sandbox)).toEqual(
			Array.from({ length: 5 }, () => [change, look]).flat(),
		);
		for (const [index, ms] of waits.entries()) {
			expect(ms).toBeGreaterThanOrEqual(250 * 2 ** index);
			expect(ms).toBeLessThanOrEqual(500 * 2 ** index);
		}
		expect(countEvents(rig.sandbox)).toBe(before);
	});

	it('twice is a success, and does nothing the second time', async () => {
		const first = await run(operation);
		const second = await run(operation);

		expect(jsonOf(second)).toEqual(jsonOf(first));
		expect(countEvents(rig.sandbox)).toBe(before + 1);
	});
});

describe.each(CREATES)('$name', (operation) => {
	const { form, good, refused, wrong } = operation;
	const resource = String(form.resource);
	const thing = `(${wordsOf(resource)}|note)`;
	const POST = { method: 'POST' };
	const posts = (): string[] => wireOf(rig.sandbox).filter((line) => line.startsWith('POST'));
	beforeEach(() => void withoutWaiting());

	it.each([
		...DONE,
		...NOT_DONE,
		{ kind: 'truncate' },
		{ kind: 'status', status: 200, body: {} },
		{ kind: 'status', status: 200, body: '<html></html>' },
	] as const)('after %j: never sent again, and the user is told', async (fault) => {
		rig.sandbox.misbehave({ ...fault, match: POST });
		const done = await run(operation, RETRIES);

		expect(wireOf(rig.sandbox)).toHaveLength(1);
		expect(done.error?.name).toBe('NodeApiError');
		expect(failureOf(done).message).toMatch(
			RegExp(
				`^It is not known whether Impilo has (created|placed) this ${thing}\\b.* \\[item 0\\]$`,
			),
		);
		expect(failureOf(done).description).toMatch(
			RegExp(`Check (under ${labelOf(resource)}s |the support ticket )?at Impilo`),
		);
	});

	it('throttled: sent again after the pause that Impilo asks for', async () => {
		rig.sandbox.misbehave({ ...PAUSE, times: 2 });
		await run(operation);

		expect(posts()).toEqual(['POST 429', 'POST 429', expect.stringMatching(/POST 20[01]/)]);
	});

	it('Retry On Fail: what was created is not created again by the next try', async () => {
		const refuseSecond = { kind: 'status', status: 400, body: 'No', every: 2, times: 1 } as const;
		rig.sandbox.misbehave({ ...refuseSecond, match: POST });
		const done = await rig.runImpilo(
			oneByOne(operation),
			good.map((value) => ({ value })),
			RETRIES,
		);

		expect(done.error?.message).toBeUndefined();
		expect(new Set(idsOf(done)).size).toBe(2);
		expect(posts()).toHaveLength(3);
	});

	it('says what is created already where the run stops', async () => {
		const items = [good[0], (refused ?? wrong)[0], good[1]].map((value) => ({ value }));
		const done = await rig.runImpilo(oneByOne(operation), items);

		expect(done.error).toMatchObject({ context: { itemIndex: 1 } });
		expect(failureOf(done).description).toMatch(
			RegExp(
				`1 ${thing} of this run was (created|placed) before it stopped, for these items: 0\\. Remove`,
			),
		);
		expect(posts().filter((line) => /20[01]$/.test(line))).toHaveLength(1);
	});

	it('is done by each execution', async () => {
		const runs = [await run(operation, RETRIES), await run(operation, RETRIES)];
		// A note has no ID of its own: it is seen among those of its ticket.
		const made = runs
			.flatMap((done) => jsonOf(done))
			.map(({ id, supportTicketNotes }) => JSON.stringify([id, supportTicketNotes]));

		expect(new Set(made).size).toBe(2);
		expect(posts()).toHaveLength(2);
	});
});
