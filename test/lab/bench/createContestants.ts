import { seedIds } from '../../../sandbox';
import type { Arena } from './arena';
import {
	createWithHttpRequest,
	createWithImpilo,
	toRequestBody,
	type IncomingOrder,
} from './createWorkflows';
import type { Contestant } from './rounds';

export const CREATES = 1_000;
export const CONCURRENCY = 10;
/** The sandbox always has these. */
export const SEEDED_ORDERS = 30;

/** Names of contestants that results are read by. */
export const CREATE_IMPILO = 'Impilo';
export const CREATE_UNCHECKED = 'Impilo, without the check';
export const CREATE_HTTP_REQUEST = 'HTTP Request';
export const CREATE_FETCH_LOOP = 'bare fetch loop';

/** Orders for one patient, each with its own external order ID. */
export function buildIncomingOrders(count: number): IncomingOrder[] {
	return Array.from({ length: count }, (_, index) => ({
		externalOrderId: `bench-${index + 1}`,
		patientId: seedIds.patient,
		kitId: seedIds.kit,
	}));
}

/** The ways to create a thousand orders, with an API that takes so long to answer. */
export async function enterCreates(
	arena: Arena,
	latencyMs: number,
	spread = 0,
): Promise<Contestant[]> {
	const orders = buildIncomingOrders(CREATES);
	const course = {
		orders: SEEDED_ORDERS,
		faults: [{ kind: 'latency', ms: latencyMs, spread } as const],
		input: { orders },
	};
	const settings = { credential: arena.credential, apiUrl: arena.apiUrl };
	const goingOn = { ...settings, nodeSettings: { onError: 'continueErrorOutput' as const } };
	return [
		await arena.enterWorkflow(
			CREATE_IMPILO,
			createWithImpilo('create-impilo', goingOn, {
				withExternalOrderId: true,
				concurrency: CONCURRENCY,
			}),
			course,
		),
		await arena.enterWorkflow(
			'Impilo, stopping at a failure',
			createWithImpilo('create-impilo-stopping', settings, {
				withExternalOrderId: true,
				concurrency: CONCURRENCY,
			}),
			course,
		),
		await arena.enterWorkflow(
			CREATE_UNCHECKED,
			createWithImpilo('create-impilo-unchecked', goingOn, {
				withExternalOrderId: true,
				concurrency: CONCURRENCY,
				// It looks the orders up before placing them, but not once more afterwards.
				ifExists: 'create',
			}),
			course,
		),
		await arena.enterWorkflow(
			CREATE_HTTP_REQUEST,
			createWithHttpRequest('create-http-request', goingOn, {
				batchSize: CONCURRENCY,
				batchInterval: latencyMs,
			}),
			course,
		),
		arena.enterFetchLoop(
			CREATE_FETCH_LOOP,
			{ bodies: orders.map(toRequestBody), concurrency: CONCURRENCY },
			course,
		),
	];
}
