import { normalizeWord } from '../../../nodes/Impilo/api/words';

it.each<[unknown, string]>([
	['orderPlaced', 'orderplaced'],
	['ORDER_PLACED', 'orderplaced'],
	['Order Placed', 'orderplaced'],
	['order-placed\n', 'orderplaced'],
	['', ''],
	[' _-', ''],
	[null, ''],
	[undefined, ''],
	[7, ''],
	[['orderPlaced'], ''],
])('%j becomes %j', (word, normalized) => {
	expect(normalizeWord(word)).toBe(normalized);
});
