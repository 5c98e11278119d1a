import type { Order } from './entities';
import type { FaultBook } from './faults';
import type { KeyPolicy } from './keys';
import type { OrderMover } from './orderStore';
import type { ErrorShape } from './refusals';
import type { RequestLog } from './requests';
import type { Webhooks } from './webhooks';
import type { World } from './world';

/** What the routes work on. */
export interface SandboxState {
	world: World;
	readonly webhooks: Webhooks;
	readonly mover: OrderMover;
	readonly faults: FaultBook;
	readonly log: RequestLog;
	readonly keyPolicy: KeyPolicy;
	readonly errorShape: ErrorShape;
	readonly now: () => Date;
	/** To be told of each order that is new or has a new status. */
	readonly announce: (order: Order) => void;
	/** Back to the seed: entities, webhooks, faults, recorded requests and the peak. */
	reset(): void;
}
