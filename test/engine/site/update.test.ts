import type { INodeParameters } from 'n8n-workflow';

import { seedIds } from '../../../sandbox';
import { IMPILO, pick, useImpilo } from '../impiloRun';
import { jsonOf, requestLines } from '../outcome';

const ID = seedIds.site;
const PATH = `/api/v3/site/${ID}`;
const PATCH = `PATCH ${PATH}`;
const GET = `GET ${PATH}`;

const rig = useImpilo();

async function update(updateFields: INodeParameters, more: INodeParameters = {}) {
	return await rig.runImpilo({
		resource: 'site',
		operation: 'update',
		siteId: pick(ID),
		updateFields,
		...more,
	});
}

function patched(): unknown[] {
	return rig.sandbox.requests.flatMap(({ method, body }) => (method === 'PATCH' ? [body] : []));
}

describe('updating', () => {
	it.each<[INodeParameters, object]>([
		[{ name: 'New Name' }, { name: 'New Name' }],
		[{ active: false }, { active: false }],
		[{ active: true }, { active: true }],
		[
			{ phoneNumber: 15550100, name: ' New Name ', active: 'false' },
			{ active: false, name: 'New Name', phoneNumber: '15550100' },
		],
		[{ name: 'New Name', phoneNumber: ' ' }, { name: 'New Name' }],
	])('sends of %j only what is filled, in one PATCH', async (updateFields, body) => {
		const run = await update(updateFields);

		expect(run.status).toBe('success');
		expect(requestLines(rig.sandbox)).toEqual([PATCH]);
		expect(patched()).toEqual([body]);
		expect(run.items(IMPILO)).toMatchObject([
			{ json: { id: ID, ...body }, pairedItem: { item: 0 } },
		]);
	});

	it('of a part of the address keeps the other parts', async () => {
		const run = await update({ addressCity: 'Sampleton', addressZipCode: '90210' });

		expect(requestLines(rig.sandbox)).toEqual([GET, PATCH]);
		expect(patched()).toEqual([
			{
				address: {
					lineOne: '1 Sample Plaza',
					lineTwo: 'Suite 100',
					city: 'Sampleton',
					state: 'CA',
					zipCode: '90210',
					country: 'US',
				},
			},
		]);
		expect(jsonOf(run)[0]).toEqual({
			id: ID,
			name: 'Sampleton Clinic',
			active: true,
			phoneNumber: '+1-202-555-0100',
			addressLineOne: '1 Sample Plaza',
			addressLineTwo: 'Suite 100',
			addressCity: 'Sampleton',
			addressState: 'CA',
			addressZipCode: '90210',
			addressCountry: 'US',
		});
	});

	it('takes turns with another run, and keeps what that has left', async () => {
		rig.sandbox.misbehave({ kind: 'latency', ms: 30 });
		await Promise.all([update({ addressCity: 'Sampleton' }), update({ addressState: 'NV' })]);

		expect(requestLines(rig.sandbox)).toEqual([GET, PATCH, GET, PATCH]);
		expect(rig.sandbox.sites.get(ID)?.address).toMatchObject({ city: 'Sampleton', state: 'NV' });
	});

	it("gives Impilo's answer untouched with Simplify off", async () => {
		const run = await update({ name: 'New Name' }, { simplify: false });

		expect(jsonOf(run)[0]).toEqual(rig.sandbox.sites.get(ID));
	});

	it('is refused where nothing is filled', async () => {
		const run = await update({ name: ' ', addressCity: '' });

		expect(run.error).toMatchObject({
			message: 'Update Fields contains nothing to change [item 0]',
			description: expect.stringContaining('Add at least one field') as string,
		});
		expect(rig.sandbox.requests).toEqual([]);
	});

	it('is refused where a value makes no sense', async () => {
		const run = await update({ active: 'maybe', name: 'New Name' });

		expect(run.error?.message).toBe('Active is neither true nor false [item 0]');
		expect(rig.sandbox.requests).toEqual([]);
	});
});

describe('what Impilo refuses', () => {
	it.each<[string, INodeParameters]>([
		['its name', { name: 'x' }],
		['a part of its address', { addressCity: 'x' }],
	])('says that there is no such site, for %s', async (_, updateFields) => {
		const run = await update(updateFields, { siteId: pick(seedIds.unknownSite) });

		expect(run.error).toMatchObject({
			message: 'Impilo has no site 999998 [item 0]',
			httpCode: '404',
		});
		expect(rig.sandbox.requests).toHaveLength(1);
	});

	it('is in its words', async () => {
		rig.sandbox.refuseNext('phone number is not valid', { match: { method: 'PATCH' } });
		const run = await update({ phoneNumber: '1' });

		expect(run.error?.message).toBe(
			'Impilo refused to update site 201: "phone number is not valid" [item 0]',
		);
		expect(patched()).toHaveLength(1);
	});
});
