import { countPackages, formatDuration } from '../../examples/editor/npmProgress';

it('counts the packages that npm has put in place, wherever its output is cut', () => {
	const counts: number[] = [];
	const follow = countPackages((count) => counts.push(count));

	follow('npm timing reifyNode:node_modules/a Completed in 5ms\nnpm timing reifyNode:node_mod');
	follow('ules/@b/c Completed in 7ms\nnpm timing reify:loadTrees Completed in 2ms\n');
	follow('npm silly reify moves {}\n');

	expect(counts).toEqual([1, 2]);
});

it.each([
	[0, '0:00'],
	[9_999, '0:09'],
	[125_000, '2:05'],
])('writes %d ms as %s', (ms, text) => {
	expect(formatDuration(ms)).toBe(text);
});
