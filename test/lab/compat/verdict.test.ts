import type { TestOutcome } from './runSuites';
import type { LeftOut } from './suites';
import { findStale, judge } from './verdict';

const NO_TOOLS: LeftOut = { tests: / by an agent$/, upTo: '1.100', because: 'has no agents' };

function outcome(suite: string, name: string, hasPassed: boolean): TestOutcome {
	return { suite, name: `${suite} ${name}`, hasPassed, message: hasPassed ? '' : 'Expected 1' };
}

describe('judge', () => {
	it('counts what passes', () => {
		expect(judge([outcome('a.test.ts', 'places', true)], [])).toEqual({
			passed: 1,
			leftOut: new Map(),
			complaints: [],
		});
	});

	it('complains of what fails, with what the test says', () => {
		const { passed, complaints } = judge([outcome('a.test.ts', 'places', false)], [NO_TOOLS]);

		expect(passed).toBe(0);
		expect(complaints).toEqual(['a.test.ts places\nExpected 1']);
	});

	it('leaves out what an engine can not do, also what passes only because nothing happened', () => {
		const outcomes = [
			outcome('a.test.ts', 'places by an agent', false),
			outcome('a.test.ts', 'sends nothing by an agent', true),
		];

		expect(judge(outcomes, [NO_TOOLS])).toEqual({
			passed: 0,
			leftOut: new Map([['has no agents', 2]]),
			complaints: [],
		});
	});

	it('complains where a suite passes without need of being left out', () => {
		const outcomes = [
			outcome('a.test.ts', 'places by an agent', true),
			outcome('b.test.ts', 'places by an agent', false),
		];

		const { complaints } = judge(outcomes, [NO_TOOLS]);
		expect(complaints).toEqual([
			"a.test.ts: all tests pass that are left out as n8n has no agents. Don't leave them out.",
		]);
	});
});

it('findStale names what no test is called any more', () => {
	const verdict = judge([outcome('a.test.ts', 'places', true)], [NO_TOOLS]);

	expect(findStale(verdict, [NO_TOOLS])).toEqual([
		'No test matches / by an agent$/, left out as n8n has no agents.',
	]);
	expect(
		findStale(judge([outcome('a.test.ts', 'by an agent', false)], [NO_TOOLS]), [NO_TOOLS]),
	).toEqual([]);
});
