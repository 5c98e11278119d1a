import type { Arena } from './arena';
import { listWithHttpRequest, listWithImpilo, type Listed } from './listWorkflows';
import type { Contestant } from './rounds';

/** Names of contestants that results are read by. */
export const LIST_IMPILO_SIMPLIFIED = 'Impilo';
export const LIST_IMPILO = 'Impilo, Simplify off';
export const LIST_HTTP_REQUEST = 'HTTP Request, pages of 250';

/** A list that is read, with an API that takes so long to answer. */
export interface ListJob {
	resource: Listed;
	/** How many there are. */
	count: number;
	latencyMs: number;
}

/** The ways to read all of a list. */
export async function enterReturnAlls(
	arena: Arena,
	{ resource, count, latencyMs }: ListJob,
): Promise<Contestant[]> {
	const course = {
		...(resource === 'order' ? { orders: count } : { patients: count }),
		faults: [{ kind: 'latency', ms: latencyMs } as const],
		input: {},
	};
	const { credential, apiUrl } = arena;
	return [
		await arena.enterWorkflow(
			LIST_IMPILO_SIMPLIFIED,
			listWithImpilo('list-impilo', credential, { resource, simplify: true }),
			course,
		),
		await arena.enterWorkflow(
			LIST_IMPILO,
			listWithImpilo('list-impilo-raw', credential, { resource, simplify: false }),
			course,
		),
		await arena.enterWorkflow(
			LIST_HTTP_REQUEST,
			listWithHttpRequest('list-http-request', credential, apiUrl, {
				resource,
				splitsPages: false,
			}),
			course,
		),
		await arena.enterWorkflow(
			'HTTP Request, then Split Out',
			listWithHttpRequest('list-http-request-split', credential, apiUrl, {
				resource,
				splitsPages: true,
			}),
			course,
		),
	];
}
