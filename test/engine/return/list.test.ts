import { seedIds } from '../../../sandbox';
import { useImpilo } from '../impiloRun';
import { searchLists } from '../lists/searchLists';
import { requestLines } from '../outcome';

const { orderReturn, inTransitReturn, nullsReturn, returnIssuedOrder } = seedIds;

const rig = useImpilo();

const lists = searchLists(rig);
const search = async (filter?: string) => await lists.search('searchReturns', { filter });

it('shows status and order, and no patient', async () => {
	const { results } = await search();

	expect(requestLines(rig.sandbox)).toEqual(['GET /api/v3/return?page=1&size=50']);
	expect(results).toHaveLength(7);
	expect(results).toEqual(
		expect.arrayContaining([
			{ name: `Return ${inTransitReturn} · inTransit`, value: inTransitReturn },
			{
				name: `Return ${orderReturn} · pendingReturn · order ${returnIssuedOrder}`,
				value: orderReturn,
			},
			{ name: `Return ${nullsReturn}`, value: nullsReturn },
		]),
	);
});

it.each<[string, number[]]>([
	['in transit', [inTransitReturn]],
	['IN_TRANSIT', [inTransitReturn]],
	[`order ${returnIssuedOrder}`, [orderReturn]],
	['nowhere', []],
])('is looked through for %s', async (filter, wanted) => {
	expect((await search(filter)).results.map(({ value }) => value)).toEqual(wanted);
	expect(requestLines(rig.sandbox)).toEqual(['GET /api/v3/return?page=1&size=250']);
});

it.each<[string, number[]]>([
	[String(inTransitReturn), [inTransitReturn]],
	[String(returnIssuedOrder), [orderReturn]],
])('is asked for the ID %s, of the return or its order', async (filter, wanted) => {
	expect((await search(filter)).results.map(({ value }) => value)).toEqual(wanted);
	expect(requestLines(rig.sandbox).sort()).toEqual([
		`GET /api/v3/return/${filter}`,
		`GET /api/v3/return?relatedOrderId=${filter}&page=1&size=50`,
	]);
});

it('is looked through for a part of an ID', async () => {
	expect((await search('400')).results).toHaveLength(7);
});

it("shows no other order's returns where the filter is ignored", async () => {
	rig.sandbox.misbehave({ kind: 'ignoreFilter' });

	expect((await search(String(returnIssuedOrder))).results.map(({ value }) => value)).toEqual([
		orderReturn,
	]);
});
