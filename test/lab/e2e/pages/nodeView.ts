import type { Locator, Page } from 'playwright-core';

import { CredentialDialog } from './credentialDialog';
import { ListPicker } from './listPicker';
import { chooseOption } from './options';

/** The view of one node: its input, its form and its output. */
export class NodeView {
	readonly parameters: Locator;

	readonly output: Locator;

	constructor(readonly page: Page) {
		this.parameters = page.getByTestId('node-parameters');
		this.output = page.getByTestId('output-panel');
	}

	/** The field of a parameter, by the parameter's name. */
	field(name: string): Locator {
		return this.parameters.getByTestId(`parameter-input-${name}`);
	}

	async fill(name: string, text: string): Promise<void> {
		const input = this.field(name).locator('input');
		await input.click();
		await input.fill(text);
	}

	/** Chooses in a parameter with a list of choices. */
	async choose(name: string, choice: string): Promise<void> {
		await this.field(name).click();
		await chooseOption(this.page, choice);
	}

	/** The marks of fields that aren't filled as they have to be. */
	get issues(): Locator {
		return this.parameters.getByTestId('parameter-issues');
	}

	/** @returns what the first collection of the form can take */
	async listAddable(): Promise<string[]> {
		await this.parameters.getByTestId('collection-parameter-add').first().click();
		const options = this.page.getByRole('option').filter({ visible: true });
		await options.first().waitFor();
		return await options.allInnerTexts();
	}

	/** Turns a switch on or off. */
	async toggle(name: string): Promise<void> {
		await this.field(name).locator('.el-switch').click();
	}

	/** Drags a column of the input onto a field, which becomes an expression. */
	async drag(column: string, name: string): Promise<void> {
		const field = this.field(name);
		await field.scrollIntoViewIfNeeded();
		await this.page.getByTestId('ndv-input-panel').getByText(column, { exact: true }).hover();
		await this.page.mouse.down();
		// n8n begins to drag at the first move, and finds the field at the next.
		await field.hover({ force: true });
		await field.hover({ force: true, position: { x: 120, y: 16 } });
		await this.page.mouse.up();
		await field.getByTestId('inline-expression-editor-input').waitFor();
	}

	/** @returns what is chosen in a parameter with a list of choices */
	async readChoice(name: string): Promise<string> {
		return await this.field(name).locator('input').inputValue();
	}

	picker(name: string): ListPicker {
		return new ListPicker(this.page, this.parameters.getByTestId(`resource-locator-${name}`));
	}

	/** The lines of a parameter that takes several. */
	lines(name: string): Locator {
		return this.parameters.getByTestId(`fixed-collection-${name}`);
	}

	/** Adds a line, and gives the list in it. */
	async addLine(name: string): Promise<ListPicker> {
		const lines = this.lines(name);
		await lines.getByTestId('fixed-collection-add').click();
		return new ListPicker(this.page, lines);
	}

	/** Fills a field in the one line of a parameter that takes several. */
	async fillInLine(name: string, field: string, text: string): Promise<void> {
		await this.lines(name).getByTestId(`parameter-input-${field}`).locator('input').fill(text);
	}

	/** Brings a parameter to the top of the form, as far as the form allows. */
	async scrollTo(name: string): Promise<void> {
		const row = this.parameters
			.getByTestId('parameter-item')
			.filter({ has: this.page.getByTestId(`parameter-input-${name}`) });
		await row
			.last()
			.evaluate((element: { scrollIntoView(options: object): void }) =>
				element.scrollIntoView({ block: 'start' }),
			);
	}

	/** @returns where Docs leads to */
	async docsAddress(): Promise<string | null> {
		return await this.page.getByRole('link', { name: 'Docs' }).getAttribute('href');
	}

	/** Shows the output as JSON or as a table. The editor keeps that for all nodes. */
	async showAs(display: 'json' | 'table'): Promise<void> {
		await this.output.getByTestId(`radio-button-${display}`).click();
		await this.output.locator(display === 'json' ? '.json-data' : 'table').waitFor();
	}

	async execute(): Promise<void> {
		await this.page.getByTestId('node-execute-button').click();
	}

	/** @returns the rows of the output, their cells as texts by the name of the column */
	async readTable(): Promise<Array<Record<string, string>>> {
		const table = this.output.locator('table');
		await table.locator('tbody td').first().waitFor();
		const columns = await table.locator('thead th').allInnerTexts();
		const rows = await table.locator('tbody tr').all();
		return await Promise.all(
			rows.map(async (row) => {
				const cells = await row.locator('td').allInnerTexts();
				return Object.fromEntries(
					columns.map((column, index) => [column.trim(), (cells[index] ?? '').trim()]),
				);
			}),
		);
	}

	/** Waits for what the output shows of a node that has failed. */
	async readRefusal(): Promise<{ message: string; description: string }> {
		const message = this.output.getByTestId('node-error-message');
		await message.waitFor();
		const description = this.output.getByTestId('node-error-description');
		return { message: await message.innerText(), description: await description.innerText() };
	}

	/** Whether the whole refusal can be read without scrolling. */
	async isRefusalInSight(): Promise<boolean> {
		const [panel, ...parts] = await Promise.all(
			[
				this.output,
				this.output.getByTestId('node-error-message'),
				this.output.getByTestId('node-error-description'),
			].map(async (part) => await part.boundingBox()),
		);
		if (!panel) return false;
		return parts.every(
			(part) => part && part.y >= panel.y && part.y + part.height <= panel.y + panel.height,
		);
	}

	/** Opens the window for the first credential of this type, where there is none to choose. */
	async createFirstCredential(): Promise<CredentialDialog> {
		await this.parameters.getByTestId('node-credentials-empty-state').getByRole('button').click();
		return await this.credentialDialog();
	}

	async createCredential(): Promise<CredentialDialog> {
		await this.page.getByTestId('node-credentials-select').click();
		await this.page.getByTestId('node-credentials-select-item-new').click();
		return await this.credentialDialog();
	}

	async editCredential(): Promise<CredentialDialog> {
		await this.page.getByTestId('credential-edit-button').click();
		return await this.credentialDialog();
	}

	async close(): Promise<void> {
		await this.page.getByTestId('ndv-close-button').click();
		await this.parameters.waitFor({ state: 'hidden' });
	}

	private async credentialDialog(): Promise<CredentialDialog> {
		const dialog = new CredentialDialog(this.page);
		await dialog.window.waitFor();
		return dialog;
	}
}
