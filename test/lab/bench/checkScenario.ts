import { seedIds } from '../../../sandbox';
import { checkWithImpilo } from './checkWorkflows';
import { buildIncomingOrders, CONCURRENCY, CREATES } from './createContestants';
import { createWithImpilo } from './createWorkflows';
import { runRounds } from './rounds';
import { figureOfTime, findStanding, sayLatency, type Scenario } from './scenario';

/** The sandbox always has these; the patients after them are generated. */
const SEEDED_PATIENTS = 40;

const CHECK = 'Impilo, Check';

/** Check of a thousand orders, each for another patient, and Create of the same. */
export function checkScenario(latencyMs: number): Scenario {
	return async (open, { rounds, tell }) => {
		const arena = await open('time');
		const orders = buildIncomingOrders(CREATES).map((order, index) => ({
			...order,
			patientId: seedIds.patient + SEEDED_PATIENTS + index,
		}));
		const course = {
			patients: SEEDED_PATIENTS + CREATES,
			faults: [{ kind: 'latency', ms: latencyMs } as const],
			input: { orders },
		};
		const settings = {
			credential: arena.credential,
			apiUrl: arena.apiUrl,
			nodeSettings: { onError: 'continueErrorOutput' as const },
		};
		const form = { withExternalOrderId: true, concurrency: CONCURRENCY };
		const standings = await runRounds(
			[
				await arena.enterWorkflow(CHECK, checkWithImpilo('check-impilo', settings, form), course),
				await arena.enterWorkflow(
					'Impilo, Create',
					createWithImpilo('check-create-impilo', settings, form),
					course,
				),
			],
			rounds,
			tell,
		);
		await arena.stop();
		const title = `Check of ${CREATES.toLocaleString('en')} orders, ${sayLatency(latencyMs)}`;
		return {
			title,
			notes: [
				`Each for another patient by ID, with its own external order ID and one kit; ${CONCURRENCY} requests in flight, On Error is Continue (using error output).`,
			],
			standings,
			shows: 'speed',
			reference: CHECK,
			targets: [],
			figures: [figureOfTime(title, { Impilo: findStanding(standings, CHECK) })],
		};
	};
}
