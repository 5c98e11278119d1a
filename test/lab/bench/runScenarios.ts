import type { Arena, Measure } from './arena';
import type { Scenario, ScenarioResult } from './scenario';

export interface NamedScenario {
	name: string;
	scenario: Scenario;
	/** Fewer rounds than were asked for, where one takes minutes. */
	mostRounds?: number;
}

/** How scenarios are run, and who is told what came of them. */
export interface RunOptions {
	rounds: number;
	open: (measures: Measure) => Promise<Arena>;
	/** Stops the arenas that are still open. */
	stopAll: () => Promise<void>;
	tell: (progress: string) => void;
	tellResult: (result: ScenarioResult) => void;
	tellFailure: (name: string, error: unknown) => void;
	/** Once aborted, a failure ends it all. */
	signal: AbortSignal;
}

/**
 * Runs one scenario after the other. Where one fails, e.g. because its n8n doesn't start, the others
 * go on.
 *
 * @returns the names of those that failed
 */
export async function runScenarios(
	scenarios: readonly NamedScenario[],
	{ rounds, open, stopAll, tell, tellResult, tellFailure, signal }: RunOptions,
): Promise<string[]> {
	const failed: string[] = [];
	for (const { name, scenario, mostRounds = Infinity } of scenarios) {
		try {
			const result = await scenario(open, {
				rounds: Math.min(rounds, mostRounds),
				tell: (progress) => tell(`${name}, ${progress}`),
			});
			tellResult(result);
		} catch (error) {
			if (signal.aborted) throw error;
			failed.push(name);
			tellFailure(name, error);
			// The next one would be measured beside what this one has left.
			await stopAll();
		}
	}
	return failed;
}
