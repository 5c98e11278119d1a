import { isGiven, listOf } from '../../api/json';
import type { Catalogue } from './catalogue';
import type { FilledOrder } from './lines';
import { nameFilledLine } from './lines';

/** How many pieces of an item an order ships, in all its lines. */
export interface Need {
	count: number;
	name: unknown;
	/** The first line that ships it. */
	field: string;
}

/** What an order ships. */
export interface Needs {
	byItem: Map<number, Need>;
	/** Kits of which Impilo doesn't say what is in them. */
	unknownKits: number[];
}

/**
 * Adds up the pieces of each item that an order ships, those in kits included.
 *
 * @throws ImpiloFailure where Impilo couldn't be asked
 */
export function readNeeds(filled: FilledOrder, catalogue: Pick<Catalogue, 'item' | 'kit'>): Needs {
	const { order } = filled;
	const needs: Needs = { byItem: new Map(), unknownKits: [] };
	const add = (itemId: number, need: Need): void => {
		const before = needs.byItem.get(itemId);
		needs.byItem.set(itemId, { ...need, ...before, count: need.count + (before?.count ?? 0) });
	};
	order.body.orderItems?.forEach(({ item, count }, line) => {
		const field = nameFilledLine(filled, 'orderItems', line, 'count');
		// What isn't there or can't be ordered is told as such.
		const known = catalogue.item(item.id);
		if (known === undefined || known.orderable === false) return;
		add(item.id, { count, name: known.name, field });
	});
	order.body.orderKits?.forEach(({ kit, count }, line) => {
		const field = nameFilledLine(filled, 'orderKits', line, 'count');
		const known = catalogue.kit(kit.id);
		if (known === undefined || known.archived === true) return;
		const contents = Array.isArray(known.kitItems) ? known.kitItems : [];
		const items = listOf(contents).filter(({ item }) => isGiven(item?.id));
		if (items.length < contents.length || contents.length === 0) needs.unknownKits.push(kit.id);
		for (const { item, count: each } of items) {
			if (!isGiven(item?.id) || item.orderable === false) continue;
			add(item.id, { count: count * (each ?? 1), name: item.name, field });
		}
	});
	return needs;
}
