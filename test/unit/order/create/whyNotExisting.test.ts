import type { NewOrder } from '../../../../nodes/Impilo/order/create/newOrder';
import {
	nameOrder,
	needsPatientId,
	whyNotExisting,
} from '../../../../nodes/Impilo/order/create/whyNotExisting';
import type { ImpiloOrder } from '../../../../nodes/Impilo/order/order';
import { expectPlainWords } from '../../plainWords';
import { askFor, orderOf } from './orders';

const OTHER_CONTENTS = orderOf(7, { orderItems: [{ item: { id: 501 }, count: 3 }] });
const ELSEWHERE = orderOf(7, { site: { id: 32 } });

describe('whyNotExisting', () => {
	it.each<[string, Partial<NewOrder>, ImpiloOrder[]]>([
		['there is none', { ifExists: 'fail' }, []],
		['another one is to be placed', { ifExists: 'create' }, [ELSEWHERE, orderOf(8)]],
		['it is the same', {}, [orderOf(7)]],
		['other contents are all right', { ifContentsDiffer: 'return' }, [OTHER_CONTENTS]],
	])('says nothing where %s', (_, changes, live) => {
		expect(whyNotExisting(askFor(changes), live)).toBeUndefined();
	});

	it.each<[string, Partial<NewOrder>, ImpiloOrder[], string, string]>([
		[
			'it is there',
			{ ifExists: 'fail' },
			[orderOf(7)],
			'already exists: order 7',
			'set If External Order ID Exists to Return the Existing Order',
		],
		[
			'its IDs are those of several',
			{},
			[orderOf(7), orderOf(8)],
			'belong to different orders: 7, 8',
			'its own external order IDs',
		],
		[
			'one of them has no ID',
			{},
			[orderOf(7), { ...orderOf(8), id: undefined }],
			'belong to different orders: 7, order without an ID',
			'its own external order IDs',
		],
		[
			'it goes elsewhere',
			{ ifContentsDiffer: 'return' },
			[ELSEWHERE],
			'belongs to order 7, which goes to another recipient',
			'Check Ship To and External Order IDs',
		],
		[
			'it has other contents',
			{},
			[OTHER_CONTENTS],
			'belongs to order 7, which has other contents: ',
			'set If Contents Differ under Options',
		],
	])('says where %s', (_, changes, live, happened, remedy) => {
		const why = whyNotExisting(askFor(changes), live);

		expect(why?.happened).toContain(happened);
		expect(why?.remedy).toContain(remedy);
		expectPlainWords(`${why?.happened}. ${why?.remedy}`);
	});
});

it.each<[boolean, Partial<NewOrder>]>([
	[false, {}],
	[false, { patient: { by: 'id', id: 1 } }],
	[true, { patient: { by: 'email', value: 'nora@example.com' } }],
	[false, { patient: { by: 'email', value: 'nora@example.com' }, ifExists: 'fail' }],
])('needsPatientId is %p for %j', (isNeeded, changes) => {
	const order = askFor({ ...changes, body: {} });

	expect(needsPatientId(order, orderOf(7, { site: null, patient: { id: 1 } }))).toBe(isNeeded);
});

it('nameOrder names one without an ID', () => {
	expect([{ id: 7 }, {}].map(nameOrder)).toEqual(['order 7', 'order without an ID']);
});
