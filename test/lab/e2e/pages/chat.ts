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

	/** Drags its upper edge. */
	async enlarge(byPixels: number): Promise<void> {
		const { mouse } = this.page;
		const box = await this.page.getByTestId('canvas-chat').boundingBox();
		if (box === null) throw new Error('The chat is not there');
		await mouse.move(box.x + 100, box.y);
		await mouse.down();
		await mouse.move(box.x + 100, box.y - byPixels, { steps: 5 });
		await mouse.up();
	}

	async say(text: string): Promise<void> {
		await this.page.getByTestId('chat-input').fill(text);
		// Can be clicked once n8n takes the next message.
		await this.page.locator('.chat-input-send-button').click();
	}

	/** @param isWhole whether there is nothing else in the answer */
	answer(text: string, isWhole = true): Locator {
		return this.page.getByTestId('canvas-chat-body').getByText(text, { exact: isWhole });
	}

	/** What a person is asked to approve, as long as nobody has answered. */
	get review(): Locator {
		return this.page
			.getByTestId('canvas-chat-body')
			.locator('.chat-message')
			.filter({ has: this.button('Approve') })
			.filter({ has: this.button('Decline') });
	}

	async answerReview(answer: 'Approve' | 'Decline'): Promise<void> {
		await this.review.getByRole('button', { name: answer }).click();
	}

	private button(name: string): Locator {
		return this.page.getByRole('button', { name, exact: true });
	}
}
