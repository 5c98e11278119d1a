import type { Circus } from '@jest/types';
import { TestEnvironment } from 'jest-environment-node';
import type { BrowserContext } from 'playwright-core';

import { keepEvidence } from './evidence';
import { openContext } from './session';
import { findSharedStage } from './sharedStage';

/**
 * Gives each test file the shared stage and a browser window in which the owner of n8n is logged in,
 * and keeps what could be seen when a test failed.
 */
export default class BrowserEnvironment extends TestEnvironment {
	private window: BrowserContext | undefined;

	override async setup(): Promise<void> {
		await super.setup();
		const stage = findSharedStage();
		this.window = await openContext(stage);
		const page = await this.window.newPage();
		Object.assign(this.global, { stage, page });
	}

	override async teardown(): Promise<void> {
		await this.window?.close();
		await super.teardown();
	}

	async handleTestEvent(event: Circus.Event): Promise<void> {
		if (event.name === 'test_fn_failure') await this.explain(event.test, event.error);
		else if (event.name === 'hook_failure' && event.test) {
			await this.explain(event.test, event.error);
		}
	}

	private async explain(test: Circus.TestEntry, error: unknown): Promise<void> {
		const name = `${test.parent.name} ${test.name}`;
		const pages = this.window?.pages() ?? [];
		const files = await keepEvidence(name, pages, findSharedStage().n8n.log());
		// Not by instanceof: the error comes from the world of the test.
		if (typeof error !== 'object' || error === null || !('message' in error)) return;
		const seen = `Seen when it failed: ${files.join(', ')}`;
		const stack = 'stack' in error ? String(error.stack) : '';
		const told = `${String(error.message)}\n\n${seen}`;
		// Some errors, as those of Zod, have a message that can only be read.
		Object.defineProperties(error, {
			message: { value: told, configurable: true, writable: true },
			stack: {
				value: stack.replace(String(error.message), () => told),
				configurable: true,
				writable: true,
			},
		});
	}
}
