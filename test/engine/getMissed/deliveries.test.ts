import type { INodeParameters } from 'n8n-workflow';

import { seedIds } from '../../../sandbox';
import { startReceiver, subscribe, type Receiver } from '../../sandbox/receiver';
import type { WorkflowRun } from '../harness';
import { IMPILO, useImpilo } from '../impiloRun';
import { hintsOf, jsonOf, requestLines } from '../outcome';
import {
	eventIds,
	formOf,
	HOOK,
	LOGS_PATH,
	minute,
	OTHER_HOOK,
	plant,
	sent,
	SINCE,
	type LoggedRow,
} from './plantedLogs';

const rig = useImpilo({ webhooks: { retryDelaysMs: [1, 1, 1], timeoutMs: 2_000 } });

async function getMissed(parameters: INodeParameters = {}): Promise<WorkflowRun> {
	return await rig.runImpilo(formOf(parameters));
}

function plantAll(rows: LoggedRow[]): void {
	for (const row of rows) plant(rig.sandbox, row);
}

function logsAsked(type: string, page = 1, size = 250, since = SINCE): string {
	const startTimestamp = encodeURIComponent(since);
	return `GET ${LOGS_PATH}?webhookType=${type}&startTimestamp=${startTimestamp}&page=${page}&size=${size}`;
}

describe('an outage', () => {
	const ORDER = seedIds.placedOrder;
	let receiver: Receiver;

	beforeEach(async () => {
		receiver = await startReceiver();
		await subscribe(rig.sandbox, 'order.statusFull', receiver.url);
		rig.sandbox.clearRequests();
	});

	afterEach(async () => await receiver.stop());

	const catchUp = async () => await getMissed({ since: '={{ $now.minus(1, "hour") }}' });

	it('in which the receiver refused what came: every event is there afterwards', async () => {
		receiver.answers = [503];
		for (const status of ['awaitingShipment', 'shipped', 'delivered']) {
			rig.sandbox.setOrderStatus(ORDER, status);
			await rig.sandbox.webhooks.settled();
		}
		expect(receiver.received).toHaveLength(12);
		const run = await catchUp();

		expect(run.items(IMPILO).map(({ json }) => [json.id, json.currentStatus])).toEqual([
			[ORDER, 'awaitingShipment'],
			[ORDER, 'shipped'],
			[ORDER, 'delivered'],
		]);
		expect(eventIds(run)).toEqual([0, 4, 8].map((index) => receiver.events[index]?.id));
		expect(new Set(run.items(IMPILO).map(({ json }) => json.event))).toEqual(
			new Set(['order.statusFull']),
		);
		expect(hintsOf(run)).toEqual([]);
	});

	it('in which nothing answered', async () => {
		await receiver.stop();
		receiver = await startReceiver();
		await subscribe(rig.sandbox, 'order.statusFull', 'http://127.0.0.1:9/hook');
		const { id } = rig.sandbox.webhooks.sendEvent('order.statusFull', { id: ORDER });
		await rig.sandbox.webhooks.settled();
		expect(rig.sandbox.webhooks.logs.at(-1)?.lastResponseStatus).toBeNull();

		expect(eventIds(await catchUp())).toEqual([id]);
	});

	it('that ended before Impilo gave up leaves nothing to catch up on', async () => {
		receiver.answers = [503, 500, 200];
		rig.sandbox.setOrderStatus(ORDER, 'shipped');
		await rig.sandbox.webhooks.settled();
		expect(receiver.received).toHaveLength(3);

		expect((await catchUp()).items(IMPILO)).toEqual([]);
	});

	it('is over for an event that was sent once more and arrived', async () => {
		receiver.answers = [503];
		const lost = rig.sandbox.webhooks.sendEvent('order.statusFull', { id: 1 });
		const resent = rig.sandbox.webhooks.sendEvent('order.statusFull', { id: 2 });
		await rig.sandbox.webhooks.settled();
		receiver.answers = [200];
		rig.sandbox.webhooks.sendEvent('order.statusFull', { id: 2 }, { id: resent.id });
		await rig.sandbox.webhooks.settled();

		expect(eventIds(await catchUp())).toEqual([lost.id]);
	});
});

