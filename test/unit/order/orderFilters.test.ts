import type { IExecuteFunctions, INode } from 'n8n-workflow';

import { ImpiloFailure } from '../../../nodes/Impilo/api/failure';
import type { Outcome } from '../../../nodes/Impilo/api/outcome';
import type { ImpiloOrder } from '../../../nodes/Impilo/api/types';
import { PatientFinder } from '../../../nodes/Impilo/lookup/patientFinder';
import type { OrderFilters, SeenOrders } from '../../../nodes/Impilo/order/orderFilters';
import {
	checkFilters,
	hintsOfFilters,
	isPicked,
	readFilters,
} from '../../../nodes/Impilo/order/orderFilters';
import { InputRefusal } from '../../../nodes/Impilo/run/refusal';
import { expectPlainWords } from '../plainWords';
import { answered, createClient, createScript, rejectionOf } from '../standIns';

const NODE: INode = {
	id: 'node',
	name: 'Impilo',
	type: 'n8n-nodes-impilo.impilo',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};
const TOOL: INode = { ...NODE, type: 'n8n-nodes-impilo.impiloTool' };

/** Reads the filters of item 3 in a workflow of Tokyo, nine hours ahead and without summer time. */
function read(filters: unknown, { node = NODE, outcomes = [] as Outcome[] } = {}) {
	const { transmit, requests } = createScript(...outcomes);
	const context = {
		getNodeParameter: (name: string, itemIndex: number, otherwise: unknown): unknown =>
			name === 'filters' && itemIndex === 3 ? filters : otherwise,
		getNode: () => node,
		getTimezone: () => 'Asia/Tokyo',
	};
	const reading = readFilters(
		context as unknown as IExecuteFunctions,
		3,
		new PatientFinder(createClient(transmit)),
	);
	reading.catch(() => {});
	return { reading, requests };
}

const NOTHING: OrderFilters = {
	patientId: undefined,
	externalOrderIds: [],
	statuses: [],
	changedAfterMs: undefined,
};

