import type { INodeParameters } from 'n8n-workflow';

import type { Fault } from '../../../sandbox';
import { ECHO, echoAfter } from '../get/echoNode';
import type { NodeSettings } from '../impiloRun';
import { IMPILO, startImpilo, withoutWaiting, type ImpiloRig } from '../impiloRun';
import {
	eventIds,
	formOf,
	hintTexts,
	HOOK,
	LOGS_PATH,
	minute,
	OTHER_HOOK,
	plant,
	sent,
} from './plantedLogs';

let rig: ImpiloRig;

beforeAll(async () => {
	rig = await startImpilo();
});

afterEach(() => {
	jest.restoreAllMocks();
	rig.sandbox.reset();
});

afterAll(async () => await rig.stop());

async function getMissed(parameters: INodeParameters = {}, items = [{}], timezone?: string) {
	const settings = timezone === undefined ? {} : { settings: { timezone } };
	return await rig.runImpilo(formOf(parameters), items, {}, settings);
}

function timesAsked(): unknown[] {
	return rig.sandbox.requests.map(({ query }) => query.parsed.startTimestamp);
}

describe('Since', () => {
	it.each<[string, string]>([
		['2026-01-31T08:00:00Z', '2026-01-31T08:00:00.000Z'],
		['2026-01-31T08:00:00.250+02:00', '2026-01-31T06:00:00.250Z'],
		['Sat, 31 Jan 2026 08:00:00 GMT', '2026-01-31T08:00:00.000Z'],
		['={{ $json.since }}', '2026-01-31T08:30:00.000Z'],
		['={{ DateTime.fromISO("2026-01-31T08:00:00-07:00") }}', '2026-01-31T15:00:00.000Z'],
		['={{ new Date(Date.UTC(2026, 0, 31, 8)) }}', '2026-01-31T08:00:00.000Z'],
	])('that is %s is taken with its zone', async (since, expected) => {
		await getMissed({ since }, [{ since: minute(30) }], 'Asia/Kolkata');

		expect(timesAsked()).toEqual([[expected]]);
	});

	it.each<[string, string, string]>([
		['2026-01-31T08:00:00', 'Europe/Berlin', '2026-01-31T07:00:00.000Z'],
		['2026-01-31 08:00:00', 'Asia/Kolkata', '2026-01-31T02:30:00.000Z'],
		['2026-01-31', 'America/Los_Angeles', '2026-01-31T08:00:00.000Z'],
		['={{ "2026-07-31T08:00:00" }}', 'Europe/Berlin', '2026-07-31T06:00:00.000Z'],
	])("that is %s is taken in the workflow's zone %s", async (since, timezone, expected) => {
		await getMissed({ since }, [{}], timezone);

		expect(timesAsked()).toEqual([[expected]]);
	});

	it('takes an expression that counts back from now', async () => {
		plant(rig.sandbox, { payload: sent('yesterday'), createTimestamp: hoursAgo(25) });
		plant(rig.sandbox, { payload: sent('today'), createTimestamp: hoursAgo(23) });

		expect(eventIds(await getMissed({ since: '={{ $now.minus(1, "day") }}' }))).toEqual(['today']);
	});

	it.each(['={{ "" }}', '={{ null }}', '={{ $json.none }}'])(
		'that is %s is refused, before anything is read',
		async (since) => {
			const run = await getMissed({ since });

			expect(run.error).toMatchObject({
				name: 'NodeOperationError',
				message: 'Since is empty [item 0]',
				description: expect.stringContaining('{{ $now.minus(1, "day") }}'),
			});
			expect(rig.sandbox.requests).toEqual([]);
		},
	);

	it('that is left empty keeps the workflow from starting', async () => {
		const run = await getMissed({ since: '' });

		expect(run.status).toBe('error');
		expect(run.items(IMPILO)).toEqual([]);
		expect(rig.sandbox.requests).toEqual([]);
	});

	it.each(['yesterday', '2026-13-01', '={{ 7 }}', '={{ true }}', '={{ ({}) }}', '={{ "7" }}'])(
		'that is %s is not a time',
		async (since) => {
			const run = await getMissed({ since });

			expect(run.error).toMatchObject({
				message: 'Since is not a time [item 0]',
				description: expect.stringContaining('e.g. 2026-01-31T08:00:00'),
			});
			expect(rig.sandbox.requests).toEqual([]);
		},
	);
});

