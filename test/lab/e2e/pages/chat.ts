import type { Locator, Page } from 'playwright-core';

/** The chat below the canvas, with a workflow that starts when somebody writes. */
export class Chat {
	private constructor(private readonly page: Page) {}

	static async open(page: Page): Promise<Chat> {
		const input = page.getByTestId('chat-input');
		if (!(await input.isVisible())) await page.getByTestId('workflow-chat-button').click();
		await input.waitFor();
		return new Chat(page);
	}

	async say(text: string): Promise<void> {
		await this.page.getByTestId('chat-input').fill(text);
		await this.page.keyboard.press('Enter');
	}

	/** @param isWhole whether there is nothing else in the answer */
	answer(text: string, isWhole = true): Locator {
		return this.page.getByTestId('canvas-chat-body').getByText(text, { exact: isWhole });
	}
}