describe('readFilters', () => {
	it.each<[string, unknown, Partial<OrderFilters>]>([
		['no filters', {}, {}],
		['no filters as text', '', {}],
		['filters that are nothing', undefined, {}],
		['filters as JSON', '{"externalOrderIds": "PO-1"}', { externalOrderIds: ['PO-1'] }],
		[
			'external order IDs',
			{ externalOrderIds: 'PO-1, PO-2,PO-1' },
			{ externalOrderIds: ['PO-1', 'PO-2'] },
		],
		[
			'a list of external order IDs',
			{ externalOrderIds: ['PO-1', 7] },
			{ externalOrderIds: ['PO-1', '7'] },
		],
		['a patient from the list', { patientId: { mode: 'list', value: 1234 } }, { patientId: 1234 }],
		['a patient by ID', { patientId: { mode: 'id', value: '1234' } }, { patientId: 1234 }],
		['a plain patient ID', { patientId: 1234 }, { patientId: 1234 }],
		['statuses', { statuses: ['orderPlaced', 'ON_HOLD'] }, { statuses: ['orderplaced', 'onhold'] }],
		['statuses as JSON', { statuses: '["shipped"]' }, { statuses: ['shipped'] }],
		[
			'statuses as text with commas',
			{ statuses: 'Shipped, on hold,' },
			{ statuses: ['shipped', 'onhold'] },
		],
		['one status', { statuses: 'shipped' }, { statuses: ['shipped'] }],
		['no statuses', { statuses: [] }, {}],
		['a status nobody has heard of', { statuses: ['lostAtSea'] }, { statuses: ['lostatsea'] }],
	])('takes %s', async (_, filters, expected) => {
		const { reading, requests } = read(filters);

		expect(await reading).toEqual({ ...NOTHING, ...expected });
		expect(requests).toEqual([]);
	});

	it.each<[unknown, number]>([
		['2026-01-31T08:00:00Z', Date.UTC(2026, 0, 31, 8)],
		['2026-01-31T08:00:00+02:00', Date.UTC(2026, 0, 31, 6)],
		['2026-01-31T08:00:00', Date.UTC(2026, 0, 30, 23)],
		['2026-01-31', Date.UTC(2026, 0, 30, 15)],
		['Sat, 31 Jan 2026 08:00:00 GMT', Date.UTC(2026, 0, 31, 8)],
		[new Date('2026-01-31T08:00:00Z'), Date.UTC(2026, 0, 31, 8)],
	])('reads %p in the zone of the workflow', async (statusChangedAfter, expected) => {
		expect(await read({ statusChangedAfter }).reading).toMatchObject({ changedAfterMs: expected });
	});

	it.each(['yesterday', '31.01.2026', '01/31/2026', '7', 1_769_846_400_000, true, '2026-13-45'])(
		'does not take %p for a time',
		async (statusChangedAfter) => {
			await expect(read({ statusChangedAfter }).reading).rejects.toThrow(
				'Status Changed After is not a time',
			);
		},
	);

	it('asks for the ID of a patient that is named by something else', async () => {
		const { reading, requests } = read(
			{ patientId: { mode: 'email', value: 'nathan@example.com' } },
			{ outcomes: [answered(200, { id: 1234, email: 'nathan@example.com' })] },
		);

		expect(await reading).toEqual({ ...NOTHING, patientId: 1234 });
		expect(requests).toMatchObject([{ path: '/patient/find-by-email' }]);
	});

	it('does not go on without the patient', async () => {
		const { reading } = read(
			{ patientId: { mode: 'externalIdentifier', value: 'MRN-20481' } },
			{ outcomes: [answered(404)] },
		);
		const failure = await rejectionOf(reading);

		expect(failure).toBeInstanceOf(ImpiloFailure);
		expect(String(failure)).toContain('no patient with this external identifier');
		expect(String(failure)).not.toContain('MRN-20481');
	});

	it.each<[string, unknown, string]>([
		['a field that is not there', { patient: 1234 }, 'a field that is not known: "patient"'],
		['no fields at all', 'PO-1', 'Filters is not a set of fields'],
		['a list', ['PO-1'], 'Filters is not a set of fields'],
		['a bad patient', { patientId: 'Nathan' }, 'Patient is not a whole positive'],
		[
			'external order IDs that are an object',
			{ externalOrderIds: {} },
			'External Order IDs is not',
		],
		['a status that is an object', { statuses: [{}] }, 'Statuses is not text'],
		...[undefined, null, '', '  ', []].flatMap((value): Array<[string, unknown, string]> => [
			['empty IDs', { externalOrderIds: value }, 'External Order IDs is empty'],
			['an empty patient', { patientId: value }, 'Patient is empty'],
			['an empty locator', { patientId: { mode: 'id', value } }, 'Patient is empty'],
		]),
		...[undefined, null].flatMap((value): Array<[string, unknown, string]> => [
			['statuses of an expression that found nothing', { statuses: value }, 'Statuses is empty'],
			['such a time', { statusChangedAfter: value }, 'Status Changed After is empty'],
		]),
	])('refuses %s: %j', async (_, filters, message) => {
		const { reading, requests } = read(filters);
		const refusal = await rejectionOf(reading);

		expect(refusal).toBeInstanceOf(InputRefusal);
		if (!(refusal instanceof InputRefusal)) return;
		expect(refusal.message).toContain(message);
		expect(refusal.message).not.toContain('Nathan');
		expectPlainWords(refusal.message);
		expectPlainWords(refusal.remedy);
		expect(requests).toEqual([]);
	});

	it.each([{ statuses: [] }, { statuses: '' }, { statusChangedAfter: '' }])(
		'takes filters that only narrow down and were left blank: %j',
		async (filters) => {
			expect(await read(filters).reading).toEqual(NOTHING);
		},
	);

	it('lets an agent leave empty what it does not want', async () => {
		const filters = {
			externalOrderIds: '',
			patientId: { mode: 'id', value: '' },
			statuses: null,
			statusChangedAfter: null,
		};

		expect(await read(filters, { node: TOOL }).reading).toEqual(NOTHING);
	});

	it('refuses what an agent made up', async () => {
		await expect(read({ status: 'shipped' }, { node: TOOL }).reading).rejects.toThrow(
			'a field that is not known: "status"',
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
		[{ id: 7, externalOrderIds: ['OTHER', 'PO-2'] }, undefined, wanted],
		[{ id: 7, externalOrderIds: ['PO-1'], patient: { id: 1234 } }, 1234, wanted],
	])('lets %j pass for patient %p', (order, patientId, ids) => {
		expect(() => checkFilters(order, patientId, ids)).not.toThrow();
	});

	it.each<[ImpiloOrder, number | undefined, ReadonlySet<string>, string]>([
		[{ id: 7, patient: { id: 99 } }, 1234, none, 'of other patients'],
		[{ id: 7, site: { id: 31 } }, 1234, none, 'of other patients'],
		[{ id: 7, externalOrderIds: ['OTHER'] }, undefined, wanted, 'other external order IDs'],
		[{ id: 7, externalOrderIds: ['po-1'] }, undefined, wanted, 'other external order IDs'],
		[{ id: 7 }, undefined, wanted, 'other external order IDs'],
		[{ id: 7, externalOrderIds: null }, undefined, wanted, 'other external order IDs'],
		[{ id: 7, externalOrderIds: ['PO-1'], patient: { id: 99 } }, 1234, wanted, 'other patients'],
	])("takes %j for a stranger's, asked for patient %p", (order, patientId, ids, message) => {
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
		['one of its statuses', { currentStatus: 'shipped' }, { statuses: ['a', 'shipped'] }, true],
		['another status', { currentStatus: 'shipped' }, { statuses: ['voided'] }, false],
		['a status where it has none', { currentStatus: null }, { statuses: ['voided'] }, false],
		['an earlier time', changedAt('2026-01-31T00:00:00.001Z'), { changedAfterMs: AFTER_MS }, true],
		['the same time', changedAt('2026-01-31T00:00:00Z'), { changedAfterMs: AFTER_MS }, false],
		['a later time', changedAt('2026-01-30T23:59:59Z'), { changedAfterMs: AFTER_MS }, false],
		[
			'a time before its last event',
			changedAt('2026-02-01T00:00:00Z', '2026-01-01T00:00:00Z'),
			{ changedAfterMs: AFTER_MS },
			true,
		],
		[
			'another status and an earlier time',
			changedAt('2026-02-01T00:00:00Z'),
			{ statuses: ['voided'], changedAfterMs: AFTER_MS },
			false,
		],
	])('judges an order by %s', (_, order, filters, expected) => {
		const seen = nothingSeen();

		expect(isPicked(order, { ...NOTHING, ...filters }, seen)).toBe(expected);
		expect(seen.unreadableTimes).toBe(0);
	});

	it.each([[changedAt()], [changedAt('soon')], [{ id: 7, orderEvents: null }]])(
		'leaves out what has no readable time, and counts it: %j',
		(order: ImpiloOrder) => {
			const seen = nothingSeen();
			const filters = { ...NOTHING, changedAfterMs: AFTER_MS };

			expect(isPicked(order, filters, seen)).toBe(false);
			expect(isPicked(order, filters, seen)).toBe(false);
			expect(seen.unreadableTimes).toBe(2);
		},
	);

	it('does not count what another filter leaves out', () => {
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
		['statuses are documented', seen(['shipped', 'onhold', 'availableforpickup'])],
		['an undocumented status came by', seen(['lostatsea'], ['shipped', 'lostatsea'])],
	])('has nothing to say where %s', (_, what) => {
		expect(hintsOfFilters(what)).toEqual([]);
	});

	it.each<[SeenOrders, RegExp]>([
		[seen(['lostatsea', 'shipped'], ['shipped']), /^No order has the status "lostatsea", and/],
		[seen(['a', 'b']), /^No order has the status "a" or "b", and .* Statuses under Filters\.$/],
		[seen([], [], 1), /^Status Changed After left out 1 order of which/],
		[seen([], [], 2), /^Status Changed After left out 2 orders of which/],
	])('tells what was left out for a reason', (what, message) => {
		const hints = hintsOfFilters(what);

		expect(hints).toEqual([
			{ message: expect.stringMatching(message), location: 'outputPane', type: 'info' },
		]);
		for (const hint of hints) expectPlainWords(hint.message);
	});

	it('tells both', () => {
		expect(hintsOfFilters(seen(['lostatsea'], [], 1))).toHaveLength(2);
	});
});
