import type { Page } from 'playwright-core';

import type { Stage } from './stage';

/** What the environment gives each test file. */
interface Given {
	stage: Stage;
	page: Page;
}

const given = globalThis as unknown as Given;

export const { stage, page } = given;
