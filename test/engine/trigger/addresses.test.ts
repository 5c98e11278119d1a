import dns from 'node:dns';

import { withoutWaiting } from '../impiloRun';
import { startImpiloTriggers, subscribedTo, type ImpiloTriggerRig } from './triggerRun';

let rig: ImpiloTriggerRig;
const lookedUp: string[] = [];
beforeAll(async () => {
	rig = await startImpiloTriggers();
});
beforeEach(() => {
	lookedUp.length = 0;
	withoutWaiting();
	const { lookup } = dns;
	const refuse = (...[host, ...others]: Parameters<typeof lookup>) => {
		if (!host.endsWith('impiloplatform.com')) return lookup(host, ...others);
		lookedUp.push(host);
		const done = others.at(-1) as unknown as (error: Error) => void;
		return done(Object.assign(new Error('No network in tests'), { code: 'ENOTFOUND' }));
	};
	jest.spyOn(dns, 'lookup').mockImplementation(refuse as typeof lookup);
});
afterEach(async () => {
	jest.restoreAllMocks();
	await rig.reset();
});
afterAll(async () => await rig.stop());

const ENVIRONMENTS = [
	['production', 'app.impiloplatform.com'],
	['staging', 'staging.impiloplatform.com'],
] as const;

const PRIVATE = [
	'http://localhost:5678/',
	'https://LOCALHOST/',
	'http://n8n:5678/',
	'http://n8n.local/',
	'http://n8n.internal/',
	'http://127.0.0.1:5678/',
	'http://0.0.0.0:5678/',
	'http://10.1.2.3/',
	'http://172.16.0.1/',
	'http://172.31.255.1/',
	'http://192.168.1.1/',
	'http://169.254.1.1/',
	'http://[::1]:5678/',
	'http://[fd00::1]/',
	'http://[fe80::1]/',
];

const PUBLIC = [
	'https://n8n.example.com/',
	'https://localhost.example.com/',
	'https://10.example.com/',
	'http://172.32.0.1/',
	'http://192.169.1.1/',
	'https://[2001:db8::1]/',
];

describe.each(ENVIRONMENTS)('in the environment %s', (environment, host) => {
	it.each(PRIVATE)('%s is refused with the remedy, before Impilo is asked', async (publicUrl) => {
		const trigger = await rig.open({}, { publicUrl, credential: { environment } });
		// Every look-up fails: had anything been asked, that would be what is told.
		await expect(trigger.activate()).rejects.toMatchObject({
			name: 'NodeOperationError',
			message: expect.stringMatching(
				/^Impilo cannot reach this n8n: the address of the webhook is https?:\/\/.+\/webhook\//,
			),
			description: expect.stringContaining('Set WEBHOOK_URL'),
		});
		await expect(trigger.activateTest()).rejects.toThrow('Impilo');
	});

	it.each(PUBLIC)('%s is not', async (publicUrl) => {
		const trigger = await rig.open({}, { publicUrl, credential: { environment } });
		await expect(trigger.activate()).rejects.toThrow('its name was not found');
		expect(new Set(lookedUp)).toEqual(new Set([host]));
	});
});

it.each(PRIVATE)('a server of your own may be told %s', async (publicUrl) => {
	const trigger = await rig.open({}, { publicUrl });
	await trigger.activate();
	expect(subscribedTo(rig.sandbox)).toEqual([expect.stringMatching(/^order\.statusFull http/)]);
	expect(lookedUp).toEqual([]);
});
