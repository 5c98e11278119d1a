import type { Arena } from './arena';
import { listWithHttpRequest, listWithImpilo } from './listWorkflows';
import type { Contestant } from './rounds';

/** Names of contestants that results are read by. */
export const LIST_IMPILO_SIMPLIFIED = 'Impilo';
export const LIST_IMPILO = 'Impilo, Simplify off';
export const LIST_HTTP_REQUEST = 'HTTP Request, pages of 250';

/** The ways to read all of so many orders, with an API that takes so long to answer. */
export async function enterReturnAlls(
	arena: Arena,
	orders: number,
	latencyMs: number,
): Promise<Contestant[]> {
	const course = { orders, faults: [{ kind: 'latency', ms: latencyMs } as const], input: {} };
	const { credential, apiUrl } = arena;
	return [
		await arena.enterWorkflow(
			LIST_IMPILO_SIMPLIFIED,
			listWithImpilo('list-impilo', credential, { simplify: true }),
			course,
		),
		await arena.enterWorkflow(
			LIST_IMPILO,
			listWithImpilo('list-impilo-raw', credential, { simplify: false }),
			course,
		),
		await arena.enterWorkflow(
			LIST_HTTP_REQUEST,
			listWithHttpRequest('list-http-request', credential, apiUrl, { splitsPages: false }),
			course,
		),
		await arena.enterWorkflow(
			'HTTP Request, then Split Out',
			listWithHttpRequest('list-http-request-split', credential, apiUrl, { splitsPages: true }),
			course,
		),
	];
}
