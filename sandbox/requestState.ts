import type { FaultPlan } from './faults';
import type { ReceivedRequest } from './requestLog';

/** What the hooks remember of a request while it is answered. */
declare module 'fastify' {
	interface FastifyRequest {
		faultPlan: FaultPlan;
		received: ReceivedRequest | undefined;
		leaveFlight: () => void;
	}
}
