import type { Explanation } from '../../api/failure';
import { isGiven } from '../../api/json';
import type { ImpiloOrder } from '../order';
import type { NewOrder } from './form';

/**
 * Why an item can't have the order that exists.
 *
 * @param live the orders that the item's external order IDs lead to, the oldest first
 * @param nameOf what messages call an order, e.g. "order 5031"
 * @returns undefined where it can, or where there's none
 */
export function refuseExisting(
	order: NewOrder,
	live: readonly ImpiloOrder[],
	nameOf: (existing: ImpiloOrder) => string = nameOrder,
): Explanation | undefined {
	const [existing, ...others] = live;
	if (existing === undefined || order.ifExists === 'create') return undefined;
	if (order.ifExists === 'fail') {
		return {
			happened: `An order with this external order ID already exists: ${nameOf(existing)}`,
			remedy:
				'Remove the item, give it another external order ID, or set If External Order ID Exists to Return the Existing Order.',
		};
	}
	if (others.length > 0) {
		return {
			happened: `The external order IDs of this item belong to different orders: ${live.map((each) => each.id ?? nameOf(each)).join(', ')}`,
			remedy: 'Give each order its own external order IDs.',
		};
	}
	if (isForSomebodyElse(existing, order)) {
		return {
			happened: `The external order ID of this item belongs to ${nameOf(existing)}, which goes to another recipient`,
			remedy: 'Check Ship To and External Order IDs: one of the two belongs to another order.',
		};
	}
	return undefined;
}

export function nameOrder({ id }: ImpiloOrder): string {
	return `order ${id ?? 'without an ID'}`;
}

/** As far as both say who gets the order: Impilo may leave anything out. */
function isForSomebodyElse(existing: ImpiloOrder, { patient, body }: NewOrder): boolean {
	const there = existing.patient;
	if (body.site !== undefined) {
		return isGiven(there?.id) || differs(body.site.id, existing.site?.id);
	}
	if (!isGiven(there?.id)) return isGiven(existing.site?.id);
	if (patient?.by === 'id') return differs(patient.id, there.id);
	if (patient?.by === 'externalIdentifier') {
		return differs(patient.value, there.externalIdentifier);
	}
	return (
		patient?.by === 'email' && differs(patient.value.toLowerCase(), there.email?.toLowerCase())
	);
}

function differs(wanted: unknown, there: unknown): boolean {
	return isGiven(there) && String(wanted) !== String(there).trim();
}
