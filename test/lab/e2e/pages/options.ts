import type { Page } from 'playwright-core';

/** Chooses in the list of choices that is open, in which choices may have a description. */
export async function chooseOption(page: Page, name: string): Promise<void> {
	const options = page.getByRole('option').filter({ visible: true });
	await options.filter({ has: page.getByText(name, { exact: true }) }).click();
}
