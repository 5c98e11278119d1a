import type { Stage } from './stage';

/** Jest gives each test file a world of its own; what's shared is handed over under this name. */
const KEY = Symbol.for('n8n-nodes-impilo e2e stage');

interface Holder {
	[KEY]?: Stage | undefined;
}

/** Leaves the stage where the environments of the tests find it. */
export function shareStage(stage: Stage | undefined): void {
	(globalThis as Holder)[KEY] = stage;
}

/** @throws Error where globalSetup has not run in this process */
export function findSharedStage(): Stage {
	const stage = (globalThis as Holder)[KEY];
	if (stage === undefined) throw new Error('The tests must run in the process of globalSetup');
	return stage;
}
