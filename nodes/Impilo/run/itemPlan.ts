import type { IExecuteFunctions } from 'n8n-workflow';

import { toNodeError } from './errors';
import type { ItemReader, ReadItem } from './itemReader';

/** As many keys as are looked up in one request, where each item has one. */
export const PORTION_SIZE = 50;

/** What is done with the items of a batch before they are worked on. */
export interface PlanRules<T extends object> {
	reader: ItemReader<T>;
	/** Looks up at Impilo what exists already; a failure has to be kept for the items it is about. */
	lookUp: (items: readonly T[]) => Promise<void>;
	/** Why an item is refused after the look-up; undefined where it isn't. */
	findRefusal: (item: T) => unknown;
	/** What a run that stops before anything is done says about that. */
	nothingDone: string;
}

/**
 * Reads the items of a batch and looks up what exists of them, portion by portion, so that the next
 * portion is read while the one before it is worked on.
 */
export class ItemPlan<T extends object> {
	private readonly portions: Array<Promise<Array<ReadItem<T>>>> = [];

	private readonly lookUps = new Map<number, Promise<void>>();

	constructor(
		private readonly context: Pick<IExecuteFunctions, 'getNode'>,
		private readonly rules: PlanRules<T>,
	) {}

	/**
	 * What one item asks for.
	 *
	 * @throws why the item is refused
	 */
	async itemOf(itemIndex: number): Promise<T> {
		const portion = Math.floor(itemIndex / PORTION_SIZE);
		await this.lookUp(portion);
		if (portion + 1 < this.portionCount) void this.lookUp(portion + 1);
		const item = (await this.read(portion))[itemIndex % PORTION_SIZE];
		if (item === undefined || 'refusal' in item) throw item?.refusal;
		return item;
	}

	/**
	 * Checks all items, for when the first that is refused stops the run: it then stops before anything
	 * is done, as far as that can be known, and before anything is sent where it can be known without
	 * Impilo.
	 *
	 * @throws NodeApiError or NodeOperationError of the first item that is refused
	 */
	async checkAll(): Promise<void> {
		const portions = Array.from({ length: this.portionCount }, (_, portion) => portion);
		const items: Array<ReadItem<T>> = [];
		for (const portion of portions) items.push(...(await this.read(portion)));
		this.stopAt(items.map((item) => ('refusal' in item ? item.refusal : undefined)));
		await Promise.all(portions.map(async (portion) => await this.lookUp(portion)));
		this.stopAt(
			items.map((item) => ('refusal' in item ? item.refusal : this.rules.findRefusal(item))),
		);
	}

	private get itemCount(): number {
		return this.rules.reader.itemCount;
	}

	private get portionCount(): number {
		return Math.ceil(this.itemCount / PORTION_SIZE);
	}

	private stopAt(refusals: unknown[]): void {
		const itemIndex = refusals.findIndex((refusal) => refusal !== undefined);
		if (itemIndex < 0) return;
		const addition = this.itemCount === 1 ? '' : this.rules.nothingDone;
		throw toNodeError(this.context.getNode(), refusals[itemIndex], itemIndex, addition);
	}

	/** Looks up what exists of a portion, once. */
	private async lookUp(portion: number): Promise<void> {
		const lookUp =
			this.lookUps.get(portion) ??
			this.read(portion).then(
				async (items) =>
					await this.rules.lookUp(items.flatMap((item) => ('refusal' in item ? [] : item))),
			);
		this.lookUps.set(portion, lookUp);
		await lookUp;
	}

	/** Reads a portion, once, and after those before it. */
	private async read(portion: number): Promise<Array<ReadItem<T>>> {
		const { reader } = this.rules;
		for (let next = this.portions.length; next <= portion; next++) {
			const from = next * PORTION_SIZE;
			const earlier = this.portions.at(-1) ?? Promise.resolve();
			this.portions.push(earlier.then(async () => await reader.read(from, from + PORTION_SIZE)));
		}
		return (await this.portions[portion]) ?? [];
	}
}
