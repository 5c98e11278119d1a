import { seedIds } from '../../../sandbox';
import { IMPILO, pick, useImpilo } from '../impiloRun';
import { failureOf, jsonOf } from '../outcome';

const rig = useImpilo();

const get = async (resource: string, id: number) =>
	await rig.runImpilo({ resource, operation: 'get', [`${resource}Id`]: pick(id) });

it.each([
	[
		'item',
		{
			id: 301,
			name: 'Blood Pressure Monitor',
			model: 'EX-100',
			sku: 'SKU-00301',
			orderable: true,
			manufacturer: 'Example Medical',
			itemClass: 'circulatory',
			size: 'standard',
			readingType: 'bloodPressure',
			deviceIdentifierType: 'serial',
		},
	],
	[
		'kit',
		{
			id: 1000,
			name: 'Hypertension Starter Kit',
			archived: false,
			kitItems: [
				{ id: 301, name: 'Blood Pressure Monitor', count: 1 },
				{ id: 302, name: 'Blood Pressure Cuff, Large', count: 1 },
				{ id: 315, name: 'AA Batteries (4)', count: 1 },
				{ id: 319, name: 'Welcome Booklet', count: 1 },
			],
		},
	],
	[
		'site',
		{
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
	],
])('Get of a %s gives it in few flat fields', async (resource, json) => {
	const run = await get(resource, json.id);

	expect(run.items(IMPILO)).toEqual([{ json, pairedItem: { item: 0 } }]);
});

it.each([
	['=false', 'object'],
	['={{ " FALSE " }}', 'object'],
	['={{ "true" }}', 'string'],
	['={{ $json.none }}', 'string'],
])('Simplify as the text %s is read as other switches are', async (simplify, manufacturer) => {
	const form = { resource: 'item', operation: 'get', itemId: pick(301), simplify };

	const [json] = jsonOf(await rig.runImpilo(form));
	expect(typeof json?.manufacturer).toBe(manufacturer);
});

it('Simplify that is neither true nor false is refused before anything is asked', async () => {
	const form = {
		resource: 'item',
		operation: 'get',
		itemId: pick(301),
		simplify: '={{ "maybe" }}',
	};

	expect(failureOf(await rig.runImpilo(form)).message).toBe(
		'Simplify is neither true nor false [item 0]',
	);
	expect(rig.sandbox.requests).toEqual([]);
});

it('an archived kit is given as well', async () => {
	const { archivedKit: id } = seedIds;

	expect(jsonOf(await get('kit', id))).toMatchObject([{ id, archived: true }]);
});

it('what Impilo leaves out of the items of a kit is null', async () => {
	rig.answer({ id: 1000, kitItems: [null, {}, { item: null, count: 2 }, { item: { id: 1 } }] });

	expect(jsonOf(await get('kit', 1000))[0]?.kitItems).toEqual([
		{ id: null, name: null, count: null },
		{ id: null, name: null, count: 2 },
		{ id: 1, name: null, count: null },
	]);
});
