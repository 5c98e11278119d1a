import type { TestOutcome } from './runSuites';
import type { LeftOut } from './suites';

/** What an engine's tests come to. */
export interface Verdict {
	passed: number;
	/** How many tests are left out, by the reason. */
	leftOut: Map<string, number>;
	/** What is wrong, for people to read; nothing where all is well. */
	complaints: string[];
}

/**
 * @param outcomes of all tests, also of those that are left out
 * @param leftOut what this engine can't do
 */
export function judge(outcomes: readonly TestOutcome[], leftOut: readonly LeftOut[]): Verdict {
	const verdict: Verdict = { passed: 0, leftOut: new Map(), complaints: [] };
	const tried = new Map<string, { entry: LeftOut; suite: string; hasFailed: boolean }>();
	for (const { name, suite, hasPassed, message } of outcomes) {
		const entry = leftOut.find(({ tests }) => tests.test(name));
		if (entry !== undefined) {
			verdict.leftOut.set(entry.because, (verdict.leftOut.get(entry.because) ?? 0) + 1);
			const key = `${entry.because} ${suite}`;
			const hasFailed = !hasPassed || tried.get(key)?.hasFailed === true;
			tried.set(key, { entry, suite, hasFailed });
		} else if (hasPassed) {
			verdict.passed += 1;
		} else {
			verdict.complaints.push(`${name}\n${message}`);
		}
	}
	for (const { entry, suite, hasFailed } of tried.values()) {
		if (hasFailed) continue;
		verdict.complaints.push(
			`${suite}: all tests pass that are left out as n8n ${entry.because}. Don't leave them out.`,
		);
	}
	return verdict;
}

/** Says which entries no test matches any more. */
export function findStale(verdict: Verdict, leftOut: readonly LeftOut[]): string[] {
	return leftOut
		.filter(({ because }) => !verdict.leftOut.has(because))
		.map(({ tests, because }) => `No test matches ${String(tests)}, left out as n8n ${because}.`);
}
