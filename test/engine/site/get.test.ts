import type { INodeParameters } from 'n8n-workflow';

import { seedIds } from '../../../sandbox';
import { IMPILO, pick, useImpilo } from '../impiloRun';
import { idsOf, requestLines } from '../outcome';

const LIST = 'GET /api/v3/site';

const rig = useImpilo();

async function get(siteId: INodeParameters[string], more: INodeParameters = {}) {
	return await rig.runImpilo({ resource: 'site', operation: 'get', siteId, ...more });
}

async function getMany(parameters: INodeParameters = {}) {
	return await rig.runImpilo({ resource: 'site', operation: 'getAll', ...parameters });
}

describe('Get', () => {
	it('gives a site', async () => {
		const run = await get(pick(seedIds.site));

		expect(requestLines(rig.sandbox)).toEqual([`${LIST}/201`]);
		expect(run.items(IMPILO)).toEqual([
			{
				json: {
					id: 201,
					name: 'Sampleton Clinic',
					active: true,
					phoneNumber: '+1-202-555-0100',
					addressLineOne: '1 Sample Plaza',
					addressLineTwo: 'Suite 100',
					addressCity: 'Exampleville',
					addressState: 'CA',
					addressZipCode: '90000',
					addressCountry: 'US',
				},
				pairedItem: { item: 0 },
			},
		]);
	});
});

describe('Get Many', () => {
	it('picks those with the text in their name, in any case, from pages of 250', async () => {
		const run = await getMany({ limit: 1, filters: { name: ' HEART ' } });

		expect(run.items(IMPILO)).toMatchObject([
			{ json: { id: 202, name: 'Placeholder Heart Center' } },
		]);
		expect(requestLines(rig.sandbox)).toEqual([`${LIST}?page=1&size=250`]);
	});

	it('leaves out those without a name where one is asked for', async () => {
		rig.answer({
			content: [{ id: 1 }, { id: 2, name: null }, { id: 3, name: 'Clinic' }],
			last: true,
		});

		expect(idsOf(await getMany({ returnAll: true, filters: { name: 'clinic' } }))).toEqual([3]);
	});
});
