import type { NewOrder } from '../../../../nodes/Impilo/order/create/newOrder';
import { nameOrder, refuseExisting } from '../../../../nodes/Impilo/order/create/existing';
import type { ImpiloOrder } from '../../../../nodes/Impilo/order/order';
import { expectPlainWords } from '../../plainWords';
import { askFor, orderOf } from './orders';

const SAME = orderOf(7);
const OTHER_SITE = orderOf(7, { site: { id: 32 } });
const OTHER_CONTENTS = orderOf(7, { orderItems: [{ item: { id: 502 }, count: 1 }] });
const UNKNOWN = orderOf(7, { orderItems: null });

describe('what exists', () => {
	it.each<[string, Partial<NewOrder>, ImpiloOrder[]]>([
		['there is nothing', { ifExists: 'fail' }, []],
		['it is the same', {}, [SAME]],
		['too little is known of it', {}, [UNKNOWN]],
		['another one is wanted', { ifExists: 'create' }, [OTHER_SITE, OTHER_CONTENTS]],
		['other contents are welcome', { ifContentsDiffer: 'return' }, [OTHER_CONTENTS]],
	])('is no reason to refuse where %s', (_, changes, live) => {
		expect(refuseExisting(askFor(changes), live)).toBeUndefined();
	});

	it.each<[string, Partial<NewOrder>, ImpiloOrder[], string]>([
		[
			'none may exist',
			{ ifExists: 'fail' },
			[SAME],
			'An order with this external order ID already exists: order 7',
		],
		[
			'none may exist, and there are others',
			{ ifExists: 'fail' },
			[SAME, orderOf(8)],
			'An order with this external order ID already exists: order 7',
		],
		[
			'there are several',
			{ ifContentsDiffer: 'return' },
			[SAME, { ...SAME, id: null }],
			'The external order IDs of this item belong to different orders: 7, order without an ID',
		],
		[
			'it goes elsewhere',
			{ ifContentsDiffer: 'return' },
			[OTHER_SITE],
			'The external order ID of this item belongs to order 7, which goes to another recipient',
		],
		[
			'it has other contents',
			{},
			[OTHER_CONTENTS],
			'The external order ID of this item belongs to order 7, which has other contents: no item 501. This item asks for 2 × item 501',
		],
	])('is refused where %s', (_, changes, live, happened) => {
		const refusal = refuseExisting(askFor(changes), live);

		expect(refusal?.happened).toBe(happened);
		expectPlainWords(refusal?.remedy ?? '');
	});

	it('is called what the caller calls it', () => {
		const refusal = refuseExisting(askFor(), [OTHER_SITE], (order) => `the order of ${order.id}`);
		expect(refusal?.happened).toContain('belongs to the order of 7,');
		expect(nameOrder({})).toBe('order without an ID');
	});
});
