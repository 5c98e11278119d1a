import { getAll } from '../../../nodes/Impilo/order/getAll';
import type { ImpiloOrder } from '../../../nodes/Impilo/order/order';
import { createRun, NODE, pageOf, TOOL } from '../standIns';

/** The IDs of the orders that an item gets of those that Impilo answers with, and the notes of the run. */
async function list(
	filters: Record<string, unknown>,
	orders: ImpiloOrder[] = [],
	node = NODE,
): Promise<{ ids: unknown[]; hints: string[] }> {
	const { run, hints } = createRun([{ returnAll: true, filters }], { node }, () => pageOf(orders));
	const outputs = await getAll.execute(run);
	return { ids: outputs.map(({ json }) => json.id), hints: hints() };
}

describe('a filter that is there but empty', () => {
	it.each<[Record<string, unknown>, string]>([
		[{ externalOrderIds: ' , ' }, 'External Order IDs is empty'],
		[{ statuses: ' , ' }, 'Statuses is empty'],
		[{ statuses: [] }, 'Statuses is empty'],
		[{ statuses: [''] }, 'Statuses is empty'],
		[{ statuses: ['--'] }, 'Statuses is empty'],
		[{ statusChangedAfter: '' }, 'Status Changed After is empty'],
		[{ statuses: [{}] }, 'Statuses is not text'],
	])('is refused: %j', async (filters, message) => {
		await expect(list(filters)).rejects.toThrow(message);
	});

	it('may be left out by a model that is asked for it, but not whose orders are meant', async () => {
		const asked = "={{ $fromAI('it') }}";
		const names = ['externalOrderIds', 'patientId', 'statuses', 'statusChangedAfter'];
		const filters = Object.fromEntries(names.map((name) => [name, asked]));
		const node = { ...TOOL, parameters: { filters } };
		const { ids } = await list({ statuses: null, statusChangedAfter: null }, [{ id: 7 }], node);

		expect(ids).toEqual([7]);
		await expect(list({ externalOrderIds: ' , ' }, [], node)).rejects.toThrow(
			'External Order IDs is',
		);
		await expect(list({ patientId: { mode: 'id', value: '' } }, [], node)).rejects.toThrow(
			'Patient is',
		);
	});
});

describe('orders that Impilo answers with', () => {
	const ofPatient = { patientId: { mode: 'id', value: 1234 } };
	const withIds = { externalOrderIds: ['PO-1', 'PO-2'] };
	const both = { ...ofPatient, ...withIds };

	it.each<[ImpiloOrder, Record<string, unknown>]>([
		[{ patient: { id: 99 } }, {}],
		[{ patient: { id: 1234 } }, ofPatient],
		[{}, ofPatient],
		[{ patient: null, site: null }, ofPatient],
		[{ externalOrderIds: ['OTHER', null, 'PO-2'] }, withIds],
		[{ externalOrderIds: ['PO-1'], patient: { id: 1234 } }, both],
	])('are given where they may be those asked for: %j, %j', async (order, filters) => {
		expect((await list(filters, [{ id: 7, ...order }])).ids).toEqual([7]);
	});

	it.each<[ImpiloOrder, Record<string, unknown>, string]>([
		[{ patient: { id: 99 } }, ofPatient, 'Patient'],
		[{ site: { id: 31 } }, ofPatient, 'Patient'],
		[{ patient: {}, site: { id: 31 } }, ofPatient, 'Patient'],
		[{ externalOrderIds: ['OTHER'] }, withIds, 'External Order IDs'],
		[{ externalOrderIds: ['po-1'] }, withIds, 'External Order IDs'],
		[{ externalOrderIds: null }, withIds, 'External Order IDs'],
		[{}, withIds, 'External Order IDs'],
		[{ externalOrderIds: ['PO-1'], patient: { id: 99 } }, both, 'Patient'],
		[{ site: { id: 31 } }, { ...ofPatient, statuses: ['voided'] }, 'Patient'],
	])('are refused where they are others: %j, %j', async (order, filters, label) => {
		await expect(list(filters, [{ id: 7, ...order }])).rejects.toThrow(
			`Impilo returned orders that do not match ${label} [item 0]`,
		);
	});
});

describe('what the node picks', () => {
	const statusChangedAfter = '2026-01-31T00:00:00Z';
	const changedAt = (...timestamps: string[]): ImpiloOrder => ({
		currentStatus: 'SHIPPED',
		orderEvents: timestamps.map((eventTimestamp) => ({ name: 'shipped', eventTimestamp })),
	});

	it.each<[string, ImpiloOrder, Record<string, unknown>, boolean]>([
		['no filters', {}, {}, true],
		['its status', { currentStatus: 'ORDER_PLACED' }, { statuses: ['order-placed'] }, true],
		['one of two statuses', { currentStatus: 'shipped' }, { statuses: ['--', 'shipped'] }, true],
		['another status', { currentStatus: 'shipped' }, { statuses: ['voided'] }, false],
		['a status, having none', { currentStatus: null }, { statuses: ['voided'] }, false],
		['a status, having an empty one', { currentStatus: '' }, { statuses: ['voided'] }, false],
		['a later change', changedAt('2026-01-31T00:00:00.001Z'), { statusChangedAfter }, true],
		['a change at the time', changedAt('2026-01-31T00:00:00Z'), { statusChangedAfter }, false],
		['an earlier change', changedAt('2026-01-30T23:59:59Z'), { statusChangedAfter }, false],
		[
			'a later change among earlier ones',
			changedAt('2026-02-01T00:00:00Z', '2026-01-01T00:00:00Z'),
			{ statusChangedAfter },
			true,
		],
		[
			'a later change and another status',
			changedAt('2026-02-01T00:00:00Z'),
			{ statuses: ['voided'], statusChangedAfter },
			false,
		],
	])('is decided by %s', async (_, order, filters, isPicked) => {
		expect(await list(filters, [{ id: 7, ...order }])).toEqual({
			ids: isPicked ? [7] : [],
			hints: [],
		});
	});

	it.each([[changedAt()], [changedAt('soon')], [{ orderEvents: null }]])(
		'leaves out and counts an order without a readable time: %j',
		async (order: ImpiloOrder) => {
			const orders = [{ id: 7, ...order }, changedAt('2026-02-01T00:00:00Z')];
			const { ids, hints } = await list({ statusChangedAfter }, orders);

			expect(ids).toEqual([null]);
			expect(hints).toEqual([
				'Status Changed After left out 1 order: Impilo gives no readable time of the last change.',
			]);
		},
	);
});
