import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { sandboxKeys, seedIds } from '../../../sandbox';
import { IMPILO, useImpilo, withoutWaiting } from '../impiloRun';
import { REQUIRED_SITE, WIRE_ADDRESS } from '../operations';
import { jsonOf, requestLines } from '../outcome';

const POST = 'POST /api/v3/site';
const SEEDED = 8;
const FIRST_NEW_ID = seedIds.otherImpiloSite + 1;

const DOUBT = 'It is not known whether Impilo has created this site.';

const rig = useImpilo();

async function create(parameters: INodeParameters = {}, items: IDataObject[] = [{}]) {
	const form = { resource: 'site', operation: 'create', ...REQUIRED_SITE, ...parameters };
	return await rig.runImpilo(form, items);
}

function sent(): unknown[] {
	return rig.sandbox.requests.map(({ body }) => body);
}

function newSites(): unknown[] {
	return [...rig.sandbox.sites.values()].slice(SEEDED);
}

describe('creating', () => {
	it('sends what is required, and that the site is active, in one POST', async () => {
		const run = await create();

		expect(run.status).toBe('success');
		expect(requestLines(rig.sandbox)).toEqual([POST]);
		expect(rig.sandbox.requests[0]).toMatchObject({
			headers: { 'impilo-api-key': sandboxKeys.valid },
			status: 200,
		});
		expect(sent()).toEqual([{ name: 'Springfield Clinic', active: true, address: WIRE_ADDRESS }]);
		expect(run.items(IMPILO)).toEqual([
			{
				json: {
					id: FIRST_NEW_ID,
					name: 'Springfield Clinic',
					active: true,
					phoneNumber: null,
					addressLineOne: '1 Example Street',
					addressLineTwo: null,
					addressCity: 'Springfield',
					addressState: 'IL',
					addressZipCode: '62701',
					addressCountry: 'US',
				},
				pairedItem: { item: 0 },
			},
		]);
	});

	it('sends all that is filled, and gives what Impilo answers, with Simplify off', async () => {
		const run = await create({
			addressZipCode: 62701,
			additionalFields: {
				active: false,
				addressLineThree: 'Third floor',
				addressLineTwo: 'Suite 4',
				addressNote: 'Ring twice',
				phoneNumber: ' +1 555 0100 ',
			},
			simplify: false,
		});

		const site = {
			name: 'Springfield Clinic',
			active: false,
			phoneNumber: '+1 555 0100',
			address: {
				...WIRE_ADDRESS,
				lineTwo: 'Suite 4',
				lineThree: 'Third floor',
				note: 'Ring twice',
			},
		};
		expect(sent()).toEqual([site]);
		expect(jsonOf(run)[0]).toEqual({ id: FIRST_NEW_ID, ...site });
	});

	it('leaves out what is blank', async () => {
		await create({
			additionalFields: { addressLineTwo: ' ', phoneNumber: '', active: '' },
		});

		expect(sent()).toEqual([{ name: 'Springfield Clinic', active: true, address: WIRE_ADDRESS }]);
	});

	it.each<[string, string]>([
		['name', 'Name'],
		['addressLineOne', 'Address Line One'],
		['addressCity', 'Address City'],
		['addressState', 'Address State'],
		['addressZipCode', 'Address Zip Code'],
		['addressCountry', 'Address Country'],
	])('sends nothing without %s', async (name, field) => {
		const run = await create({ [name]: ' ' });

		expect(run.error).toMatchObject({
			name: 'NodeOperationError',
			message: `${field} is empty [item 0]`,
			description: expect.stringContaining(`Fill ${field}`),
		});
		expect(rig.sandbox.requests).toEqual([]);
	});

	it.each<[INodeParameters, string]>([
		[{ name: { a: 1 } }, 'Name is not text [item 0]'],
		[{ additionalFields: { active: 'maybe' } }, 'Active is neither true nor false [item 0]'],
		[{ additionalFields: { phoneNumber: ['x'] } }, 'Phone Number is not text [item 0]'],
	])('sends nothing for %j', async (parameters, message) => {
		expect((await create(parameters)).error?.message).toBe(message);
		expect(rig.sandbox.requests).toEqual([]);
	});
});

describe('a refusal', () => {
	it("is in Impilo's words", async () => {
		rig.sandbox.refuseNext('phone number is not valid', { match: { path: '/api/v3/site' } });
		const run = await create();

		expect(run.error).toMatchObject({
			message: 'Impilo refused to create the site: "phone number is not valid" [item 0]',
			httpCode: '400',
		});
		expect(newSites()).toEqual([]);
	});
});

describe('several items', () => {
	const BY_ITEM = { name: '={{ $json.name }}' };
	const ITEMS = [{ name: 'First' }, { name: '' }, { name: 'Third' }, { name: 'Fourth' }];

	it('say which were created before the run stopped', async () => {
		const run = await create({ ...BY_ITEM, options: { concurrency: 1 } }, [
			{ name: 'First' },
			{ name: 'Second' },
			{ name: '' },
			{ name: 'Fourth' },
		]);

		expect(run.error).toMatchObject({
			message: 'Name is empty [item 2]',
			description: expect.stringContaining(
				'2 sites of this run were created before it stopped, for these items: 0–1. Remove these items before you run it again, as they would be created twice: 0–1.',
			),
		});
		expect(newSites()).toHaveLength(2);
	});

	it('say which may have been created as well', async () => {
		withoutWaiting();
		rig.sandbox.misbehave({ kind: 'loseAnswer', when: 'afterCommit', every: 2 });
		const run = await create({ ...BY_ITEM, options: { concurrency: 1 } }, ITEMS.slice(2));

		expect(run.error).toMatchObject({
			message: expect.stringContaining(`${DOUBT} `),
			description: expect.stringContaining(
				'1 site of this run was created before it stopped, for these items: 0. It is not known whether the sites of these items were created: 1. Remove these items before you run it again, as they would be created twice: 0.',
			),
		});
	});

	it('say that none was created', async () => {
		const run = await create(BY_ITEM, [{ name: '' }, { name: '' }]);

		expect(run.error?.description).toContain('No site of this run was created.');
	});
});