describe('Event Types', () => {
	it('are orders in full where the form is left as it is', async () => {
		plant(rig.sandbox, { payload: sent('e1') });
		const { resource, operation, since } = formOf();
		const run = await rig.runImpilo({ resource, operation, since });

		expect(eventIds(run)).toEqual(['e1']);
		expect(rig.sandbox.requests.map(({ query }) => query.parsed.webhookType)).toEqual([
			['order.statusFull'],
		]);
	});

	it.each(['={{ [] }}', '={{ "" }}', '={{ null }}', '={{ $json.none }}', '={{ [""] }}'])(
		'that are %s are refused, before anything is read',
		async (events) => {
			const run = await getMissed({ events });

			expect(run.error).toMatchObject({
				name: 'NodeOperationError',
				message: 'Event Types is empty [item 0]',
				description: 'Choose at least one under Event Types.',
			});
			expect(rig.sandbox.requests).toEqual([]);
		},
	);

	it('that are none keep the workflow from starting', async () => {
		const run = await getMissed({ events: [] });

		expect(run.status).toBe('error');
		expect(rig.sandbox.requests).toEqual([]);
	});

	it.each<[string, string]>([
		['events', 'Event Types'],
		['orderStatuses', 'Order Statuses'],
		['webhookUrl', 'Webhook URL'],
	])('%s that are no text are refused', async (name, label) => {
		const run = await getMissed({ [name]: '={{ ({ a: 1 }) }}' });

		expect(run.error?.message).toBe(`${label} is not text [item 0]`);
		expect(rig.sandbox.requests).toEqual([]);
	});
});

it('has no other operation', async () => {
	const run = await getMissed({ operation: 'create' });

	expect(run.error).toMatchObject({
		message: expect.stringContaining('The node does not have this operation'),
		description: 'Choose one under Operation.',
	});
	expect(rig.sandbox.requests).toEqual([]);
});

