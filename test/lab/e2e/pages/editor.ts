import type { Locator, Page } from 'playwright-core';

import type { FinishedExecution, N8n } from '../../../../scripts/n8n';
import { NodePanel } from './nodePanel';
import { NodeView } from './nodeView';
import { notices, putAwayNotices } from './notices';

const EXECUTED_WITHIN_MS = 60_000;

/** The canvas of n8n's editor. */
export class Editor {
	constructor(
		readonly page: Page,
		private readonly n8n: N8n,
	) {}

	async openNew(): Promise<void> {
		await this.page.goto(`${this.n8n.url}/workflow/new`);
		await this.page.getByTestId('canvas-add-button').waitFor();
	}

	async open(workflowId: string): Promise<void> {
		await this.page.goto(`${this.n8n.url}/workflow/${workflowId}`);
		await this.page.getByTestId('canvas-node').first().waitFor();
	}

	/** Of the workflow that is shown, a new one included. */
	get workflowId(): string {
		const id = /\/workflow\/([^/?#]+)/.exec(this.page.url())?.[1];
		if (id === undefined) throw new Error(`${this.page.url()} is not the address of a workflow`);
		return id;
	}

	async openNodePanel(): Promise<NodePanel> {
		await this.page.getByTestId('node-creator-plus-button').first().click();
		const panel = new NodePanel(this.page);
		await panel.searchBar.waitFor();
		return panel;
	}

	/** Finds the node in the panel, and adds it with one of its actions. */
	async addAction(nodeName: string, action: string): Promise<NodeView> {
		const panel = await this.openNodePanel();
		await (await panel.find(nodeName, nodeName)).click();
		await panel.unfold('Actions');
		await panel.entry(action).click();
		return await this.shownNode();
	}

	/** Begins an empty canvas with one of the triggers that the panel proposes. */
	async addTrigger(name: string): Promise<NodeView> {
		const panel = await this.openNodePanel();
		await panel.entry(name).click();
		return await this.shownNode();
	}

	/** Adds a node behind the last one, with one of its actions. */
	async addBehind(nodeName: string, action: string): Promise<NodeView> {
		await this.page.getByTestId('canvas-handle-plus').last().click();
		const panel = new NodePanel(this.page);
		await panel.searchBar.waitFor();
		await (await panel.find(nodeName, nodeName)).click();
		await panel.entry(action).click();
		return await this.shownNode();
	}

	node(name: string): Locator {
		return this.page.locator(`[data-test-id="canvas-node"][data-node-name="${name}"]`);
	}

	async openNode(name: string): Promise<NodeView> {
		await this.node(name).dblclick();
		return await this.shownNode();
	}

	/** Closes the node that is shown, if there is one. */
	async closeNode(): Promise<void> {
		const view = new NodeView(this.page);
		if (await view.parameters.isVisible()) await view.close();
	}

	/** Clicks the button below the canvas, and waits until n8n and the editor are done. */
	async runWorkflow(): Promise<FinishedExecution> {
		await putAwayNotices(this.page);
		const execution = await this.watchExecution(
			async () => await this.page.getByTestId('execute-workflow-button').click(),
		);
		await notices(this.page).first().waitFor();
		return execution;
	}

	/** Runs the node that is shown, and waits until n8n and the editor are done with it. */
	async runNode(view: NodeView): Promise<FinishedExecution> {
		await putAwayNotices(this.page);
		const execution = await this.watchExecution(async () => await view.execute());
		await notices(this.page).first().waitFor();
		return execution;
	}

	/** Waits for the end of the execution that an action sets off. */
	async watchExecution(setOff: () => Promise<unknown>): Promise<FinishedExecution> {
		const { workflowId } = this;
		const execution = this.n8n.waitForExecution({ workflowId }, EXECUTED_WITHIN_MS);
		// So that an action that fails doesn't leave this one unhandled.
		execution.catch(() => undefined);
		await setOff();
		return await execution;
	}

	async fitToScreen(): Promise<void> {
		await this.page.getByTestId('zoom-to-fit').click();
	}

	/** The node whose view is opening. */
	async shownNode(): Promise<NodeView> {
		const view = new NodeView(this.page);
		await view.parameters.waitFor();
		return view;
	}
}
