import { sleep } from 'n8n-workflow';

import { systemClock } from '../../api/clock';
import { InputRefusal } from '../../fields/refusal';
import { isAgentTool, toNodeError } from '../../run/errors';
import type { OperationRun } from '../../run/runItems';
import type { OrderBatch } from './batch';
import type { IdSource, NewOrder } from './form';
import { readNewOrder } from './form';
import { openIdMaker } from './generatedId';
import { createTally, describeDone } from './report';

/** One item of a batch: its order, or why it is refused. */
type PlannedItem = NewOrder | { refusal: unknown };

/** As many external order IDs as are looked up in one request, where each item has one. */
const PORTION_SIZE = 50;
/** Evaluating expressions takes time in which no other workflow runs. */
const LONGEST_STRETCH_MS = 10;

/**
 * Reads the items of a batch and looks their orders up, portion by portion, so that the next portion
 * is read while the orders of the one before it are placed.
 */
export class BatchPlan {
	private readonly portions: Array<Promise<PlannedItem[]>> = [];

	private readonly lookUps = new Map<number, Promise<void>>();

	/** The first item that has an external order ID, and what it asks for. */
	private readonly firstOfIds = new Map<string, { itemIndex: number; asksFor: string }>();

	private pausedMs = systemClock.now();

	private readonly ids: IdSource;

	constructor(
		private readonly run: OperationRun,
		private readonly batch: OrderBatch,
	) {
		const node = run.context.getNode();
		const { externalOrderIds } = node.parameters;
		const isExpression = typeof externalOrderIds === 'string' && /^=\s*\S/.test(externalOrderIds);
		this.ids = {
			// An agent leaves out what it has no value for.
			isExpression: isExpression && !isAgentTool(node),
			generate: openIdMaker(run.context),
		};
	}

	/**
	 * The order of one item.
	 *
	 * @throws why the item is refused
	 */
	async orderOf(itemIndex: number): Promise<NewOrder> {
		const portion = Math.floor(itemIndex / PORTION_SIZE);
		await this.lookUp(portion);
		if (portion + 1 < this.portionCount) void this.lookUp(portion + 1);
		const planned = (await this.read(portion))[itemIndex % PORTION_SIZE];
		if (planned === undefined || 'refusal' in planned) throw planned?.refusal;
		return planned;
	}

	/**
	 * Checks all items, for when the first that is refused stops the run: it then stops before any
	 * order is placed, as far as that can be known, and before anything is sent where it can be known
	 * without Impilo.
	 *
	 * @throws NodeApiError or NodeOperationError of the first item that is refused
	 */
	async checkAll(): Promise<void> {
		const portions = Array.from({ length: this.portionCount }, (_, portion) => portion);
		const items: PlannedItem[] = [];
		for (const portion of portions) items.push(...(await this.read(portion)));
		this.stopAt(items.map((item) => ('refusal' in item ? item.refusal : undefined)));
		await Promise.all(portions.map(async (portion) => await this.lookUp(portion)));
		this.stopAt(
			items.map((item) => ('refusal' in item ? item.refusal : this.batch.findRefusal(item))),
		);
	}

	private get portionCount(): number {
		return Math.ceil(this.run.itemCount / PORTION_SIZE);
	}

	private stopAt(refusals: unknown[]): void {
		const itemIndex = refusals.findIndex((refusal) => refusal !== undefined);
		if (itemIndex < 0) return;
		const done = describeDone(createTally(), this.run.itemCount);
		throw toNodeError(this.run.context.getNode(), refusals[itemIndex], itemIndex, done);
	}

	/** Looks up the orders of a portion, once. */
	private async lookUp(portion: number): Promise<void> {
		const lookUp =
			this.lookUps.get(portion) ??
			this.read(portion).then(
				async (items) =>
					await this.batch.lookUp(items.flatMap((item) => ('refusal' in item ? [] : item))),
			);
		this.lookUps.set(portion, lookUp);
		await lookUp;
	}

	/** Reads a portion, once, and after those before it. */
	private async read(portion: number): Promise<PlannedItem[]> {
		for (let next = this.portions.length; next <= portion; next++) {
			const earlier = this.portions.at(-1) ?? Promise.resolve();
			this.portions.push(earlier.then(async () => await this.readItems(next * PORTION_SIZE)));
		}
		return (await this.portions[portion]) ?? [];
	}

	private async readItems(from: number): Promise<PlannedItem[]> {
		const items: PlannedItem[] = [];
		const to = Math.min(from + PORTION_SIZE, this.run.itemCount);
		for (let itemIndex = from; itemIndex < to; itemIndex++) {
			items.push(this.readItem(itemIndex));
			if (systemClock.now() - this.pausedMs > LONGEST_STRETCH_MS) {
				await sleep(0);
				this.pausedMs = systemClock.now();
			}
		}
		return items;
	}

	/** The refusal is kept rather than thrown: with Continue, the other items go on. */
	private readItem(itemIndex: number): PlannedItem {
		try {
			const order = readNewOrder(this.run.valuesOf(itemIndex), itemIndex, this.ids);
			this.refuseContradiction(order);
			return order;
		} catch (refusal) {
			return { refusal };
		}
	}

	/**
	 * Refuses an item that shares an external order ID with an earlier one but asks for something else,
	 * as when a spreadsheet has one row for each line of an order: only the first would be shipped.
	 */
	private refuseContradiction({ itemIndex, body, patient, ...order }: NewOrder): void {
		const { externalOrderIds, ifExists } = order;
		if (ifExists === 'create') return;
		const asksFor = JSON.stringify([patient, { ...body, externalOrderIds: undefined }]);
		const firsts = externalOrderIds.map((id) => this.firstOfIds.get(id));
		const other = firsts.find((first) => first !== undefined && first.asksFor !== asksFor);
		if (other !== undefined) {
			throw new InputRefusal(
				`External Order IDs has an ID that item ${other.itemIndex} has as well, and that item asks for something else`,
				'An external order ID stands for one order. Put everything that belongs to it into one item, e.g. with an Aggregate node before this one, or give each order its own ID.',
			);
		}
		for (const id of externalOrderIds) {
			if (!this.firstOfIds.has(id)) this.firstOfIds.set(id, { itemIndex, asksFor });
		}
	}
}
