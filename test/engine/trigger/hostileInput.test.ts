import { gzipSync } from 'node:zlib';

import type { IDataObject } from 'n8n-workflow';

import type { TriggerRig } from '../harness';
import {
	deliver,
	FULL_ORDER,
	orderEvent,
	SECRET,
	startedWith,
	useImpiloTriggers,
} from './triggerRun';

const rig = useImpiloTriggers();
let trigger: TriggerRig;
beforeEach(async () => {
	trigger = await rig.activate({ events: [FULL_ORDER, 'patient.created'] });
});
afterEach(() => expect(JSON.stringify(trigger.logs)).not.toContain(SECRET));

const MEBIBYTE = 1_048_576;

/** Delivers with the true secret, and gives the status and how often the workflow was started. */
async function outcomeOf(
	body: unknown,
	headers: Record<string, string> = { 'Content-Type': 'application/json' },
): Promise<{ status: number | undefined; started: number }> {
	const answer = await deliver(trigger.url, {
		body,
		headers: { ...headers, 'Impilo-Webhook-Secret': SECRET },
	});
	await trigger.settled();
	expect(answer.text).not.toContain(SECRET);
	return { status: answer.status, started: trigger.executions.length };
}

const REFUSED = { status: 400, started: 0 };
const TAKEN = { status: 200, started: 1 };

const nest = (depth: number, open: string, core: string, close: string) =>
	open.repeat(depth) + core + close.repeat(depth);

describe('a body that is no event is answered 400 and starts nothing', () => {
	it.each<[string, unknown]>([
		['none', undefined],
		['an empty one', ''],
		['null', 'null'],
		['true', 'true'],
		['a number', '5'],
		['text', '"order.statusFull"'],
		['an empty list', '[]'],
		['a list of events', [orderEvent('a')]],
		['an empty object', {}],
		['an order without its envelope', { id: 5001, currentStatus: 'shipped', orderItems: [] }],
		['an order with a type', { id: 5001, type: FULL_ORDER, currentStatus: 'shipped' }],
		['an envelope in an envelope', { event: orderEvent('a') }],
		['lists in lists', nest(50_000, '[', '', ']')],
		['objects in objects', nest(20_000, '{"a":', '1', '}')],
	])('%s', async (_what, body) => {
		expect(await outcomeOf(body)).toEqual(REFUSED);
	});

	it.each<[string, IDataObject]>([
		['no ID', { id: undefined }],
		['null for an ID', { id: null }],
		['an empty ID', { id: '' }],
		['an ID of 201 characters', { id: 'x'.repeat(201) }],
		['an ID of a million characters', { id: 'x'.repeat(1_000_000) }],
		['a fraction for an ID', { id: 1.5 }],
		['a rounded ID', { id: 2 ** 53 }],
		['true for an ID', { id: true }],
		['a list for an ID', { id: ['a'] }],
		['an object for an ID', { id: { a: 1 } }],
		['no type', { type: undefined }],
		['null for a type', { type: null }],
		['an empty type', { type: '' }],
		['a number for a type', { type: 5 }],
		['a list for a type', { type: [FULL_ORDER] }],
		['an object for a type', { type: { toString: FULL_ORDER } }],
		['no payload', { payload: undefined }],
		['null for a payload', { payload: null }],
		['text for a payload', { payload: '{"id":1}' }],
		['a number for a payload', { payload: 5 }],
		['a list for a payload', { payload: [{ id: 1 }] }],
	])('%s', async (_what, part) => {
		expect(await outcomeOf({ ...orderEvent('a'), ...part })).toEqual(REFUSED);
	});

	it('one larger than a mebibyte, and no smaller one', async () => {
		const envelope = orderEvent('a', { note: '' });
		const missing = MEBIBYTE - JSON.stringify(envelope).length;
		const fill = (length: number) => orderEvent('a', { note: 'x'.repeat(length) });
		expect(await outcomeOf(fill(missing + 1))).toEqual(REFUSED);
		expect(await outcomeOf(fill(missing))).toEqual(TAKEN);
	});

	it('one that unpacks to more than a mebibyte', async () => {
		const body = gzipSync(JSON.stringify(orderEvent('a', { note: 'x'.repeat(8 * MEBIBYTE) })));
		expect(body.length).toBeLessThan(MEBIBYTE / 10);
		const headers = { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' };
		expect(await outcomeOf(body, headers)).toEqual(REFUSED);
	});

	it('is named once in the log, with what to do', async () => {
		for (let round = 0; round < 5; round += 1) await outcomeOf({ note: 'a-private-note' });
		expect(trigger.logs).toEqual([
			{
				level: 'warn',
				message: expect.stringMatching(/^Impilo Trigger: .*answered with 400.*maintainers/),
			},
		]);
		expect(trigger.logs[0]?.message).not.toContain('a-private-note');
	});
});

describe('an event', () => {
	it.each([
		['labelled as text', { 'Content-Type': 'text/plain' }],
		['not labelled', {}],
		['labelled as bytes', { 'Content-Type': 'application/octet-stream' }],
		['labelled as JSON of some kind', { 'Content-Type': 'application/cloudevents+json' }],
		['with a charset', { 'Content-Type': 'Application/JSON; charset=UTF-8' }],
	])('%s is taken', async (_how, headers: Record<string, string>) => {
		expect(await outcomeOf(orderEvent('a'), headers)).toEqual(TAKEN);
		expect(startedWith(trigger)).toMatchObject([{ eventId: 'a', currentStatus: 'shipped' }]);
	});

	it('that is packed is taken', async () => {
		const headers = { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' };
		expect(await outcomeOf(gzipSync(JSON.stringify(orderEvent('a'))), headers)).toEqual(TAKEN);
	});

	it('with an ID of 200 characters is taken', async () => {
		expect(await outcomeOf(orderEvent('x'.repeat(200)))).toEqual(TAKEN);
	});

	it.each([
		['text that is no JSON', 'text/plain', 'id=a'],
		['bytes that are no JSON', 'application/octet-stream', Buffer.from([0, 255, 1])],
	])('as %s is answered 400 and starts nothing', async (_what, type, body) => {
		expect(await outcomeOf(body, { 'Content-Type': type })).toEqual(REFUSED);
	});

	it('whose payload is nested deeply is answered', async () => {
		const payload = nest(5_000, '{"a":', '1', '}');
		const body = `{"id":"a","type":"patient.created","payload":${payload}}`;
		const { status } = await outcomeOf(body);
		expect(status).toBe(200);
	});

	it('with the names of built-in properties harms nothing', async () => {
		const body = `{"id":"a","type":"${FULL_ORDER}","__proto__":{"id":"b"},"constructor":5,"payload":{"__proto__":{"currentStatus":"voided"},"constructor":null,"toString":1,"id":7}}`;
		expect(await outcomeOf(body)).toEqual(TAKEN);
		expect(startedWith(trigger)).toMatchObject([{ eventId: 'a', id: 7, currentStatus: null }]);
		expect(({} as IDataObject).currentStatus).toBeUndefined();
	});

	it.each(['__proto__', 'constructor', 'toString'])('with the ID %s is taken once', async (id) => {
		expect(await outcomeOf(orderEvent(id))).toEqual(TAKEN);
		expect(await outcomeOf(orderEvent(id))).toEqual(TAKEN);
	});
});
