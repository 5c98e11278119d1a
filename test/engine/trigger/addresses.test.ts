import dns from 'node:dns';

import { subscribedTo, useImpiloTriggers } from './triggerRun';

const rig = useImpiloTriggers();
const lookedUp: string[] = [];
beforeEach(() => {
	lookedUp.length = 0;
	const { lookup } = dns;
	const refuse = (...[host, ...others]: Parameters<typeof lookup>) => {
		if (!host.endsWith('impiloplatform.com')) return lookup(host, ...others);
		lookedUp.push(host);
		const done = others.at(-1) as unknown as (error: Error) => void;
		return done(Object.assign(new Error('No network in tests'), { code: 'ENOTFOUND' }));
	};
	jest.spyOn(dns, 'lookup').mockImplementation(refuse as typeof lookup);
});

const PRIVATE = ['http://localhost:5678/', 'http://192.168.1.1/'];

describe.each([
	['production', 'app.impiloplatform.com'],
	['staging', 'staging.impiloplatform.com'],
])('in the environment %s', (environment, host) => {
	it.each(PRIVATE)('%s is refused with the remedy, before Impilo is asked', async (publicUrl) => {
		const trigger = await rig.open({}, { publicUrl, credential: { environment } });
		// Every look-up fails: had anything been asked, that would be what is told.
		await expect(trigger.activate()).rejects.toMatchObject({
			name: 'NodeOperationError',
			message: expect.stringMatching(
				/^Impilo cannot reach this n8n: the address of the webhook is https?:\/\/.+\/webhook\//,
			),
			description: expect.stringContaining('Set the environment variable N8N_WEBHOOK_URL'),
		});
		await expect(trigger.activateTest()).rejects.toThrow('Impilo cannot reach this n8n');
	});

	it('a public address is not', async () => {
		const publicUrl = 'https://n8n.example.com/';
		const trigger = await rig.open({}, { publicUrl, credential: { environment } });
		await expect(trigger.activate()).rejects.toThrow('its host name was not found');
		expect(new Set(lookedUp)).toEqual(new Set([host]));
	});
});

it.each(PRIVATE)('a server of your own may be told %s', async (publicUrl) => {
	await rig.activate({}, { publicUrl });
	expect(subscribedTo(rig.sandbox)).toEqual([expect.stringMatching(/^order\.statusFull http/)]);
	expect(lookedUp).toEqual([]);
});