describe('several items', () => {
	const byItem = {
		events: '={{ $json.events }}',
		since: '={{ $json.since }}',
		webhookUrl: '={{ $json.hook }}',
		simplify: '={{ $json.simplify }}',
	};
	const good = { events: ['order.statusFull'], since: minute(0), hook: '', simplify: true };
	const items = [
		{ ...good, hook: HOOK, who: 'first' },
		{ ...good, since: 'soon', who: 'second' },
		{ ...good, since: minute(60), who: 'third' },
		{ ...good, events: [], who: 'fourth' },
		{ ...good, events: ['order.status'], simplify: false, who: 'fifth' },
	];

	beforeEach(() => {
		plant(rig.sandbox, { payload: sent('e1') });
		plant(rig.sandbox, { payload: sent('e2'), createTimestamp: minute(1) });
		plant(rig.sandbox, { payload: sent('e3'), webhookUrl: OTHER_HOOK });
		plant(rig.sandbox, { payload: sent('e4', {}, 'order.status'), webhookType: 'order.status' });
	});

	const run = async (settings: NodeSettings) =>
		await rig.runImpilo(
			formOf(byItem),
			items,
			settings,
			echoAfter("={{ $('Trigger').item.json.who }}"),
		);

	it('go on past those that fail, each event with its own item', async () => {
		const { outputs, items: itemsOf } = await run({ onError: 'continueErrorOutput' });

		const [successes, failures] = outputs(IMPILO);
		expect(successes?.map(({ json, pairedItem }) => [json.eventId ?? json.id, pairedItem])).toEqual(
			[
				['e1', { item: 0 }],
				['e2', { item: 0 }],
				['e4', { item: 4 }],
			],
		);
		expect(failures?.map(({ json, pairedItem }) => [json.error, pairedItem])).toEqual([
			['Since is not a time [item 1]', { item: 1 }],
			['Event Types is empty [item 3]', { item: 3 }],
		]);
		expect(itemsOf(ECHO).map(({ json }) => json.value)).toEqual(['first', 'first', 'fifth']);
	});

	it('go on in the one output in their order', async () => {
		const { items: itemsOf } = await run({ onError: 'continueRegularOutput' });

		expect(itemsOf(IMPILO).map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 0 },
			{ item: 0 },
			{ item: 1 },
			{ item: 3 },
			{ item: 4 },
		]);
		expect(itemsOf(ECHO).map(({ json }) => json.value)).toEqual([
			'first',
			'first',
			'second',
			'fourth',
			'fifth',
		]);
	});

	it('stop at the first that fails, with Continue off', async () => {
		const { error, items: itemsOf } = await run({});

		expect(error).toMatchObject({
			message: 'Since is not a time [item 1]',
			context: { itemIndex: 1 },
		});
		expect(itemsOf(IMPILO)).toEqual([]);
	});

	it('each get what they ask for, however the answers come', async () => {
		rig.sandbox.misbehave({ kind: 'latency', ms: 15, every: 2 });
		const many = Array.from({ length: 24 }, (_, index) =>
			index % 2 === 0 ? { ...good, hook: HOOK } : { ...good, events: ['order.status'] },
		);
		const { items: itemsOf } = await rig.runImpilo(formOf(byItem), many);

		expect(itemsOf(IMPILO).map(({ json, pairedItem }) => [json.eventId, pairedItem])).toEqual(
			many.flatMap((_, item) =>
				(item % 2 === 0 ? ['e1', 'e2'] : ['e4']).map((eventId) => [eventId, { item }]),
			),
		);
	});

	it.each([1, 4])('share one limit of requests under way: %d', async (count) => {
		rig.sandbox.misbehave({ kind: 'hold', until: 3 });
		rig.sandbox.misbehave({ kind: 'latency', ms: 10 });
		rig.sandbox.resetPeak();
		const events = ['order.status', 'order.statusFull', 'reading.weight', 'patient.created'];
		await getMissed({ events, options: { concurrency: 3 } }, Array(count).fill({}));

		expect(rig.sandbox.peakInFlight).toBe(3);
		expect(rig.sandbox.requests).toHaveLength(4 * count);
	});

	it('that have nothing to give leave the output empty', async () => {
		rig.sandbox.reset();
		const nothing = await getMissed({}, [{}, {}]);

		expect(nothing.status).toBe('success');
		expect(nothing.items(IMPILO)).toEqual([]);
	});
});

