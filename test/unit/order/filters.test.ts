import { ImpiloFailure } from '../../../nodes/Impilo/api/failure';
import type { OrderFilters, SeenOrders } from '../../../nodes/Impilo/order/filters';
import {
	checkFilters,
	hintsOfFilters,
	isPicked,
	readOrderFilters,
} from '../../../nodes/Impilo/order/filters';
import type { ImpiloOrder } from '../../../nodes/Impilo/order/order';
import { expectPlainWords } from '../plainWords';
import { createClient, createContext, createScript, NODE, TOOL, valuesOf } from '../standIns';

const NOTHING: OrderFilters = {
	patientId: undefined,
	externalOrderIds: [],
	statuses: [],
	changedAfterMs: undefined,
};

async function read(filters: unknown, node = NODE): Promise<OrderFilters> {
	const client = createClient(createScript().transmit);
	return await readOrderFilters(
		{ context: createContext([], { node }), client },
		valuesOf({ filters }),
	);
}

describe('readOrderFilters', () => {
	it.each<[string, unknown]>([
		['no filters', {}],
		['no filters as text', ''],
	])('finds nothing in %s', async (_, filters) => {
		expect(await read(filters)).toEqual(NOTHING);
	});

	it.each<[unknown, string]>([
		[{ externalOrderIds: ' , ' }, 'External Order IDs is empty'],
		[{ statuses: ' , ' }, 'Statuses is empty'],
		[{ statuses: [] }, 'Statuses is empty'],
		[{ statuses: [''] }, 'Statuses is empty'],
		[{ statuses: ['--'] }, 'Statuses is empty'],
		[{ statusChangedAfter: '' }, 'Status Changed After is empty'],
		[{ statuses: [{}] }, 'Statuses is not text'],
	])('refuses %j: %s', async (filters, message) => {
		await expect(read(filters)).rejects.toThrow(message);
	});

	it('lets a model leave out what it is asked for, but not whose orders are meant', async () => {
		const asked = "={{ $fromAI('it') }}";
		const names = ['externalOrderIds', 'patientId', 'statuses', 'statusChangedAfter'];
		const filters = Object.fromEntries(names.map((name) => [name, asked]));
		const node = { ...TOOL, parameters: { filters } };

		expect(await read({ statuses: null, statusChangedAfter: null }, node)).toEqual(NOTHING);
		await expect(read({ externalOrderIds: ' , ' }, node)).rejects.toThrow('External Order IDs is');
		await expect(read({ patientId: { mode: 'id', value: '' } }, node)).rejects.toThrow(
			'Patient is',
		);
	});
});

describe('checkFilters', () => {
	const wanted = new Set(['PO-1', 'PO-2']);
	const none = new Set<string>();

	it.each<[ImpiloOrder, number | undefined, ReadonlySet<string>]>([
		[{ id: 7 }, undefined, none],
		[{ id: 7, patient: { id: 99 } }, undefined, none],
		[{ id: 7, patient: { id: 1234 } }, 1234, none],
		[{ id: 7 }, 1234, none],
		[{ id: 7, patient: null, site: null }, 1234, none],
		[{ id: 7, externalOrderIds: ['PO-1'], patient: { id: 1234 } }, 1234, wanted],
	])('accepts %j for patient %p', (order, patientId, ids) => {
		expect(() => checkFilters(order, patientId, ids)).not.toThrow();
	});

	it.each<[ImpiloOrder, number | undefined, ReadonlySet<string>, string]>([
		[{ id: 7, patient: { id: 99 } }, 1234, none, 'of other patients'],
		[{ id: 7, site: { id: 31 } }, 1234, none, 'of other patients'],
		[{ id: 7, externalOrderIds: ['OTHER'] }, undefined, wanted, 'other external order IDs'],
		[{ id: 7, externalOrderIds: ['PO-1'], patient: { id: 99 } }, 1234, wanted, 'other patients'],
	])('refuses %j for patient %p', (order, patientId, ids, message) => {
		expect(() => checkFilters(order, patientId, ids)).toThrow(ImpiloFailure);
		expect(() => checkFilters(order, patientId, ids)).toThrow(message);
	});
});

