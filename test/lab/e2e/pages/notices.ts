import type { Locator, Page } from 'playwright-core';

/** What n8n tells in a corner of the window, e.g. that an execution has come to its end. */
export function notices(page: Page): Locator {
	return page.locator('.el-notification');
}

/** Puts them away, or waits until they have gone by themselves. */
export async function putAwayNotices(page: Page): Promise<void> {
	while ((await notices(page).count()) > 0) {
		const close = notices(page).first().locator('.el-notification__closeBtn');
		// It may be gone before it's clicked.
		await close.click({ timeout: 1_000 }).catch(() => undefined);
		await notices(page).first().waitFor({ state: 'detached' });
	}
}
