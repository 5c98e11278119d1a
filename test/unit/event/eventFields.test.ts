import { readEventFilter } from '../../../nodes/Impilo/event/eventFields';
import { expectPlainWords } from '../plainWords';
import { refusalOf } from '../standIns';

describe('readEventFilter', () => {
	it.each<[string, unknown, string[]]>([
		['a list', ['order.status', 'reading.weight'], ['order.status', 'reading.weight']],
		['text', 'order.status', ['order.status']],
		['text with commas', ' order.status, reading.weight ,', ['order.status', 'reading.weight']],
		['JSON text', '["order.status", "reading.weight"]', ['order.status', 'reading.weight']],
		['JSON text in quotes', '"order.status"', ['order.status']],
		['one twice', ['order.status', ' order.status'], ['order.status']],
		['gaps in a list', ['', 'order.status', null, ' '], ['order.status']],
		['one that is not documented', ['brand.new'], ['brand.new']],
	])('reads the events from %s', (_, events, expected) => {
		const filter = readEventFilter(events, []);

		expect([...filter.types]).toEqual(expected);
		expect(filter.orderStatuses).toEqual([]);
	});

	it.each<[string, unknown, string[]]>([
		['a list', ['orderPlaced', 'SHIPPED'], ['orderplaced', 'shipped']],
		['text with commas', 'Order Placed, shipped', ['orderplaced', 'shipped']],
		['JSON text', '["onHold"]', ['onhold']],
		['one that is not documented', ['heldAtCustoms'], ['heldatcustoms']],
		['an empty list', [], []],
		['empty text', '', []],
		['null', null, []],
		['nothing', undefined, []],
	])('reads the order statuses from %s', (_, orderStatuses, expected) => {
		expect(readEventFilter(['order.statusFull'], orderStatuses).orderStatuses).toEqual(expected);
	});

	it.each<[unknown]>([
		[[]],
		[''],
		['  '],
		[' , '],
		['[]'],
		['null'],
		['""'],
		[['', null]],
		[null],
		[undefined],
	])('refuses %j, which is no event', (events) => {
		const refusal = refusalOf(() => readEventFilter(events, []));

		expect(refusal).toEqual({
			message: 'Events is empty',
			remedy: 'Choose at least one event under Events.',
		});
		expectPlainWords(refusal.message);
		expectPlainWords(refusal.remedy);
	});

	it.each<[string, unknown, unknown]>([
		['Events', { type: 'order.status' }, []],
		['Events', '{"type": "order.status"}', []],
		['Events', true, []],
		['Events', ['order.status', ['reading.weight']], []],
		['Order Statuses', ['order.status'], { status: 'shipped' }],
		['Order Statuses', ['order.status'], [true]],
	])('refuses what is no text under %s', (field, events, orderStatuses) => {
		expect(refusalOf(() => readEventFilter(events, orderStatuses))).toEqual({
			message: `${field} is not text`,
			remedy: `Give ${field} as plain text.`,
		});
	});
});