describe('a delivery', () => {
	it.each([200, 201, 202, 204, 299])('answered %d is not missed', async (lastResponseStatus) => {
		plant(rig.sandbox, { payload: sent('e1'), lastResponseStatus });
		const run = await getMissed();

		expect(run.status).toBe('success');
		expect(run.items(IMPILO)).toEqual([]);
		expect(hintsOf(run)).toEqual([]);
	});

	it.each([null, undefined, 0, 100, 199, 300, 302, 400, 401, 404, 410, 429, 500, 503])(
		'answered %p is missed',
		async (lastResponseStatus) => {
			plant(rig.sandbox, { payload: sent('e1'), lastResponseStatus });

			expect(eventIds(await getMissed())).toEqual(['e1']);
		},
	);

	it.each<[string, Array<number | null>, string[]]>([
		['the last of which succeeded', [503, null, 503, 200], []],
		['the first of which succeeded', [200, 503], []],
		['one in the middle of which succeeded', [503, 204, 500], []],
		['all of which failed', [503, null, 404, 500], ['e1']],
	])('with a row for each attempt, %s', async (_, statuses, expected) => {
		plantAll(
			statuses.map((lastResponseStatus, index) => ({
				payload: sent('e1'),
				lastResponseStatus,
				createTimestamp: minute(index * 15),
			})),
		);

		expect(eventIds(await getMissed())).toEqual(expected);
	});

	it('is told apart from that of another event to the same webhook', async () => {
		plantAll([
			{ payload: sent('e1'), lastResponseStatus: 200 },
			{ payload: sent('e2'), lastResponseStatus: 503 },
			{ payload: sent('e3'), lastResponseStatus: 200 },
		]);

		expect(eventIds(await getMissed())).toEqual(['e2']);
	});

	it('that succeeded with another content is still that of the same event', async () => {
		plantAll([
			{ payload: sent('e1', { id: 1, currentStatus: 'shipped' }) },
			{ payload: sent('e1', { id: 1, currentStatus: 'delivered' }), lastResponseStatus: 200 },
		]);

		expect(eventIds(await getMissed())).toEqual([]);
	});

	it('whose event ID is a number is that of the same event as with text', async () => {
		plantAll([{ payload: sent(7) }, { payload: sent('7'), lastResponseStatus: 200 }]);

		expect(eventIds(await getMissed())).toEqual([]);
	});
});

describe('two webhooks', () => {
	const ONE_OF_TWO: LoggedRow[] = [
		{ payload: sent('e1'), webhookUrl: HOOK, lastResponseStatus: 503 },
		{ payload: sent('e1'), webhookUrl: OTHER_HOOK, lastResponseStatus: 200 },
		{ payload: sent('e2'), webhookUrl: HOOK, lastResponseStatus: 200 },
		{ payload: sent('e2'), webhookUrl: OTHER_HOOK, lastResponseStatus: null },
	];

	it('of which one got the event and one did not', async () => {
		plantAll(ONE_OF_TWO);

		expect(eventIds(await getMissed())).toEqual(['e1', 'e2']);
	});

	it.each<[string, string[]]>([
		[HOOK, ['e1']],
		[OTHER_HOOK, ['e2']],
		[` ${HOOK} `, ['e1']],
		['={{ $json.none }}', ['e1', 'e2']],
		['https://n8n.example.com/webhook/8a1c', []],
		['https://elsewhere.example.com/', []],
	])('of which only %s is asked about', async (webhookUrl, expected) => {
		plantAll(ONE_OF_TWO);

		expect(eventIds(await getMissed({ webhookUrl }))).toEqual(expected);
	});

	it('that both missed it give it once', async () => {
		plantAll([
			{ payload: sent('e1'), webhookUrl: HOOK },
			{ payload: sent('e2'), webhookUrl: OTHER_HOOK },
			{ payload: sent('e1'), webhookUrl: OTHER_HOOK },
		]);

		expect(eventIds(await getMissed())).toEqual(['e1', 'e2']);
	});

	it('do not count what was unreadable at the one that is not asked about', async () => {
		plantAll([{ payload: 'cut o', webhookUrl: OTHER_HOOK }, { payload: sent('e1') }]);
		const run = await getMissed({ webhookUrl: HOOK });

		expect(eventIds(run)).toEqual(['e1']);
		expect(hintsOf(run)).toEqual([]);
	});

	it('of which the address of one is not told', async () => {
		plantAll([
			{ payload: sent('e1'), webhookUrl: null },
			{ payload: sent('e2'), webhookUrl: null },
			{ payload: sent('e2'), webhookUrl: null, lastResponseStatus: 200 },
			{ payload: sent('e3'), webhookUrl: undefined },
		]);

		expect(eventIds(await getMissed())).toEqual(['e1', 'e3']);
		expect(eventIds(await getMissed({ webhookUrl: HOOK }))).toEqual([]);
	});
});