describe('isPicked', () => {
	const AFTER_MS = Date.UTC(2026, 0, 31);
	const nothingSeen = (): SeenOrders => ({
		statuses: new Set(),
		wanted: new Set(),
		unreadableTimes: 0,
	});
	const changedAt = (...timestamps: string[]): ImpiloOrder => ({
		id: 7,
		currentStatus: 'SHIPPED',
		orderEvents: timestamps.map((eventTimestamp) => ({ name: 'shipped', eventTimestamp })),
	});

	it.each<[string, ImpiloOrder, Partial<OrderFilters>, boolean]>([
		['no filters', { id: 7 }, {}, true],
		['its status', { currentStatus: 'ORDER_PLACED' }, { statuses: ['orderplaced'] }, true],
		['one of two statuses', { currentStatus: 'shipped' }, { statuses: ['a', 'shipped'] }, true],
		['another status', { currentStatus: 'shipped' }, { statuses: ['voided'] }, false],
		['a status, having none', { currentStatus: null }, { statuses: ['voided'] }, false],
		['a later change', changedAt('2026-01-31T00:00:00.001Z'), { changedAfterMs: AFTER_MS }, true],
		[
			'a change at the time',
			changedAt('2026-01-31T00:00:00Z'),
			{ changedAfterMs: AFTER_MS },
			false,
		],
		['an earlier change', changedAt('2026-01-30T23:59:59Z'), { changedAfterMs: AFTER_MS }, false],
		[
			'a later change among earlier ones',
			changedAt('2026-02-01T00:00:00Z', '2026-01-01T00:00:00Z'),
			{ changedAfterMs: AFTER_MS },
			true,
		],
		[
			'a later change and another status',
			changedAt('2026-02-01T00:00:00Z'),
			{ statuses: ['voided'], changedAfterMs: AFTER_MS },
			false,
		],
	])('decides by %s', (_, order, filters, expected) => {
		const seen = nothingSeen();

		expect(isPicked(order, { ...NOTHING, ...filters }, seen)).toBe(expected);
		expect(seen.unreadableTimes).toBe(0);
	});

	it.each([[changedAt()], [changedAt('soon')], [{ id: 7, orderEvents: null }]])(
		'leaves out and counts an order without a readable time: %j',
		(order: ImpiloOrder) => {
			const seen = nothingSeen();

			expect(isPicked(order, { ...NOTHING, changedAfterMs: AFTER_MS }, seen)).toBe(false);
			expect(seen.unreadableTimes).toBe(1);
		},
	);

	it('does not count an order that another filter leaves out', () => {
		const seen = nothingSeen();
		isPicked(changedAt(), { ...NOTHING, statuses: ['voided'], changedAfterMs: AFTER_MS }, seen);

		expect(seen).toEqual({ ...nothingSeen(), statuses: new Set(['shipped']) });
	});
});

describe('hintsOfFilters', () => {
	const seen = (wanted: string[], statuses: string[] = [], unreadableTimes = 0): SeenOrders => ({
		wanted: new Set(wanted),
		statuses: new Set(statuses),
		unreadableTimes,
	});

	it.each([
		['nothing was filtered', seen([])],
		['all statuses are documented', seen(['shipped', 'onhold', 'availableforpickup'])],
		['an order has the undocumented status', seen(['lostatsea'], ['shipped', 'lostatsea'])],
	])('gives no hint when %s', (_, what) => {
		expect(hintsOfFilters(what)).toEqual([]);
	});

	it.each<[SeenOrders, RegExp[]]>([
		[seen(['lostatsea', 'shipped'], ['shipped']), [/^No order has the status "lostatsea", and/]],
		[seen(['a', 'b']), [/^No order has the status "a" or "b", and .* Statuses under Filters\.$/]],
		[seen([], [], 1), [/^Status Changed After left out 1 order:/]],
		[seen(['a'], [], 2), [/^No order has/, /^Status Changed After left out 2 orders:/]],
	])('says why orders were left out', (what, messages) => {
		const hints = hintsOfFilters(what).map(({ message }) => message);

		expect(hints).toEqual(messages.map((message) => expect.stringMatching(message) as string));
		for (const hint of hints) expectPlainWords(hint);
	});
});