describe('Impilo', () => {
	beforeEach(() => {
		plant(rig.sandbox, { payload: sent('e1') });
	});

	it('that does not let the key read the logs is explained', async () => {
		rig.sandbox.refuseNext('Logs are for administrators', {
			status: 403,
			match: { path: LOGS_PATH },
		});
		const run = await getMissed();

		expect(run.error).toMatchObject({
			name: 'NodeApiError',
			message: 'The API key is not allowed to do this [item 0]',
			description: expect.stringContaining('Impilo said: "Logs are for administrators"'),
			httpCode: '403',
		});
		expect(run.items(IMPILO)).toEqual([]);
		expect(rig.sandbox.requests).toHaveLength(1);
	});

	it('that refuses one type gives nothing of the item, rather than part of it', async () => {
		rig.sandbox.misbehave({ kind: 'refuse', status: 403, message: 'No', every: 2 });
		const run = await rig.runImpilo(
			formOf({ events: ['order.statusFull', 'order.status'] }),
			[{}],
			{ onError: 'continueErrorOutput' },
		);

		const [successes, failures] = run.outputs(IMPILO);
		expect(successes).toEqual([]);
		expect(failures?.map(({ json, pairedItem }) => [json, pairedItem])).toEqual([
			[
				{
					error: 'The API key is not allowed to do this [item 0]',
					details: {
						howToFix: expect.stringContaining('administrator'),
						httpCode: 403,
						impiloSaid: 'No',
					},
				},
				{ item: 0 },
			],
		]);
	});

	it('that says why is quoted, with what could not be done', async () => {
		rig.sandbox.refuseNext('Timestamps reach too far back', {
			status: 400,
			match: { path: LOGS_PATH },
		});

		expect((await getMissed()).error?.message).toBe(
			'Impilo refused to read the webhook logs: "Timestamps reach too far back" [item 0]',
		);
	});

	it('that did not accept the key is explained', async () => {
		rig.sandbox.setApiKeyExpired(true);

		expect((await getMissed()).error).toMatchObject({
			message: 'Impilo did not accept the API key [item 0]',
			httpCode: '401',
		});
	});

	it.each([500, 502, 503, 429])('that answers %d for a while is asked again', async (status) => {
		const { waits } = withoutWaiting();
		rig.sandbox.misbehave({ kind: 'status', status, times: 2 });
		const run = await getMissed();

		expect(eventIds(run)).toEqual(['e1']);
		expect(rig.sandbox.requests).toHaveLength(3);
		expect(waits.length).toBeGreaterThanOrEqual(2);
		expect(hintTexts(run)).toEqual([expect.stringContaining('Requests were sent again 2 times')]);
	});

	it('whose answer is lost is asked again', async () => {
		withoutWaiting();
		rig.sandbox.misbehave({ kind: 'loseAnswer', when: 'afterCommit', times: 1 });

		expect(eventIds(await getMissed())).toEqual(['e1']);
		expect(rig.sandbox.requests).toHaveLength(2);
	});

	it('that stays out of order is given up on, without a part of the events', async () => {
		withoutWaiting();
		rig.sandbox.misbehave({ kind: 'status', status: 503 });
		const run = await getMissed();

		expect(run.error).toMatchObject({
			message:
				'Impilo is not available at the moment and could not read the webhook logs (HTTP 503) [item 0]',
			httpCode: '503',
		});
		expect(run.items(IMPILO)).toEqual([]);
		expect(rig.sandbox.requests).toHaveLength(5);
	});

	it.each<[string, Fault, string]>([
		[
			'something else',
			{ kind: 'status', status: 200, body: [] },
			'Impilo did not answer with a list: could not read the webhook logs [item 0]',
		],
		[
			'half of the logs',
			{ kind: 'truncate' },
			"Impilo's answer was lost: it did not come whole [item 0]",
		],
	])('that answers with %s is not taken for one without logs', async (_, fault, message) => {
		withoutWaiting();
		rig.sandbox.misbehave(fault);

		expect((await getMissed()).error?.message).toBe(message);
	});

	it('that disturbs, and logs something unreadable, is told of in two hints', async () => {
		withoutWaiting();
		plant(rig.sandbox, { payload: 'cut o' });
		rig.sandbox.misbehave({ kind: 'status', status: 503, times: 1 });

		expect(hintTexts(await getMissed())).toEqual([
			expect.stringContaining('could not deliver 1 more event'),
			expect.stringContaining('Requests were sent again once'),
		]);
	});
});

it('counts what is unreadable once, though several items read the same logs', async () => {
	plant(rig.sandbox, { payload: 'cut o' });

	expect(hintTexts(await getMissed({}, [{}, {}, {}]))).toEqual([
		expect.stringContaining('1 more event'),
	]);
});

function hoursAgo(hours: number): string {
	return new Date(Date.now() - hours * 3_600_000).toISOString();
}
