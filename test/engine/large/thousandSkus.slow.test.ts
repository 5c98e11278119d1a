import { countByPath } from '../check/checkRun';
import { createForm, postedBodies } from '../create/orderForm';
import { pick, useImpilo } from '../impiloRun';

const rig = useImpilo({ inventory: 'unlimited' });

it('a thousand rows by SKU read the catalogue once, and place what they name', async () => {
	const run = await rig.runImpilo(
		createForm({
			orderItems: { item: [{ itemId: pick('={{ $json.sku }}', 'sku'), count: 1 }] },
			externalOrderIds: '={{ $json.ref }}',
		}),
		Array.from({ length: 1_000 }, (_, index) => ({
			sku: `SKU-00${301 + (index % 20)}`,
			ref: `row-${index}`,
		})),
	);

	expect(run.error).toBeUndefined();
	// Beside the orders, look-ups of fifty external order IDs each, before placing and after.
	expect(countByPath(rig.sandbox)).toEqual({ '/item': 1, '/order': 1_000 + 20 + 20 });
	const posted = postedBodies(rig.sandbox) as Array<{
		externalOrderIds: string[];
		orderItems: Array<{ item: { id: number } }>;
	}>;
	expect(posted).toHaveLength(1_000);
	for (const { externalOrderIds, orderItems } of posted) {
		const row = Number(externalOrderIds[0]?.replace('row-', ''));
		expect(orderItems[0]?.item.id).toBe(301 + (row % 20));
	}
});

it('a thousand rows of 400 orders by SKU ask for no more than 400 orders do', async () => {
	rig.sandbox.reset();
	const run = await rig.runImpilo(
		createForm({
			orderItems: { item: [{ itemId: pick('={{ $json.sku }}', 'sku'), count: 1 }] },
			externalOrderIds: '={{ $json.ref }}',
			combineItems: true,
		}),
		Array.from({ length: 1_000 }, (_, index) => ({
			sku: `SKU-00${301 + (index % 20)}`,
			ref: `sheet-${index % 400}`,
		})),
	);

	expect(run.error).toBeUndefined();
	expect(countByPath(rig.sandbox)).toEqual({ '/item': 1, '/order': 400 + 8 + 8 });
	expect(postedBodies(rig.sandbox)).toHaveLength(400);
});
