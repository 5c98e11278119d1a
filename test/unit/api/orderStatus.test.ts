import { isVoided, KNOWN_STATUSES, normalizeStatus } from '../../../nodes/Impilo/api/orderStatus';

describe('normalizeStatus', () => {
	it.each<[unknown, string]>([
		['orderPlaced', 'orderplaced'],
		['ORDER_PLACED', 'orderplaced'],
		['order-placed', 'orderplaced'],
		['Order Placed', 'orderplaced'],
		['voided', 'voided'],
		['', ''],
		[null, ''],
		[undefined, ''],
		[7, ''],
	])('%p becomes %p', (status, expected) => {
		expect(normalizeStatus(status)).toBe(expected);
	});

	it('keeps all known statuses apart', () => {
		expect(KNOWN_STATUSES).toHaveLength(13);
		expect(new Set(KNOWN_STATUSES.map(normalizeStatus)).size).toBe(13);
	});
});

describe('isVoided', () => {
	it.each<[unknown, boolean]>([
		['voided', true],
		['VOIDED', true],
		['Voided', true],
		['unvoided', false],
		['shipped', false],
		[null, false],
		[undefined, false],
	])('%p: %p', (currentStatus, expected) => {
		expect(isVoided({ currentStatus })).toBe(expected);
	});
});
