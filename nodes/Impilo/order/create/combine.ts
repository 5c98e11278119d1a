import { ImpiloFailure } from '../../api/failure';
import { GateClosed } from '../../api/gate';
import { isGiven, isObject } from '../../api/json';
import { InputRefusal } from '../../fields/refusal';
import { parseBoolean } from '../../fields/values';
import type { ValueOf } from '../../run/parameters';
import { hasExpression } from '../../run/parameters';
import type { ReadItem } from '../../run/readItems';
import { LongWork, readItems } from '../../run/readItems';
import type { OperationRun } from '../../run/runItems';
import { parseExternalOrderIds } from '../externalIds';
import { CONTENTS_NAMES } from './contents';
import { COMBINE_ITEMS } from './fields';
import { mergeOrders } from './mergeOrders';
import type { NewOrder } from './newOrder';

/** The items of a batch, grouped by order. */
export interface ItemGroups {
	/**
	 * Gives the parameters of an item. Blank ones, except contents, are filled from other items of the order.
	 *
	 * @throws InputRefusal if it isn't known which order the item belongs to
	 */
	valuesOf: (itemIndex: number) => ValueOf;
	/**
	 * Makes one order of the items of each group, with the lines of all, or refuses all of them.
	 */
	combine: (items: ReadonlyArray<ReadItem<NewOrder>>) => Promise<Array<ReadItem<NewOrder>>>;
}

const EXTERNAL_ORDER_IDS = 'External Order IDs';

/**
 * Whether Combine Items Into Orders is on.
 *
 * @throws InputRefusal
 */
export function combinesItems({ context }: OperationRun): boolean {
	return parseBoolean(context.getNode().parameters.combineItems, COMBINE_ITEMS) === true;
}

/** An item before its order is known. */
interface Row {
	itemIndex: number;
	ids: readonly string[];
	/** The same text for the same IDs in any order. */
	idSet: string;
	valueOf: ValueOf;
	/** The values of expressions, except contents, by parameter; without those that can't be evaluated. */
	shared: ReadonlyMap<string, unknown>;
}

/** The items of one order, in the order of the input. */
interface Group {
	itemIndices: number[];
	/** The first value of each parameter that isn't blank. */
	filled: Map<string, unknown>;
	/** An item below whose IDs are blank or can't be read: it may belong to the order. */
	doubtful?: { itemIndex: number; isBlank: boolean };
}

const LACKS_ID = new InputRefusal(
	EXTERNAL_ORDER_IDS,
	`is empty, and ${COMBINE_ITEMS} needs it to know which order the item belongs to`,
	'Fill it in each row, even if a sheet shows it only once for several rows (merged cells): this item may belong to the order above it.',
);

/**
 * Groups the items with the same external order IDs.
 *
 * @param demandsId whether an item without an ID is refused, rather than made a separate order
 */
export async function groupItems(run: OperationRun, demandsId: boolean): Promise<ItemGroups> {
	const shared = Object.entries(run.context.getNode().parameters)
		.filter(([name, saved]) => !CONTENTS_NAMES.has(name) && hasExpression(saved))
		.map(([name]) => name);
	const rows = refusePartlyShared(
		await readItems(run.itemCount, (itemIndex) =>
			readRow(run.valuesOf(itemIndex), itemIndex, shared, demandsId),
		),
	);
	const groups = groupRows(rows);
	return {
		valuesOf: (itemIndex) => {
			const row = rows[itemIndex];
			if (row === undefined || 'refusal' in row) throw row?.refusal;
			const filled = groups.get(row.idSet)?.filled;
			return (name) =>
				filled !== undefined && row.shared.has(name)
					? fillBlanks(row.shared.get(name), filled.get(name))
					: row.valueOf(name);
		},
		combine: async (items) => {
			const merged = [...items];
			const work = new LongWork();
			for (const { itemIndices, doubtful } of groups.values()) {
				const numbered = itemIndices.flatMap((itemIndex) => {
					const item = items[itemIndex];
					return item === undefined ? [] : { itemIndex, item };
				});
				for (const { itemIndex, item } of mergeItems(numbered, doubtful)) merged[itemIndex] = item;
				if (work.isDue) await work.pause();
			}
			return merged;
		},
	};
}

function readRow(
	valueOf: ValueOf,
	itemIndex: number,
	shared: readonly string[],
	demandsId: boolean,
): Row {
	const ids = parseExternalOrderIds(valueOf('externalOrderIds'), EXTERNAL_ORDER_IDS);
	if (ids.length === 0 && demandsId) throw LACKS_ID;
	const values = new Map<string, unknown>();
	for (const name of shared) {
		try {
			values.set(name, valueOf(name));
		} catch {
			// Refused when the item is read.
		}
	}
	return { itemIndex, ids, idSet: JSON.stringify([...ids].sort()), valueOf, shared: values };
}

