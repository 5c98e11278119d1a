import type { Browser, BrowserContext } from 'playwright-core';

import type { N8n } from '../../../../scripts/n8n';
import type { Stage } from './stage';

/** What a browser keeps of a login. */
export type Session = Awaited<ReturnType<BrowserContext['storageState']>>;

export type Theme = 'light' | 'dark';

const VIEWPORT = { width: 1400, height: 900 };
const ACTION_WITHIN_MS = 15_000;
const PAGE_WITHIN_MS = 60_000;

/** Opens a window in which the owner is logged in. n8n takes the theme of the system. */
export async function openContext(
	{ browser, session }: Pick<Stage, 'browser' | 'session'>,
	{ theme = 'light', viewport = VIEWPORT }: { theme?: Theme; viewport?: typeof VIEWPORT } = {},
): Promise<BrowserContext> {
	const context = await browser.newContext({
		storageState: session,
		viewport,
		// n8n takes no approval from a browser that says it has no window.
		userAgent: `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${browser.version()} Safari/537.36`,
		colorScheme: theme,
		reducedMotion: 'reduce',
		acceptDownloads: true,
		locale: 'en-US',
		timezoneId: 'UTC',
	});
	context.setDefaultTimeout(ACTION_WITHIN_MS);
	context.setDefaultNavigationTimeout(PAGE_WITHIN_MS);
	return context;
}

/**
 * Logs the owner of an n8n in, for all windows: n8n takes only a few logins a minute.
 *
 * @throws Error when n8n refuses
 */
export async function logIn(browser: Browser, { url, owner }: N8n): Promise<Session> {
	const context = await browser.newContext();
	const response = await context.request.post(`${url}/rest/login`, {
		data: { emailOrLdapLoginId: owner.email, password: owner.password },
	});
	if (!response.ok()) throw new Error(`n8n answered ${response.status()} to the login`);
	const session = await context.storageState();
	await context.close();
	return session;
}
