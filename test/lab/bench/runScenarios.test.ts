import type { Arena } from './arena';
import { runScenarios, type NamedScenario } from './runScenarios';
import type { ScenarioResult } from './scenario';

const NOT_STARTED = new Error('n8n did not start');

/** Runs them in stand-ins for arenas, and tells what happened, in that order. */
async function record(
	scenarios: readonly NamedScenario[],
	signal = new AbortController().signal,
): Promise<{ events: string[]; failed: string[] }> {
	const events: string[] = [];
	let openArenas = 0;
	const failed = await runScenarios(scenarios, {
		rounds: 5,
		open: async () => {
			openArenas += 1;
			return await Promise.resolve({
				stop: async () => {
					openArenas -= 1;
					await Promise.resolve();
				},
			} as Arena);
		},
		stopAll: async () => {
			events.push(`stopped ${openArenas}`);
			openArenas = 0;
			await Promise.resolve();
		},
		tell: (progress) => events.push(progress),
		tellResult: ({ title }) => events.push(`measured ${title}`),
		tellFailure: (name, error) => events.push(`${name} failed: ${String(error)}`),
		signal,
	});
	return { events, failed };
}

const measured = (name: string, mostRounds?: number): NamedScenario => ({
	name,
	mostRounds,
	scenario: async (open, { rounds, tell }) => {
		const arena = await open('time');
		tell(`${rounds} rounds`);
		await arena.stop();
		return { title: name } as ScenarioResult;
	},
});

const notStarted: NamedScenario = {
	name: 'memory',
	scenario: async (open) => {
		await open('memory');
		throw NOT_STARTED;
	},
};

describe('runScenarios', () => {
	it('measures one after the other, in no more rounds than each allows', async () => {
		expect(await record([measured('create'), measured('faults', 3)])).toEqual({
			events: ['create, 5 rounds', 'measured create', 'faults, 3 rounds', 'measured faults'],
			failed: [],
		});
	});

	it('names one that fails, stops what it has left, and measures the others', async () => {
		expect(await record([measured('create'), notStarted, measured('faults')])).toEqual({
			events: [
				'create, 5 rounds',
				'measured create',
				'memory failed: Error: n8n did not start',
				'stopped 1',
				'faults, 5 rounds',
				'measured faults',
			],
			failed: ['memory'],
		});
	});

	it('ends where one fails as everything is being stopped', async () => {
		await expect(record([notStarted, measured('faults')], AbortSignal.abort())).rejects.toBe(
			NOT_STARTED,
		);
	});
});