/** Refuses items that share some external order IDs, but not all: they may be one order or two. */
function refusePartlyShared(rows: ReadonlyArray<ReadItem<Row>>): Array<ReadItem<Row>> {
	/** By ID: the first items with two different sets of IDs that contain it. */
	const firstRows = new Map<string, Map<string, number>>();
	for (const row of rows) {
		if ('refusal' in row) continue;
		for (const id of row.ids) {
			const firstOf = firstRows.get(id) ?? new Map<string, number>();
			firstRows.set(id, firstOf);
			if (firstOf.size < 2 && !firstOf.has(row.idSet)) firstOf.set(row.idSet, row.itemIndex);
		}
	}
	return rows.map((row) => {
		if ('refusal' in row) return row;
		const partners = row.ids.flatMap((id) => [...(firstRows.get(id) ?? [])]);
		const other = partners.find(([idSet]) => idSet !== row.idSet);
		if (other === undefined) return row;
		const refusal = new InputRefusal(
			EXTERNAL_ORDER_IDS,
			`shares an ID with item ${other[1]}, but not all IDs`,
			`With ${COMBINE_ITEMS}, items of one order have the same external order IDs, and items of different orders have none in common. Correct them in these items.`,
		);
		return { refusal, read: row };
	});
}

/** @returns groups by set of external order IDs; without items that have none */
function groupRows(rows: ReadonlyArray<ReadItem<Row>>): Map<string, Group> {
	const groups = new Map<string, Group>();
	let above: Group | undefined;
	for (const [itemIndex, row] of rows.entries()) {
		if ('refusal' in row) {
			const isUnread = row.read === undefined;
			if (isUnread && above) above.doubtful ??= { itemIndex, isBlank: row.refusal === LACKS_ID };
			continue;
		}
		if (row.ids.length === 0) continue;
		const group: Group = groups.get(row.idSet) ?? { itemIndices: [], filled: new Map() };
		groups.set(row.idSet, group);
		above = group;
		group.itemIndices.push(row.itemIndex);
		for (const [name, value] of row.shared) {
			group.filled.set(name, fillBlanks(group.filled.get(name), value));
		}
	}
	return groups;
}

/** Also inside of collections. */
function fillBlanks(value: unknown, other: unknown): unknown {
	if (isBlank(value)) return other;
	if (!isObject(value) || !isObject(other) || 'value' in value) return value;
	return Object.fromEntries(
		Object.entries({ ...other, ...value }).map(([key, entry]) => [
			key,
			fillBlanks(entry, other[key]),
		]),
	);
}

/** A locator is blank if its value is, whatever its mode. */
function isBlank(value: unknown): boolean {
	if (isObject(value) && 'value' in value) return isBlank(value.value);
	if (Array.isArray(value)) return value.length === 0;
	return !isGiven(value) || (typeof value === 'string' && value.trim() === '');
}

interface NumberedItem {
	itemIndex: number;
	item: ReadItem<NewOrder>;
}

/**
 * Makes one order of several items, or refuses each.
 *
 * @param doubtful an item that may belong to the order
 */
function mergeItems(
	numbered: readonly NumberedItem[],
	doubtful: Group['doubtful'],
): NumberedItem[] {
	const replaceRead = (replaced: ReadItem<NewOrder>): NumberedItem[] =>
		numbered.map(({ itemIndex, item }) => ({
			itemIndex,
			item: 'refusal' in item ? item : replaced,
		}));
	for (const { itemIndex, item } of numbered) {
		if ('refusal' in item) return replaceRead({ refusal: refuseOthers(itemIndex, item.refusal) });
	}
	if (doubtful !== undefined) {
		const place = `in item ${doubtful.itemIndex}`;
		const refusal = new InputRefusal(
			EXTERNAL_ORDER_IDS,
			`${doubtful.isBlank ? 'is empty' : 'cannot be read'} ${place}, which may belong to this order`,
			`${WHOLE} ${doubtful.isBlank ? 'Fill' : 'Correct'} it ${place}.`,
		);
		return replaceRead({ refusal });
	}
	const orders = numbered.flatMap(({ item }) => ('refusal' in item ? [] : item));
	return replaceRead(mergeOrders(orders));
}

const WHOLE = 'An order is only placed if all of its items are right.';

/** Why the other items of an order fail if one is refused. */
export function refuseOthers(itemIndex: number, refusal: unknown): unknown {
	// The user has stopped the execution.
	if (refusal instanceof GateClosed) return refusal;
	const message = refusal instanceof Error ? refusal.message : 'something unexpected happened';
	const what = `shares an ID with item ${itemIndex}, which is refused: ${message}`;
	if (refusal instanceof ImpiloFailure) {
		const happened = `${EXTERNAL_ORDER_IDS} ${what}`;
		return new ImpiloFailure({ happened, remedy: `${WHOLE} ${refusal.remedy}` }, refusal);
	}
	const remedy = refusal instanceof InputRefusal ? ` ${refusal.remedy}` : '';
	return new InputRefusal(EXTERNAL_ORDER_IDS, what, `${WHOLE} Correct item ${itemIndex}.${remedy}`);
}
