import type { INodeParameters } from 'n8n-workflow';

import { seedIds } from '../../../sandbox';
import { createForm, NEW_PATIENT } from '../create/orderForm';
import { pick, useImpilo } from '../impiloRun';
import { requestLines } from '../outcome';

const rig = useImpilo({ inventory: 'unlimited' });

const ITEMS = 'GET /api/v3/item?sort=itemId&page=1&size=100';
const KITS = 'GET /api/v3/kit?page=1&size=250';
const SITES = 'GET /api/v3/site?page=1&size=250';

/** In another case and with blanks around it, as sheets have it. */
const ITEM = pick(' sku-00301 ', 'sku');
const KIT = pick('copd kit', 'name');
const SITE = pick('Sampleton CLINIC ', 'name');

/** What one item sends beside looking orders up. */
async function sentBy(
	parameters: INodeParameters,
): Promise<{ reads: string[]; changes: Array<[string, unknown]> }> {
	const run = await rig.runImpilo(parameters);
	expect(run.error).toBeUndefined();
	const isRead = ({ method }: { method: string }): boolean => method === 'GET';
	return {
		reads: requestLines(rig.sandbox).filter((line) => line.startsWith('GET')),
		changes: rig.sandbox.requests
			.filter((request) => !isRead(request))
			.map(({ method, path, body }) => [`${method} ${path.replace('/api/v3', '')}`, body]),
	};
}

const filtersOf = (resource: string, filters: INodeParameters, more: INodeParameters = {}) => ({
	resource,
	operation: 'getAll',
	returnAll: true,
	filters,
	...more,
});

describe('what is sent has the ID of what is named', () => {
	it.each<[string, INodeParameters, string[], string, object]>([
		[
			'items to ship and to return, in an order',
			createForm({
				orderItems: { item: [{ itemId: ITEM, count: 2 }] },
				returns: { returnItems: [{ itemId: pick('SKU-00302', 'sku'), count: 1 }] },
				additionalFields: { shippingOption: 'standard' },
			}),
			[ITEMS],
			'POST /order',
			{
				orderItems: [{ item: { id: 301 }, count: 2 }],
				returnItems: [{ id: 302, count: 1 }],
			},
		],
		[
			'kits to a site, in an order',
			createForm({
				recipient: 'site',
				siteId: SITE,
				orderItems: {},
				orderKits: { kit: [{ kitId: KIT, count: 3 }] },
			}),
			[KITS, SITES],
			'POST /order',
			{ site: { id: 201 }, orderKits: [{ kit: { id: 1003 }, count: 3 }] },
		],
		[
			'the site of a new patient, in an order',
			createForm({ recipient: 'newPatient', ...NEW_PATIENT, patientFields: { siteId: SITE } }),
			[SITES],
			'POST /order',
			{ patient: expect.objectContaining({ site: { id: 201 } }) as unknown },
		],
		[
			'contents as JSON, in the short shape and in that of Impilo, beside IDs',
			createForm({
				contents: 'json',
				contentsJson: {
					orderItems: [
						{ sku: 'SKU-00301', count: 2 },
						{ item: { sku: 'sku-00302' }, count: 1 },
						{ id: 303, sku: 'SKU-00304', name: 'Renamed Since' },
					],
					orderKits: [{ name: 'COPD Kit' }, { id: '', name: 'Sleep Study Kit' }],
					returnItems: [{ sku: 'SKU-00305' }],
				},
				additionalFields: { shippingOption: 'standard' },
			}),
			[ITEMS, KITS],
			'POST /order',
			{
				orderItems: [
					{ item: { id: 301 }, count: 2 },
					{ item: { id: 302 }, count: 1 },
					{ item: { id: 303 }, count: 1 },
				],
				orderKits: [
					{ kit: { id: 1003 }, count: 1 },
					{ kit: { id: 1004 }, count: 1 },
				],
				returnItems: [{ id: 305, count: 1 }],
			},
		],
		[
			'items that a site returns',
			{
				resource: 'return',
				operation: 'create',
				returnFrom: 'site',
				siteId: SITE,
				returns: { returnItems: [{ itemId: ITEM, count: 1 }] },
				additionalFields: { shippingOption: 'standard' },
			},
			[ITEMS, SITES],
			'POST /return',
			{ siteId: 201, returnItems: [{ id: 301, count: 1 }] },
		],
		[
			'the site of a patient who is created',
			{
				resource: 'patient',
				operation: 'create',
				...NEW_PATIENT,
				additionalFields: { siteId: SITE },
			},
			[SITES],
			'POST /patient',
			{ site: { id: 201 } },
		],
		[
			'the site of a patient who is updated',
			{
				resource: 'patient',
				operation: 'update',
				patientId: pick(seedIds.patient),
				updateFields: { siteId: SITE },
			},
			[SITES],
			`PATCH /patient/${seedIds.patient}`,
			{ site: { id: 201 } },
		],
		[
			'a site that is updated',
			{
				resource: 'site',
				operation: 'update',
				siteId: SITE,
				updateFields: { phoneNumber: '+1 555 0199' },
			},
			[SITES],
			'PATCH /site/201',
			{ phoneNumber: '+1 555 0199' },
		],
	])('%s', async (_what, parameters, reads, line, body) => {
		const sent = await sentBy(parameters);

		expect(sent.reads.sort()).toEqual(reads);
		expect(sent.changes).toEqual([[line, expect.objectContaining(body)]]);
	});
});

describe('what is asked for has the ID of what is named', () => {
	const page = 'page=1&size=250';

	it.each<[string, INodeParameters, string[]]>([
		['an item', { resource: 'item', operation: 'get', itemId: ITEM }, [ITEMS, 'item/301']],
		['a kit', { resource: 'kit', operation: 'get', kitId: KIT }, [KITS, 'kit/1003']],
		['a site', { resource: 'site', operation: 'get', siteId: SITE }, [SITES, 'site/201']],
		[
			'devices of an item at a site',
			filtersOf('device', { itemId: ITEM, siteId: SITE }),
			[ITEMS, SITES, `device?itemId=301&siteId=201&${page}`],
		],
		[
			'stock of an item at a site',
			filtersOf('inventory', { itemId: ITEM, siteId: SITE }, { scope: 'own' }),
			[ITEMS, SITES, 'inventory/site?itemId=301&siteId=201&page=1&size=100'],
		],
		[
			"stock at one of Impilo's sites, which the node picks",
			filtersOf('inventory', { siteId: SITE }, { scope: 'impilo' }),
			[SITES, 'inventory/impilo?page=1&size=100'],
		],
		[
			'patients of a site',
			filtersOf('patient', { siteId: SITE }),
			[SITES, `patient?siteId=201&${page}`],
		],
		['kits with an item', filtersOf('kit', { itemId: ITEM }), [ITEMS, `kit?itemId=301&${page}`]],
	])('%s', async (_what, parameters, lines) => {
		expect(await sentBy(parameters)).toEqual({
			reads: lines.map((line) => line.replace(/^(?!GET)/, 'GET /api/v3/')),
			changes: [],
		});
	});
});
