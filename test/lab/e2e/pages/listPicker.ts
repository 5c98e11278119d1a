import type { Locator, Page } from 'playwright-core';

/** A field in which a thing is picked from a list with a search. */
export class ListPicker {
	/** @param field holds just one such field */
	constructor(
		private readonly page: Page,
		private readonly field: Locator,
	) {}

	/** Opens the list, and waits until there is something in it. */
	async open(): Promise<void> {
		await this.input.click();
		await this.entries.first().waitFor();
	}

	/** Searches in the open list, and waits until nothing but what is expected is there. */
	async search(text: string, expected: RegExp): Promise<void> {
		const answered = this.page.waitForResponse(
			(response) =>
				response.url().includes('/dynamic-node-parameters/resource-locator-results') &&
				(response.request().postData() ?? '').includes(JSON.stringify(text)),
		);
		await this.page.getByTestId('rlc-search').filter({ visible: true }).fill(text);
		await answered;
		await this.entries.filter({ hasNotText: expected }).first().waitFor({ state: 'detached' });
		await this.entries.filter({ hasText: expected }).first().waitFor();
	}

	async choose(name: string): Promise<void> {
		await this.entries.filter({ hasText: name }).first().click();
		await this.entries.first().waitFor({ state: 'hidden' });
	}

	/** Opens the list, searches and picks. */
	async pick(text: string, name: string): Promise<void> {
		await this.open();
		await this.search(text, new RegExp(text, 'i'));
		await this.choose(name);
	}

	/** Chooses how the thing is named, e.g. By ID. */
	async chooseWay(way: string): Promise<void> {
		await this.field.getByTestId('rlc-mode-selector').click();
		await this.page
			.getByRole('option', { name: way, exact: true })
			.filter({ visible: true })
			.click();
	}

	/** How the thing is named, and whether the field has no room for all of the words. */
	async chosenWay(): Promise<{ name: string; isCut: boolean }> {
		const way = this.field.getByTestId('rlc-mode-selector').locator('input');
		const isCut = await way.evaluate(
			(input: { scrollWidth: number; clientWidth: number }) =>
				input.scrollWidth > input.clientWidth,
		);
		return { name: await way.inputValue(), isCut };
	}

	async names(): Promise<string[]> {
		return await this.entries.allInnerTexts();
	}

	async chosen(): Promise<string> {
		return await this.input.inputValue();
	}

	private get input(): Locator {
		return this.field.getByTestId('rlc-input');
	}

	private get entries(): Locator {
		return this.page.getByTestId('rlc-item').filter({ visible: true });
	}
}
