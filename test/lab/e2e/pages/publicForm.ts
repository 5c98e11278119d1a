import { readFile } from 'node:fs/promises';

import type { Page } from 'playwright-core';

/** A form that n8n shows to whoever has its address. */
export class PublicForm {
	constructor(
		private readonly page: Page,
		private readonly url: string,
	) {}

	async open(): Promise<void> {
		await this.page.goto(this.url);
		await this.page.locator('form').waitFor();
	}

	async fill(label: string, text: string): Promise<void> {
		await this.page.getByLabel(label).fill(text);
	}

	async attach(fileName: string, mimeType: string, content: string): Promise<void> {
		await this.page
			.locator('input[type="file"]')
			.setInputFiles({ name: fileName, mimeType, buffer: Buffer.from(content) });
	}

	/** Sends the form, and waits for the thanks, or for the title of the page that ends the form. */
	async submit(title = 'Your response has been recorded'): Promise<void> {
		await this.page.locator('#submit-btn').click();
		await this.page.getByText(title).waitFor();
	}

	/** Sends the form, and waits for a page that ends it and gives a file. */
	async submitForFile(title: string): Promise<{ name: string; content: string }> {
		const [download] = await Promise.all([this.page.waitForEvent('download'), this.submit(title)]);
		const content = await readFile(await download.path(), 'utf8');
		return { name: download.suggestedFilename(), content };
	}

	/** All that the page says, e.g. at the end of the form. */
	async text(): Promise<string> {
		return await this.page.locator('body').innerText();
	}
}
