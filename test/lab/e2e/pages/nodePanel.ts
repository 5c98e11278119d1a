import type { Locator, Page } from 'playwright-core';

type Category = 'Triggers' | 'Actions';

/** The panel in which nodes are searched for and added. */
export class NodePanel {
	readonly searchBar: Locator;

	constructor(private readonly page: Page) {
		this.searchBar = page.getByTestId('node-creator-search-bar');
	}

	/** A node or an action in the list, by its whole name. */
	entry(name: string): Locator {
		const panel = this.page.getByTestId('node-creator');
		return panel
			.getByTestId('item-iterator-item')
			.filter({ has: this.page.getByTestId('node-creator-item-name').getByText(name, EXACTLY) });
	}

	/** What is listed, from the top. */
	async names(): Promise<string[]> {
		return await this.page.getByTestId('node-creator-item-name').allInnerTexts();
	}

	/** Searches, and waits until a node is listed. */
	async find(searchText: string, name: string): Promise<Locator> {
		await this.searchBar.fill(searchText);
		const entry = this.entry(name).first();
		await entry.waitFor();
		return entry;
	}

	/** Opens one of the two lists that a node with a trigger has. */
	async unfold(category: Category): Promise<void> {
		await this.category(category).click();
	}

	/** Whether one of the two lists can be opened without scrolling. */
	async isInSight(category: Category): Promise<boolean> {
		const box = await this.category(category).boundingBox();
		const window = this.page.viewportSize();
		return box !== null && window !== null && box.y >= 0 && box.y + box.height <= window.height;
	}

	private category(category: Category): Locator {
		return this.page.getByTestId('node-creator-category-item').filter({ hasText: category });
	}
}

const EXACTLY = { exact: true };
