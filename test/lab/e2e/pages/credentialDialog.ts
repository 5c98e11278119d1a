import type { Locator, Page } from 'playwright-core';

import { chooseOption } from './options';

/** The window in which a credential is set up. */
export class CredentialDialog {
	readonly window: Locator;

	constructor(private readonly page: Page) {
		this.window = page.getByTestId('editCredential-modal');
	}

	field(name: string): Locator {
		return this.window.getByTestId(`parameter-input-${name}`);
	}

	async fill(name: string, text: string): Promise<void> {
		const input = this.field(name).locator('input');
		await input.click();
		await input.fill(text);
	}

	async chooseEnvironment(name: string): Promise<void> {
		await this.field('environment').click();
		await chooseOption(this.page, name);
	}

	/** Saves the credential, on which n8n tests it. n8n closes the window when a new one passes. */
	async save(): Promise<void> {
		const tested = this.page.waitForResponse((response) =>
			response.url().endsWith('/rest/credentials/test'),
		);
		await this.window.getByTestId('credential-save-button').click();
		await tested;
	}

	/** @returns what n8n says about a test that didn't pass */
	async readRefusal(): Promise<string> {
		await this.window.getByText('Couldn’t connect with these settings').waitFor();
		await this.window.getByText('More details').click();
		return await this.window.innerText();
	}

	/**
	 * Waits for n8n's word that the test has passed. n8n tests at opening, too: a second test beside the
	 * first would trip over it.
	 */
	async showsSuccess(): Promise<void> {
		await this.window.getByText('Connection tested successfully').waitFor();
	}

	async isClosed(): Promise<void> {
		await this.window.waitFor({ state: 'hidden' });
	}

	async close(): Promise<void> {
		await this.window.locator('.el-dialog__headerbtn').click();
		await this.isClosed();
	}
}
