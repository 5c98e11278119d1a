import type { NodeExecutionHint } from 'n8n-workflow';

import { isGiven } from '../../api/json';
import { countOf, listSome, listSomeItems, nameItems, outputHint, were } from '../../run/hints';
import type { ImpiloOrder } from '../order';
import type { Comparison } from './comparison';
import { compareOrder } from './comparison';
import type { NewOrder } from './newOrder';

/** Collects hints about the orders of a run, in addition to those of `once/`. */
export class OrderNotes {
	private withoutId = 0;

	private withGeneratedId = 0;

	private readonly withEmptyIdExpression: number[] = [];

	/** E.g. "5032 (order 5031 stays)", by cause. */
	private readonly voided = new Map<string, string[]>();

	/** Lines that nobody asked for, by the order's ID. */
	private readonly extra = new Map<string, string[]>();

	/** How orders differ from what was asked for, by their IDs. */
	private readonly differing = new Map<string, string>();

	/** E.g. "items 0 and 3". */
	private readonly repeatedItems: string[] = [];

	/** @param order with the ID of an existing patient */
	noteExisting(order: NewOrder, existing: ImpiloOrder): void {
		if (order.ifExists === 'return') this.noteComparison(existing, compareOrder(order, existing));
	}

	notePlaced(order: NewOrder, placed: ImpiloOrder): void {
		const { itemIndex, externalOrderIds, keys, hasGeneratedKeys, hasEmptyIdExpression } = order;
		if (hasEmptyIdExpression) this.withEmptyIdExpression.push(itemIndex);
		else if (externalOrderIds.length === 0 && hasGeneratedKeys) this.withGeneratedId++;
		else if (keys.length === 0 && externalOrderIds.length === 0) this.withoutId++;
		for (const alike of order.combined?.alike ?? []) this.repeatedItems.push(nameItems(alike));
		this.noteComparison(placed, compareOrder(order, placed));
	}

	/** @param cause why there were two, without a full stop */
	noteVoided(voided: string, kept: string, cause: string): void {
		const ofCause = this.voided.get(cause) ?? [];
		this.voided.set(cause, [...ofCause, `${voided} (order ${kept} stays)`]);
	}

	get hints(): NodeExecutionHint[] {
		const notes = [
			describeWithoutId(this.withoutId),
			describeGeneratedIds(this.withGeneratedId),
			...[...this.voided].map(describeVoided),
			describeExtra(this.extra),
		];
		const warnings = [
			describeEmptyIds(this.withEmptyIdExpression),
			describeDiffering(this.differing),
			describeRepeated(this.repeatedItems),
		];
		return [
			...notes.filter(isGiven).map((note) => outputHint(note)),
			...warnings.filter(isGiven).map((warning) => outputHint(warning, 'warning')),
		];
	}

	private noteComparison({ id }: ImpiloOrder, comparison: Comparison): void {
		const name = String(id ?? 'without an ID');
		if (comparison.is === 'otherRecipient') this.differing.set(name, 'goes to another recipient');
		else if (comparison.is === 'otherContents') {
			this.differing.set(name, `has ${comparison.actual} instead of ${comparison.requested}`);
		} else if (comparison.extra.length > 0) this.extra.set(name, comparison.extra);
	}
}

const FILL_IDS =
	'Fill External Order IDs with a value that stays the same for an order, e.g. the ID of its row, to make repeats safe.';

function describeWithoutId(count: number): string | undefined {
	if (count === 0) return undefined;
	return `${countOf(count, 'order')} ${were(count)} placed without an external order ID, and would be placed again if the workflow is repeated. ${FILL_IDS}`;
}

function describeGeneratedIds(count: number): string | undefined {
	if (count === 0) return undefined;
	return `${countOf(count, 'order')} ${were(count)} placed with a generated external order ID (n8n-…). It only protects this execution: running the workflow again would place the order again. ${FILL_IDS}`;
}

function describeEmptyIds(items: readonly number[]): string | undefined {
	if (items.length === 0) return undefined;
	return `The expression in External Order IDs returned nothing for these items: ${listSomeItems(items)}. Their orders were placed without an external order ID, and would be placed again if the workflow is repeated. Check that the data has a value for each order.`;
}

/** Without the external order IDs, which may be about a patient. */
function describeVoided([cause, orders]: readonly [string, readonly string[]]): string {
	return `${cause}, so ${countOf(orders.length, 'order')} of this run ${were(orders.length)} voided: ${listSome(orders, ', ')}.`;
}

function describeExtra(extra: ReadonlyMap<string, string[]>): string | undefined {
	if (extra.size === 0) return undefined;
	const orders = [...extra].map(([id, lines]) => `order ${id}: ${lines.join(', ')}`);
	return `Impilo shows more in these orders than was asked for: ${listSome(orders, '; ')}.`;
}

function describeDiffering(differing: ReadonlyMap<string, string>): string | undefined {
	if (differing.size === 0) return undefined;
	const orders = [...differing].map(([id, how]) => `order ${id} ${how}`);
	return `These orders differ from what was asked for: ${listSome(orders, '; ')}. Check them at Impilo.`;
}

function describeRepeated(items: readonly string[]): string | undefined {
	if (items.length === 0) return undefined;
	return `Identical rows were added up: ${listSome(items, '; ')}. If one is a duplicate, the order has too much: void it, remove the row, and run the order again.`;
}
