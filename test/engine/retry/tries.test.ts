import type { INodeParameters } from 'n8n-workflow';

import { seedIds } from '../../../sandbox';
import { createForm, idsOf } from '../create/orderForm';
import { locator } from '../get/wire';
import { startImpilo, withoutWaiting, type ImpiloRig } from '../impiloRun';
import { createForm as patientForm } from '../patient/patientForm';

/** Retry On Fail for what can't be looked up at Impilo before it is created. */

let rig: ImpiloRig;
beforeAll(async () => {
	rig = await startImpilo();
});
beforeEach(() => {
	rig.sandbox.reset();
	withoutWaiting();
});
afterEach(() => jest.restoreAllMocks());
afterAll(async () => await rig.stop());

const RETRIES = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };

const FORMS: Array<[string, INodeParameters]> = [
	[
		'site',
		{
			resource: 'site',
			operation: 'create',
			name: '={{ $json.name }}',
			addressLineOne: '1 Example Street',
			addressCity: 'Springfield',
			addressState: 'IL',
			addressZipCode: '62701',
			addressCountry: 'US',
		},
	],
	[
		'return',
		{
			resource: 'return',
			operation: 'create',
			returnFrom: 'patient',
			patientId: locator('id', 1245),
			returns: { returnDevices: [{ deviceId: locator('id', seedIds.deviceWithPatient) }] },
		},
	],
	[
		'support-ticket',
		{
			resource: 'supportTicket',
			operation: 'create',
			ticketType: 'other',
			note: '={{ $json.name }}',
		},
	],
	['order', createForm()],
	['patient', { ...patientForm({ externalIdentifier: '' }), lastName: '={{ $json.name }}' }],
];

const ITEMS = [{ name: 'One' }, { name: 'Two' }];

describe.each(FORMS)('a %s', (resource, form) => {
	const posts = (): unknown[] =>
		rig.sandbox.requests.filter(
			({ method, path }) => method === 'POST' && path === `/api/v3/${resource}`,
		);
	const refuseSecond = { kind: 'status', status: 400, body: 'No', every: 2, times: 1 } as const;

	it('that was created is not created again by the next try', async () => {
		rig.sandbox.misbehave({ ...refuseSecond, match: { method: 'POST' } });
		const run = await rig.runImpilo(
			{ ...form, options: { concurrency: 1, generateExternalOrderId: false } },
			ITEMS,
			RETRIES,
		);

		expect(run.error?.message).toBeUndefined();
		expect(new Set(idsOf(run)).size).toBe(2);
		expect(posts()).toHaveLength(3);
	});

	it('of which nobody knows whether it was created is not sent again', async () => {
		rig.sandbox.misbehave({ kind: 'loseAnswer', when: 'afterCommit', match: { method: 'POST' } });
		const run = await rig.runImpilo(form, [{ name: 'One' }], RETRIES);

		expect(run.error?.message).toMatch(/^It is not known whether Impilo has (created|placed) this/);
		expect(posts()).toHaveLength(1);
	});

	it('is created by each execution', async () => {
		const first = await rig.runImpilo(form, [{ name: 'One' }], RETRIES);
		const second = await rig.runImpilo(form, [{ name: 'One' }], RETRIES);

		expect(idsOf(first)).not.toEqual(idsOf(second));
		expect(posts()).toHaveLength(2);
	});
});
