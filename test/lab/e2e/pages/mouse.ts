import type { Page } from 'playwright-core';

/** What a person has to do with the mouse. */
export interface Effort {
	clicks: number;
	/** How often the form of a node had to be scrolled before a click. */
	scrolls: number;
}

/** Counts the clicks on a page, whichever page object makes them. */
export class Mouse {
	private constructor(private readonly page: Page) {}

	/** @param page before it goes to the address where counting starts */
	static async watch(page: Page): Promise<Mouse> {
		await page.addInitScript(COUNT);
		return new Mouse(page);
	}

	/** @returns what was done since the page came to its address */
	async read(): Promise<Effort> {
		return await this.page.evaluate<Effort>('window.effort');
	}
}

/** Runs in the browser. Playwright scrolls before it clicks, as a person has to. */
const COUNT = `
	window.effort = { clicks: 0, scrolls: 0 };
	let position = 0;
	document.addEventListener('pointerdown', ({ isTrusted, target }) => {
		// Notices go by themselves.
		if (!isTrusted || target.closest('.el-notification') !== null) return;
		window.effort.clicks++;
		const form = document.querySelector('[data-test-id="node-parameters"]');
		if (form === null) return;
		if (form.scrollTop !== position) window.effort.scrolls++;
		position = form.scrollTop;
	}, true);
`;
