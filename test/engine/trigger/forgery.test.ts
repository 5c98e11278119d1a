import type { TriggerRig } from '../harness';
import {
	deliver,
	orderEvent,
	SECRET,
	secretReadsOf,
	startedWith,
	useImpiloTriggers,
} from './triggerRun';

const rig = useImpiloTriggers();
let trigger: TriggerRig;
beforeEach(async () => {
	trigger = await rig.activate();
	rig.sandbox.clearRequests();
});

const NAME = 'Impilo-Webhook-Secret';
const JSON_TYPE = { 'Content-Type': 'application/json' };
const NEARLY = `${SECRET.slice(0, -1)}_`;

const deliverWith = async (
	headers: Record<string, string | string[]>,
	body: unknown = orderEvent('a'),
) => await deliver(trigger.url, { body, headers: { ...JSON_TYPE, ...headers } });

describe('a delivery is turned away', () => {
	it.each<[string, Record<string, string | string[]>]>([
		['without a secret', {}],
		['with an empty secret', { [NAME]: '' }],
		['with one of the same length', { [NAME]: NEARLY }],
		['with a shorter one', { [NAME]: SECRET.slice(0, -1) }],
		['with a longer one', { [NAME]: `${SECRET}_` }],
		['with something before it', { [NAME]: `Bearer ${SECRET}` }],
		['in other case', { [NAME]: SECRET.toUpperCase() }],
		['with a very long one', { [NAME]: 'x'.repeat(10_000) }],
		['with the true one twice', { [NAME]: [SECRET, SECRET] }],
		['with the true one last', { [NAME]: ['forged', SECRET] }],
		['with the true one under other names', { Authorization: SECRET, 'Impilo-API-Key': SECRET }],
		['with the API key', { [NAME]: 'sandbox-key-not-a-secret' }],
	])('%s', async (_how, headers) => {
		const answer = await deliverWith(headers);
		expect(answer).toEqual({
			status: 401,
			text: JSON.stringify({ message: 'The delivery does not carry the webhook secret' }),
		});
		await trigger.settled();
		expect(trigger.executions).toEqual([]);
		expect(trigger.swallowed).toEqual([]);
		expect(trigger.logs).toEqual([
			{ level: 'warn', message: expect.stringMatching(/answered with 401.*Verify Sender/) },
		]);
		const shown = JSON.stringify(trigger.logs);
		expect(shown).not.toContain(SECRET);
		for (const given of Object.values(headers).flat()) {
			if (given.length > 1) expect(shown).not.toContain(given);
		}
	});

	it('with the hash that is kept', async () => {
		const [, secretHash = ''] =
			/"secretHash":"([0-9a-f]{64})"/.exec(JSON.stringify(trigger.staticData)) ?? [];
		expect(secretHash).toHaveLength(64);
		expect((await deliverWith({ [NAME]: secretHash })).status).toBe(401);
	});

	it('with the true one in the address or the body', async () => {
		const url = `${trigger.url}?${NAME}=${SECRET}&impilo-webhook-secret=${SECRET}`;
		const body = { ...orderEvent('a'), [NAME]: SECRET, secret: SECRET };
		expect((await deliver(url, { body, headers: JSON_TYPE })).status).toBe(401);
	});

	it('before its body is looked at', async () => {
		for (const body of ['null', '[]', undefined, 'x'.repeat(100)]) {
			const headers = { 'Content-Type': 'application/octet-stream', [NAME]: 'forged' };
			expect((await deliver(trigger.url, { body, headers })).status).toBe(401);
		}
		expect(trigger.logs).toHaveLength(1);
	});

	it('and does not keep the true one of the same event from starting the workflow', async () => {
		await deliverWith({ [NAME]: NEARLY });
		expect((await deliverWith({ [NAME]: SECRET })).status).toBe(200);
		await trigger.settled();
		expect(startedWith(trigger)).toMatchObject([{ eventId: 'a' }]);
	});
});

it.each(['impilo-webhook-secret', 'IMPILO-WEBHOOK-SECRET', 'iMPILO-wEBHOOK-sECRET'])(
	'the true secret is taken under the name %s, without a question to Impilo',
	async (name) => {
		expect((await deliverWith({ [name]: SECRET })).status).toBe(200);
		await trigger.settled();
		expect(trigger.executions).toHaveLength(1);
		expect(rig.sandbox.requests).toEqual([]);
	},
);

it('without any header of a secret, Impilo is not even asked', async () => {
	expect((await deliverWith({})).status).toBe(401);
	expect(rig.sandbox.requests).toEqual([]);
});

it('a thousand forged deliveries start nothing, cost one question and one line in the log', async () => {
	const forge = async (number: number) => {
		const headers = { [NAME]: number % 2 === 0 ? `forged-${number}` : NEARLY };
		const { status, text } = await deliverWith(headers, orderEvent(`event-${number}`));
		return `${status} ${text.includes(SECRET) || text.includes('forged')}`;
	};
	const answers = new Map<string, number>();
	for (let from = 0; from < 1_000; from += 100) {
		const batch = Array.from({ length: 100 }, async (_, index) => await forge(from + index));
		for (const answer of await Promise.all(batch)) {
			answers.set(answer, (answers.get(answer) ?? 0) + 1);
		}
	}
	await trigger.settled();
	expect([...answers]).toEqual([['401 false', 1_000]]);
	expect(trigger.executions).toEqual([]);
	expect(trigger.swallowed).toEqual([]);
	expect(rig.sandbox.requests).toHaveLength(1);
	expect(secretReadsOf(rig.sandbox)).toBe(1);
	expect(trigger.logs).toHaveLength(1);
	expect(JSON.stringify(trigger.logs)).not.toMatch(/forged-|a-secret-of/);
	expect(JSON.stringify(trigger.staticData)).not.toContain('event-');
	expect((await deliverWith({ [NAME]: SECRET }, orderEvent('event-7'))).status).toBe(200);
}, 120_000);

it('a true delivery is answered while forged ones pour in', async () => {
	const all = Array.from({ length: 60 }, async (_, index) => {
		const secret = index % 6 === 0 ? SECRET : 'forged';
		return (await deliverWith({ [NAME]: secret }, orderEvent(`event-${index}`))).status;
	});
	const answers = await Promise.all(all);
	expect(answers.filter((status) => status === 200)).toHaveLength(10);
	await trigger.settled();
	expect(trigger.executions).toHaveLength(10);
});
