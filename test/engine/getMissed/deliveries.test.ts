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

function logsAsked(type: string, page = 1): string {
	const startTimestamp = encodeURIComponent(SINCE);
	return `GET ${LOGS_PATH}?webhookType=${type}&startTimestamp=${startTimestamp}&page=${page}&size=250`;
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

/** A delivery of the event with that ID, which failed unless something else is said. */
const row = (
	id: string | number,
	lastResponseStatus: number | null = 503,
	more: LoggedRow = {},
): LoggedRow => ({ payload: sent(id), lastResponseStatus, ...more });
const at = (id: string, createTimestamp: unknown): LoggedRow => row(id, 503, { createTimestamp });
const to = (webhookUrl: unknown, id: string, status: number | null = 503): LoggedRow =>
	row(id, status, { webhookUrl });
/** Several attempts to deliver one event. */
const attempts = (...statuses: Array<number | null>): LoggedRow[] =>
	statuses.map((status, index) => row('e1', status, { createTimestamp: minute(index * 15) }));
const ONE_OF_TWO = [
	to(HOOK, 'e1'),
	to(OTHER_HOOK, 'e1', 200),
	to(HOOK, 'e2', 200),
	to(OTHER_HOOK, 'e2', null),
];

it.each([200, 201, 202, 204, 299])('answered %d is not missed', async (status) => {
	plantAll([row('e1', status)]);

	expect(eventIds(await getMissed())).toEqual([]);
});

it.each([null, undefined, 0, 100, 199, 300, 302, 400, 401, 404, 410, 429, 500, 503])(
	'answered %p is missed',
	async (lastResponseStatus) => {
		plantAll([{ payload: sent('e1'), lastResponseStatus }]);

		expect(eventIds(await getMissed())).toEqual(['e1']);
	},
);

it.each<[string, LoggedRow[], string[], string?]>([
	['attempts, the last of which succeeded', attempts(503, null, 503, 200), []],
	['attempts, the first of which succeeded', attempts(200, 503), []],
	['attempts, one in the middle of which succeeded', attempts(503, 204, 500), []],
	['attempts, all of which failed', attempts(503, null, 404, 500), ['e1']],
	[
		'attempts under one ID, the last of which succeeded',
		attempts(503, 200).map((attempt) => ({ ...attempt, id: 7 })),
		[],
	],
	[
		'attempts under one ID to two webhooks',
		[to(OTHER_HOOK, 'e1'), to(HOOK, 'e1')].map((attempt) => ({ ...attempt, id: 7 })),
		['e1'],
		HOOK,
	],
	['another event to the same webhook', [row('e1', 200), row('e2'), row('e3', 200)], ['e2']],
	[
		'another content of the same event',
		[row('e1'), row('e1', 200, { payload: sent('e1', {}) })],
		[],
	],
	['an event ID that is a number, then text', [row(7), row('7', 200)], []],
	['two webhooks, one of which got it', ONE_OF_TWO, ['e1', 'e2']],
	['of two webhooks the one', ONE_OF_TWO, ['e1'], HOOK],
	['of two webhooks the other', ONE_OF_TWO, ['e2'], OTHER_HOOK],
	['a webhook with blanks around', ONE_OF_TWO, ['e1'], ` ${HOOK} `],
	['a webhook that is not given', ONE_OF_TWO, ['e1', 'e2'], '={{ $json.none }}'],
	['a webhook with a slash at its end', ONE_OF_TWO, ['e1'], `${HOOK}/`],
	[
		'a webhook in capitals, with its port',
		ONE_OF_TWO,
		['e1'],
		HOOK.replace('https://n8n.example.com', 'HTTPS://N8N.Example.com:443'),
	],
	[
		'a webhook that is logged in another spelling',
		[to(`${HOOK}/`, 'e1'), to(OTHER_HOOK, 'e2')],
		['e1'],
		HOOK,
	],
	['a webhook that got everything', [row('e1', 200), to(OTHER_HOOK, 'e2')], [], HOOK],
	[
		'two webhooks that both missed it: once',
		[to(HOOK, 'e1'), to(OTHER_HOOK, 'e2'), to(OTHER_HOOK, 'e1')],
		['e1', 'e2'],
	],
	[
		'a webhook, beside something unreadable to another',
		[{ payload: 'cut o', webhookUrl: OTHER_HOOK }, row('e1')],
		['e1'],
		HOOK,
	],
	[
		'webhooks whose address is not told',
		[to(null, 'e1'), to(null, 'e2'), to(null, 'e2', 200), to(undefined, 'e3')],
		['e1', 'e3'],
	],
	[
		'the oldest first, however the logs are sorted',
		[at('3', minute(30)), at('1', minute(1)), at('2', minute(15))],
		['1', '2', '3'],
	],
	[
		'by the first attempt',
		[at('2', minute(5)), at('1', minute(60)), at('1', minute(0))],
		['1', '2'],
	],
	[
		'as in the logs where times are the same',
		['c', 'a', 'b'].map((id) => row(id)),
		['c', 'a', 'b'],
	],
	[
		'times however they are written, and those without one last',
		[
			at('none', null),
			at('missing', undefined),
			at('unreadable', 'soon'),
			at('4', '2026-01-31T08:40:00'),
			at('3', Date.parse(minute(30))),
			at('2', Date.parse(minute(20)) / 1000),
			at('1', '2026-01-31T10:10:00+02:00'),
		],
		['1', '2', '3', '4', 'none', 'missing', 'unreadable'],
	],
	[
		'rows without an ID, each by itself',
		[row('e1', 503, { id: null }), row('e2', 503, { id: null }), row('e3', 503, { id: undefined })],
		['e1', 'e2', 'e3'],
	],
])('%s', async (_what, rows, expected, webhookUrl = '') => {
	// Times that cannot be read are older than any Since.
	rig.sandbox.misbehave({ kind: 'ignoreFilter' });
	plantAll(rows);
	const run = await getMissed({ webhookUrl });

	expect(eventIds(run)).toEqual(expected);
	expect(hintsOf(run)).toEqual([]);
});

it.each<[string, LoggedRow[], string, string]>([
	[
		'the beginning of one',
		ONE_OF_TWO,
		'https://n8n.example.com/webhook/8a1c',
		'2 failed deliveries were',
	],
	['a strange one', ONE_OF_TWO, 'https://elsewhere.example.com/', '2 failed deliveries were'],
	['no address', ONE_OF_TWO, 'Impilo Trigger', '2 failed deliveries were'],
	[
		'one in other capitals behind the host',
		ONE_OF_TWO,
		HOOK.toUpperCase(),
		'2 failed deliveries were',
	],
	['one, while Impilo tells no address', [to(null, 'e1')], HOOK, '1 failed delivery was'],
])(
	'a Webhook URL that is not in the log, %s: a note says what is left out',
	async (_, rows, webhookUrl, what) => {
		plantAll(rows);
		const run = await getMissed({ webhookUrl });

		expect(eventIds(run)).toEqual([]);
		expect(hintsOf(run)).toEqual([
			`No entry in Impilo's log has this Webhook URL, so ${what} left out. Compare Webhook URL with the Production URL of your Impilo Trigger, or leave it empty for any URL.`,
		]);
	},
);

it('a Webhook URL that is not in the log says nothing where nothing failed', async () => {
	plantAll([to(OTHER_HOOK, 'e1'), to(OTHER_HOOK, 'e1', 200)]);

	expect(hintsOf(await getMissed({ webhookUrl: HOOK }))).toEqual([]);
});

it('several types are in one order', async () => {
	plantAll([at('3', minute(3)), at('1', minute(1))]);
	for (const id of [2, 4]) {
		const payload = sent(String(id), {}, 'reading.weight');
		plantAll([{ payload, webhookType: 'reading.weight', createTimestamp: minute(id) }]);
	}

	expect(eventIds(await getMissed({ events: ['order.statusFull', 'reading.weight'] }))).toEqual([
		'1',
		'2',
		'3',
		'4',
	]);
});

it('the first attempt is what the event says', async () => {
	plantAll([
		{ payload: sent('e1', { id: 2 }), createTimestamp: minute(60) },
		{ payload: sent('e1', { id: 1 }), createTimestamp: minute(0) },
	]);

	expect(jsonOf(await getMissed())).toMatchObject([{ id: 1, eventId: 'e1' }]);
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
			{ payload: sent('old'), createTimestamp: '2026-01-30T23:59:58Z' },
			{ payload: sent('then'), createTimestamp: SINCE },
			{ payload: sent('other', {}, 'order.status'), webhookType: 'order.status' },
			{ payload: 'of another type, and cut o', webhookType: 'reading.weight' },
			{ payload: 'old, and cut o', createTimestamp: '2026-01-01T00:00:00Z' },
		]);
		const run = await getMissed();

		expect(eventIds(run)).toEqual(['then']);
		expect(hintsOf(run)).toEqual([]);
	});

	it('gives what may be later than Since in a zone that is not told', async () => {
		plantAll([
			{ payload: sent('west'), createTimestamp: '2026-01-30T16:00:00' },
			{ payload: sent('old'), createTimestamp: '2026-01-29T23:59:59' },
			{ payload: sent('cut'), createTimestamp: '2026-01-30T23:59:59Z' },
		]);

		expect(eventIds(await getMissed())).toEqual(['west', 'cut']);
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

	it('without an ID and unreadable is not taken for another one that succeeded', async () => {
		plantAll([
			{ id: null, payload: 'cut o' },
			{ id: null, payload: 'something else', lastResponseStatus: 200 },
		]);

		expect(hintsOf(await getMissed())).toEqual([expect.stringContaining('1 more event')]);
	});
});
