import type { INodeParameters } from 'n8n-workflow';

import type { Fault } from '../../../sandbox';
import { ECHO, echoAfter } from '../echoNode';
import { CONTINUE, IMPILO, useImpilo, withoutWaiting, type NodeSettings } from '../impiloRun';
import { hintsOf } from '../outcome';
import { eventIds, formOf, HOOK, minute, OTHER_HOOK, plant, sent } from './plantedLogs';

const rig = useImpilo();

async function getMissed(parameters: INodeParameters = {}, items = [{}], timezone?: string) {
	const settings = timezone === undefined ? {} : { settings: { timezone } };
	return await rig.runImpilo(formOf(parameters), items, {}, settings);
}

function timesAsked(): unknown[] {
	return rig.sandbox.requests.map(({ query }) => query.parsed.startTimestamp);
}

type Refusal = [name: string, value: unknown, message: string, remedy: string];

describe('Since', () => {
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

	it('that is left empty keeps the workflow from starting', async () => {
		const run = await getMissed({ since: '' });

		expect(run.status).toBe('error');
		expect(run.items(IMPILO)).toEqual([]);
		expect(rig.sandbox.requests).toEqual([]);
	});
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

	it('that are none keep the workflow from starting', async () => {
		const run = await getMissed({ events: [] });

		expect(run.status).toBe('error');
		expect(rig.sandbox.requests).toEqual([]);
	});
});

it.each<Refusal>([
	...['={{ "" }}', '={{ null }}', '={{ $json.none }}'].map((since): Refusal => [
		'since',
		since,
		'Since is empty',
		'{{ $now.minus(1, "day") }}',
	]),
	...['yesterday', '2026-13-01', '={{ 7 }}', '={{ true }}', '={{ ({}) }}', '={{ "7" }}'].map(
		(since): Refusal => ['since', since, 'Since is not a time', 'e.g. 2026-01-31T08:00:00'],
	),
	...['={{ [] }}', '={{ "" }}', '={{ null }}', '={{ $json.none }}', '={{ [""] }}'].map(
		(events): Refusal => [
			'events',
			events,
			'Event Types is empty',
			'Choose at least one under Event Types.',
		],
	),
	['events', '={{ ({ a: 1 }) }}', 'Event Types is not text', ''],
	['orderStatuses', '={{ ({ a: 1 }) }}', 'Order Statuses is not text', ''],
	['webhookUrl', '={{ ({ a: 1 }) }}', 'Webhook URL is not text', ''],
])('%s that is %j is refused before anything is read: %s', async (name, value, message, remedy) => {
	const run = await getMissed({ [name]: value as string });

	expect(run.error).toMatchObject({
		name: 'NodeOperationError',
		message: `${message} [item 0]`,
		description: expect.stringContaining(remedy),
	});
	expect(rig.sandbox.requests).toEqual([]);
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
		const { outputs, items: itemsOf } = await run(CONTINUE);

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

	it.each([1, 4])('share one limit of requests under way: %d', async (count) => {
		rig.sandbox.misbehave({ kind: 'hold', until: 3 });
		rig.sandbox.misbehave({ kind: 'latency', ms: 10 });
		rig.sandbox.resetPeak();
		const events = ['order.status', 'order.statusFull', 'reading.weight', 'patient.created'];
		await getMissed({ events, options: { concurrency: 3 } }, Array(count).fill({}));

		expect(rig.sandbox.peakInFlight).toBe(3);
		expect(rig.sandbox.requests).toHaveLength(4 * count);
	});
});

describe('Impilo', () => {
	beforeEach(() => {
		plant(rig.sandbox, { payload: sent('e1') });
	});

	it('that refuses one type gives nothing of the item, rather than part of it', async () => {
		rig.sandbox.misbehave({ kind: 'refuse', status: 403, message: 'No', every: 2 });
		const run = await rig.runImpilo(
			formOf({ events: ['order.statusFull', 'order.status'] }),
			[{}],
			CONTINUE,
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

	it.each([500, 502, 503, 429])('that answers %d for a while is asked again', async (status) => {
		const { waits } = withoutWaiting();
		rig.sandbox.misbehave({ kind: 'status', status, times: 2 });
		const run = await getMissed();

		expect(eventIds(run)).toEqual(['e1']);
		expect(rig.sandbox.requests).toHaveLength(3);
		expect(waits.length).toBeGreaterThanOrEqual(2);
		expect(hintsOf(run)).toEqual([expect.stringContaining('Requests were sent again 2 times')]);
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
			"Impilo's answer was lost: it was incomplete [item 0]",
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

		expect(hintsOf(await getMissed())).toEqual([
			expect.stringContaining('could not deliver 1 more event'),
			expect.stringContaining('Requests were sent again once'),
		]);
	});
});

it('counts what is unreadable once, though several items read the same logs', async () => {
	plant(rig.sandbox, { payload: 'cut o' });

	expect(hintsOf(await getMissed({}, [{}, {}, {}]))).toEqual([
		expect.stringContaining('1 more event'),
	]);
});

function hoursAgo(hours: number): string {
	return new Date(Date.now() - hours * 3_600_000).toISOString();
}
