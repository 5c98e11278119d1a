import type { INodeParameters } from 'n8n-workflow';

import { seedIds } from '../../../sandbox';
import { pick, useImpilo } from '../impiloRun';
import { failureOf, jsonOf, labelOf, pathOf, requestLines, wordsOf } from '../outcome';

/** How one thing is named by its ID, and that nothing else is taken for it. */

const rig = useImpilo();

interface Example {
	resource: string;
	thing: string;
	id: number;
	unknownId: number;
}

describe.each<Example>([
	{ resource: 'order', thing: 'an order', id: 5001, unknownId: seedIds.unknownOrder },
	{ resource: 'patient', thing: 'a patient', id: 1234, unknownId: seedIds.unknownPatient },
	{ resource: 'site', thing: 'a site', id: 201, unknownId: seedIds.unknownSite },
	{ resource: 'item', thing: 'an item', id: 301, unknownId: seedIds.unknownItem },
	{ resource: 'kit', thing: 'a kit', id: 1000, unknownId: seedIds.unknownKit },
	{ resource: 'device', thing: 'a device', id: 7016, unknownId: seedIds.unknownDevice },
	{ resource: 'return', thing: 'a return', id: 4001, unknownId: seedIds.unknownReturn },
	{
		resource: 'supportTicket',
		thing: 'a support ticket',
		id: seedIds.openTicket,
		unknownId: seedIds.unknownTicket,
	},
])('Get of $thing', ({ resource, thing, id, unknownId }) => {
	const name = wordsOf(resource);
	const label = labelOf(resource);
	const address = (plural: string): string => `https://app.impiloplatform.com/${plural}/${id}`;
	const get = async (value: INodeParameters[string], more: INodeParameters = {}) =>
		await rig.runImpilo({ resource, operation: 'get', [`${resource}Id`]: value, ...more });

	it.each<[string, INodeParameters[string]]>([
		['its ID', pick(id)],
		['its ID as text', pick(` ${id}\n`)],
		['its address', pick(address(`${pathOf(resource).split('/').pop()}s`))],
		['the list', { ...pick(id, 'list'), cachedResultName: 'As it was called then' }],
		['a plain value', String(id)],
		['an expression', `={{ ${id - 1} + 1 }}`],
	])('by %s takes one request', async (_how, value) => {
		expect(jsonOf(await get(value))).toMatchObject([{ id }]);
		expect(requestLines(rig.sandbox)).toEqual([`GET ${pathOf(resource)}/${id}`]);
	});

	it.each<[string, INodeParameters[string], string]>([
		['a word', pick('X-1'), 'is not a whole positive number'],
		['nothing', pick('={{ $json.none }}'), 'is empty'],
		['null', '={{ null }}', 'is empty'],
		[
			'another address',
			pick(address('packed-kits')),
			`is the URL of a packed kit, not of ${thing}`,
		],
	])('of %s is refused before anything is sent', async (_what, value, message) => {
		expect(failureOf(await get(value)).message).toBe(`${label} ${message} [item 0]`);
		expect(rig.sandbox.requests).toEqual([]);
	});

	it('says that there is none, and never takes another for it', async () => {
		expect((await get(unknownId)).error).toMatchObject({
			name: 'NodeApiError',
			message: `Impilo has no ${name} ${unknownId} [item 0]`,
			description: expect.stringContaining(
				`Check ${label}, and that the credential has the Environment where`,
			),
			httpCode: '404',
		});
		rig.answer({ id: id + 1 });
		expect(failureOf(await get(id)).message).toBe(
			`Impilo answered with something other than ${name} ${id} [item 0]`,
		);
	});

	it('gives what Impilo sends with Simplify off, things included that nobody knows yet', async () => {
		const body = { id, newThing: { deep: [1, null] }, currentStatus: 'teleported', site: null };
		rig.answer(body);

		expect(jsonOf(await get(id, { simplify: false }))).toEqual([body]);
	});

	it('is null and empty lists where everything is null or missing', async () => {
		const [simplified = {}] = jsonOf(await get(id));
		const [whole = {}] = jsonOf(await get(id, { simplify: false }));
		const nothing = Object.fromEntries(Object.keys(whole).map((key) => [key, null]));
		for (const body of [{ id }, { ...nothing, id }]) {
			rig.sandbox.behave();
			rig.answer(body);
			const [json = {}] = jsonOf(await get(id));

			expect(Object.keys(json)).toEqual(Object.keys(simplified));
			const given = Object.entries(json).filter(([, value]) => value !== null);
			expect(given).toEqual([['id', id], ...given.slice(1).map(([key]) => [key, []])]);
		}
	});
});
