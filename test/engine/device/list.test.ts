import { seedIds } from '../../../sandbox';
import { useImpilo } from '../impiloRun';
import { searchLists } from '../lists/searchLists';
import { requestLines } from '../outcome';

const LIST = 'GET /api/v3/device?sort=itemName';
const PAGE = 'page=1&size=50';

const rig = useImpilo();

const lists = searchLists(rig);
const search = async (filter?: string) => await lists.search('searchDevices', { filter });

it('shows item, serial number and status, and no patient', async () => {
	const { results } = await search();

	expect(requestLines(rig.sandbox)).toEqual([`${LIST}&${PAGE}`]);
	expect(results).toHaveLength(50);
	expect(results).toContainEqual({
		name: 'Blood Pressure Monitor · SN-7016 · availableAtSite',
		value: seedIds.deviceAtSite,
	});
	const names = [...rig.sandbox.patients.values()].map(({ lastName }) => lastName);
	for (const { name } of results) {
		for (const lastName of names) expect(name).not.toContain(lastName ?? 'null');
	}
});

it.each<[string, object, string]>([
	[
		'no serial number',
		{ deviceIdentifiers: [{ type: 'imei', value: '35' }] },
		'Monitor · 35 · used',
	],
	[
		'an external identifier only',
		{ deviceIdentifiers: null, externalIdentifier: 'E-1' },
		'Monitor · E-1 · used',
	],
	[
		'a serial number behind another',
		{
			deviceIdentifiers: [
				{ type: 'imei', value: '35' },
				{ type: 'serial', value: 'S-1' },
			],
		},
		'Monitor · S-1 · used',
	],
	['no identifier', { deviceIdentifiers: [], externalIdentifier: null }, 'Monitor · used'],
	['nothing', { item: null, currentStatus: null, externalIdentifier: null }, 'Device 9'],
])('shows a device with %s', async (_, device, name) => {
	const content = [{ id: 9, item: { name: 'Monitor' }, currentStatus: 'used', ...device }];
	rig.answer({ content, last: true });

	expect((await search()).results).toEqual([{ name, value: 9 }]);
});

it('is searched by the name of the item', async () => {
	const { results } = await search('cuff');

	const wanted = [...rig.sandbox.devices.values()].filter(({ item }) =>
		item.name.toLowerCase().includes('cuff'),
	);
	expect(results.map(({ value }) => value)).toEqual(wanted.map(({ id }) => id));
	expect(requestLines(rig.sandbox).sort()).toEqual([
		`${LIST}&identifier=cuff&${PAGE}`,
		`${LIST}&itemName=cuff&${PAGE}`,
	]);
});

it('is searched by identifier', async () => {
	expect((await search(' SN-7018 ')).results.map(({ value }) => value)).toEqual([7018]);
});

it('is searched by ID', async () => {
	expect((await search('7018')).results.map(({ value }) => value)).toEqual([7018]);
	expect(requestLines(rig.sandbox)).toContain(`${LIST}&id=7018&${PAGE}`);
});
