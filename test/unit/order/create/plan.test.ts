import type { IDataObject } from 'n8n-workflow';

import { systemClock } from '../../../../nodes/Impilo/api/clock';
import { OrderBatch } from '../../../../nodes/Impilo/order/create/batch';
import { planOrders } from '../../../../nodes/Impilo/order/create/plan';
import type { OperationRun } from '../../../../nodes/Impilo/run/runItems';
import { InputRefusal } from '../../../../nodes/Impilo/fields/refusal';
import { expectPlainWords } from '../../plainWords';
import {
	createClient,
	createContext,
	onlyTry,
	pageOf,
	rejectionOf,
	type Transmit,
	valuesOf,
} from '../../standIns';

/** The form of an item with these external order IDs. */
function item(externalOrderIds: string, form: IDataObject = {}): IDataObject {
	return {
		recipient: 'patient',
		patientId: 1234,
		contents: 'json',
		contentsJson: { orderItems: [501] },
		externalOrderIds,
		...form,
	};
}

const otherPatient = { patientId: 99 };

function createPlan(items: IDataObject[]) {
	const lookedUp: unknown[] = [];
	const transmit: Transmit = async ({ query }) => {
		lookedUp.push(query?.externalOrderId);
		return await Promise.resolve(pageOf([]));
	};
	const client = createClient(transmit);
	const context = createContext(items);
	const run: OperationRun = {
		context,
		valuesOf: (itemIndex) => valuesOf(items[itemIndex] ?? {}),
		client,
		itemCount: items.length,
		concurrency: 10,
	};
	return { plan: planOrders(run, new OrderBatch(client, onlyTry)), lookedUp };
}

/** Which of the items are refused. */
async function findRefused(items: IDataObject[]): Promise<number[]> {
	const { plan } = createPlan(items);
	const settled = await Promise.allSettled(items.map(async (_, index) => await plan.itemOf(index)));
	return settled.flatMap(({ status }, index) => (status === 'rejected' ? [index] : []));
}

afterEach(() => jest.restoreAllMocks());

describe('planOrders', () => {
	it.each<[string, IDataObject[]]>([
		['different IDs', [item('PO-1'), item('PO-2', otherPatient)]],
		['no IDs', [item(''), item('', otherPatient)]],
		['the same order twice', [item('PO-1'), item('PO-1')]],
		[
			'the same order, filled in differently',
			[
				item('PO-1'),
				item('PO-1', { contents: 'fields', orderItems: [{ itemId: '501', count: '1' }] }),
			],
		],
		['the same order with more IDs', [item('PO-1'), item('PO-1, PO-2')]],
		[
			'different orders to be placed in any case',
			[item('PO-1', { ifExists: 'create' }), item('PO-1', { ...otherPatient, ifExists: 'create' })],
		],
	])('accepts %s', async (_, items) => {
		expect(await findRefused(items)).toEqual([]);
	});

	it.each<[string, IDataObject[], number[]]>([
		[
			'another patient by email',
			[
				item('PO-1', { patientId: { mode: 'email', value: 'a@example.com' } }),
				item('PO-1', { patientId: { mode: 'email', value: 'b@example.com' } }),
			],
			[1],
		],
		[
			'a site with the ID of the patient',
			[item('PO-1'), item('PO-1', { recipient: 'site', siteId: 1234 })],
			[1],
		],
		...['orderKits', 'returnDevices', 'returnPackedKits'].map(
			(key): [string, IDataObject[], number[]] => [
				`more ${key}`,
				[item('PO-1'), item('PO-1', { contentsJson: { orderItems: [501], [key]: [7] } })],
				[1],
			],
		),
		...[{ shippingOption: 'overnight' }, { emailLabel: true }, { orderNotes: 'Desk' }].map(
			(additionalFields): [string, IDataObject[], number[]] => [
				`another ${Object.keys(additionalFields).join()}`,
				[item('PO-1'), item('PO-1', { additionalFields })],
				[1],
			],
		),
		['one ID of several', [item('PO-1, PO-2'), item('PO-3, PO-2', otherPatient)], [1]],
		[
			'only the third of four',
			[item('PO-1'), item('PO-1'), item('PO-1', otherPatient), item('PO-1')],
			[2],
		],
		[
			'an order that must be new',
			[item('PO-1', { ifExists: 'fail' }), item('PO-1', { ...otherPatient, ifExists: 'fail' })],
			[1],
		],
		[
			'not what shares an ID with a refused item only',
			[
				item('PO-1'),
				item('PO-1, PO-2', otherPatient),
				item('PO-2', { patientId: 77 }),
				item('PO-2', otherPatient),
			],
			[1, 3],
		],
	])('refuses another order with the same ID: %s', async (_, items, refused) => {
		expect(await findRefused(items)).toEqual(refused);
	});

	it('compares items across portions', async () => {
		const items = Array.from({ length: 120 }, (_, index) => item(`PO-${index}`));

		expect(await findRefused([...items, item('PO-3', otherPatient), item('PO-119')])).toEqual([
			120,
		]);
	});

	it('names the earlier item, and the way out', async () => {
		const { plan } = createPlan([item('PO-0'), item('PO-1'), item('PO-1', otherPatient)]);
		const refusal = await rejectionOf(plan.itemOf(2));

		expect(refusal).toBeInstanceOf(InputRefusal);
		if (!(refusal instanceof InputRefusal)) return;
		expect(refusal.message).toContain('an ID that item 1 has as well');
		expect(refusal.remedy).toContain('into one item');
		expectPlainWords(refusal.message);
		expectPlainWords(refusal.remedy);
	});

	it('looks up a portion, and the next one ahead of its turn', async () => {
		// Nothing takes any time, so that reading makes no pauses.
		jest.spyOn(systemClock, 'now').mockReturnValue(0);
		const { plan, lookedUp } = createPlan(
			Array.from({ length: 130 }, (_, index) => item(`PO-${index}`)),
		);
		const sizes = () => lookedUp.map((ids) => (Array.isArray(ids) ? ids.length : ids));

		await plan.itemOf(0);
		await plan.itemOf(1);
		expect(sizes()).toEqual([50, 50]);
		await plan.itemOf(129);
		expect(sizes()).toEqual([50, 50, 30]);
	});
});
