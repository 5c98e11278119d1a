import type { ErrorShape } from './errorShapes';
import type { FaultBook } from './faults';
import type { KeyPolicy } from './keys';
import type { RequestLog } from './requestLog';
import type { World } from './world';

/** What the routes work on. */
export interface SandboxState {
	world: World;
	readonly faults: FaultBook;
	readonly log: RequestLog;
	readonly keyPolicy: KeyPolicy;
	readonly errorShape: ErrorShape;
	readonly now: () => Date;
	/** Back to the seed: entities, faults, recorded requests and the peak. */
	reset(): void;
}
