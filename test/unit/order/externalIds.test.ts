import { externalIdsOf, parseExternalOrderIds } from '../../../nodes/Impilo/order/externalIds';
import { refusalOf } from '../standIns';

describe('parseExternalOrderIds', () => {
	it.each<[unknown, string[]]>([
		['PO-1', ['PO-1']],
		['PO-1, PO-2 ,PO-3', ['PO-1', 'PO-2', 'PO-3']],
		['PO-1,,PO-1, ,', ['PO-1']],
		['', []],
		[' , ', []],
		[undefined, []],
		[null, []],
		[117, ['117']],
		[
			['PO-1', ' PO-2 ', 'PO-1', '', null, undefined],
			['PO-1', 'PO-2'],
		],
		[
			[117, 'PO-1'],
			['117', 'PO-1'],
		],
		[[], []],
		['["PO-1", "PO-2"]', ['PO-1', 'PO-2']],
		[' [117]', ['117']],
		['"117"', ['"117"']],
		['null', ['null']],
		['[draft] PO-1, PO-2', ['[draft] PO-1', 'PO-2']],
		[['a, b'], ['a, b']],
		['po-1, PO-1', ['po-1', 'PO-1']],
	])('reads %j as %j', (value, expected) => {
		expect(parseExternalOrderIds(value, 'External Order IDs')).toEqual(expected);
	});

	it.each<[unknown]>([[{ id: 'PO-1' }], [['PO-1', {}]], [[['PO-1']]], ['[{"id": "PO-1"}]']])(
		'refuses %j',
		(value) => {
			const refusal = refusalOf(() => parseExternalOrderIds(value, 'External Order IDs'));

			expect(refusal.message).toBe('External Order IDs is not a list of IDs');
			expect(refusal.remedy).toContain('with commas');
		},
	);
});

it('externalIdsOf leaves out what is no text', () => {
	const externalOrderIds = ['PO-1', null, 117] as unknown as string[];

	expect(externalIdsOf({ externalOrderIds })).toEqual(['PO-1']);
	expect(externalIdsOf({ externalOrderIds: null })).toEqual([]);
});