describe('the order of the events', () => {
	it('is the oldest first, however the logs are sorted', async () => {
		plantAll([
			{ payload: sent('newest'), createTimestamp: minute(30) },
			{ payload: sent('oldest'), createTimestamp: minute(1) },
			{ payload: sent('middle'), createTimestamp: minute(15) },
		]);

		expect(eventIds(await getMissed())).toEqual(['oldest', 'middle', 'newest']);
	});

	it('goes by the first attempt', async () => {
		plantAll([
			{ payload: sent('later'), createTimestamp: minute(5) },
			{ payload: sent('first', { id: 2 }), createTimestamp: minute(60) },
			{ payload: sent('first', { id: 1 }), createTimestamp: minute(0) },
		]);
		const run = await getMissed();

		expect(eventIds(run)).toEqual(['first', 'later']);
		expect(jsonOf(run)[0]?.id).toBe(1);
	});

	it('is that of the logs where times are the same', async () => {
		const ids = ['c', 'a', 'd', 'b'];
		plantAll(ids.map((id) => ({ payload: sent(id) })));

		expect(eventIds(await getMissed())).toEqual(ids);
	});

	it('holds for times however they are written, and those without one come last', async () => {
		rig.sandbox.misbehave({ kind: 'ignoreFilter' });
		plantAll([
			{ payload: sent('none'), createTimestamp: null },
			{ payload: sent('missing'), createTimestamp: undefined },
			{ payload: sent('unreadable'), createTimestamp: 'soon' },
			{ payload: sent('4'), createTimestamp: '2026-01-31T08:40:00' },
			{ payload: sent('3'), createTimestamp: Date.parse(minute(30)) },
			{ payload: sent('2'), createTimestamp: Date.parse(minute(20)) / 1000 },
			{ payload: sent('1'), createTimestamp: '2026-01-31T10:10:00+02:00' },
		]);

		expect(eventIds(await getMissed())).toEqual([
			'1',
			'2',
			'3',
			'4',
			'none',
			'missing',
			'unreadable',
		]);
	});

	it('is one over all types', async () => {
		plantAll([
			{ payload: sent('3'), createTimestamp: minute(3) },
			{ payload: sent('1'), createTimestamp: minute(1) },
			...['2', '4'].map((id) => ({
				payload: sent(id, {}, 'reading.weight'),
				webhookType: 'reading.weight',
				createTimestamp: minute(Number(id)),
			})),
		]);

		expect(eventIds(await getMissed({ events: ['order.statusFull', 'reading.weight'] }))).toEqual([
			'1',
			'2',
			'3',
			'4',
		]);
	});
});

describe('what is asked for', () => {
	it('is one page of logs where there is no more', async () => {
		plant(rig.sandbox, { payload: sent('e1') });
		await getMissed();

		expect(requestLines(rig.sandbox)).toEqual([logsAsked('order.statusFull')]);
		expect(rig.sandbox.requests[0]).toMatchObject({
			headers: { 'impilo-api-key': rig.sandbox.apiKey },
			body: undefined,
		});
	});

	it('is every page, and what succeeded on the last is not missed on the first', async () => {
		const ids = Array.from({ length: 600 }, (_, index) => `e${index}`);
		plantAll(ids.map((id) => ({ payload: sent(id) })));
		const arrived = ids.filter((_, index) => index % 3 === 0);
		plantAll(arrived.map((id) => ({ payload: sent(id), lastResponseStatus: 200 })));
		const run = await getMissed();

		expect(eventIds(run)).toEqual(ids.filter((_, index) => index % 3 !== 0));
		expect(requestLines(rig.sandbox).sort()).toEqual(
			[1, 2, 3, 4].map((page) => logsAsked('order.statusFull', page)),
		);
	});

	it('is each type by itself, and each once', async () => {
		const events = ['order.status', 'reading.weight', 'order.status', 'patient.created'];
		for (const type of [...events, 'order.statusFull']) {
			plant(rig.sandbox, { payload: sent(`of ${type}`, {}, type), webhookType: type });
		}
		const run = await getMissed({ events });

		expect([...eventIds(run)].sort()).toEqual([
			'of order.status',
			'of patient.created',
			'of reading.weight',
		]);
		expect(requestLines(rig.sandbox).sort()).toEqual([
			logsAsked('order.status'),
			logsAsked('patient.created'),
			logsAsked('reading.weight'),
		]);
	});

	it('is a type that is not documented as well', async () => {
		plant(rig.sandbox, { payload: sent('e1', { id: 1 }, 'brand.new'), webhookType: 'brand.new' });
		const run = await getMissed({ events: "={{ ['brand.new'] }}" });

		expect(jsonOf(run)).toEqual([{ event: 'brand.new', eventId: 'e1', payload: { id: 1 } }]);
	});

	it('is from Since on, that very moment included', async () => {
		plantAll([
			{ payload: sent('before'), createTimestamp: '2026-01-30T23:59:59.999Z' },
			{ payload: sent('then'), createTimestamp: SINCE },
			{ payload: sent('after'), createTimestamp: '2026-01-31T00:00:00.001Z' },
		]);

		expect(eventIds(await getMissed())).toEqual(['then', 'after']);
	});
});

describe('a server that ignores the filters', () => {
	beforeEach(() => {
		rig.sandbox.misbehave({ kind: 'ignoreFilter' });
	});

	it('gives nothing of other types, nor from before', async () => {
		plantAll([
			{ payload: sent('old'), createTimestamp: '2026-01-30T23:59:59.999Z' },
			{ payload: sent('then'), createTimestamp: SINCE },
			{ payload: sent('other', {}, 'order.status'), webhookType: 'order.status' },
			{ payload: 'of another type, and cut o', webhookType: 'reading.weight' },
			{ payload: 'old, and cut o', createTimestamp: '2026-01-01T00:00:00Z' },
		]);
		const run = await getMissed();

		expect(eventIds(run)).toEqual(['then']);
		expect(hintsOf(run)).toEqual([]);
	});

	it('gives each event of several types once', async () => {
		plantAll([
			{ payload: sent('e1') },
			{ payload: sent('e2', {}, 'order.status'), webhookType: 'order.status' },
		]);
		const run = await getMissed({ events: ['order.status', 'order.statusFull'] });

		expect(eventIds(run).sort()).toEqual(['e1', 'e2']);
		expect(hintsOf(run)).toEqual([]);
	});

	it('and does not tell the type in a row: the envelope does', async () => {
		plantAll([
			{ payload: sent('e1'), webhookType: null },
			{ payload: sent('e2'), webhookType: undefined },
		]);

		expect(eventIds(await getMissed())).toEqual(['e1', 'e2']);
	});
});

describe('a row', () => {
	it('that is null, or all of whose fields are, stands in the way of no other', async () => {
		const nothing = {
			id: null,
			webhookId: null,
			webhookType: null,
			webhookUrl: null,
			payload: null,
			createTimestamp: null,
			lastResponseStatus: null,
			retryAttempts: null,
			lastRetryTimestamp: null,
		};
		rig.answer({ content: [null, 'text', {}, nothing, { payload: sent('e1') }], last: true });
		const run = await getMissed();

		expect(run.status).toBe('success');
		expect(eventIds(run)).toEqual(['e1']);
		// Nothing tells the two that say nothing apart.
		expect(hintsOf(run)).toEqual([expect.stringContaining('1 more event')]);
	});

	it('without an ID is a row of its own', async () => {
		rig.sandbox.misbehave({ kind: 'ignoreFilter' });
		plantAll([
			{ id: null, payload: sent('e1') },
			{ id: null, payload: sent('e2') },
			{ id: undefined, payload: sent('e3') },
		]);

		expect(eventIds(await getMissed())).toEqual(['e1', 'e2', 'e3']);
	});

	it('without an ID and unreadable is not taken for another one that succeeded', async () => {
		plantAll([
			{ id: null, payload: 'cut o' },
			{ id: null, payload: 'something else', lastResponseStatus: 200 },
		]);

		expect(hintsOf(await getMissed())).toEqual([expect.stringContaining('1 more event')]);
	});
});
