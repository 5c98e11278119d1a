import { InputRefusal } from '../../fields/refusal';
import { nameItems } from '../../run/hints';
import type { NewOrder, OrderBody } from '../create/newOrder';
import type { Catalogue } from './catalogue';
import { referencesOfNewPatient } from './catalogue';
import { OrdersOfBatch } from './existing';
import type { Findings } from './findings';
import { findingsOf, NO_FINDINGS, problemFound, warningFound } from './findings';
import type { FilledOrder } from './lines';
import { checkLines } from './lines';
import { checkRecipient } from './recipients';
import { readNeeds, StockLeft } from './stock';

/** The result of checking an order. */
export interface Verdict extends Findings {
	existingOrderId: number | null;
	/** What Create would send; null if the form can't be read. */
	order: OrderBody | null;
	/** Whether Create would return the existing order instead. */
	isReturned: boolean;
	simplify: boolean;
}

export type CheckedItem = FilledOrder | { refusal: unknown };

/**
 * Checks orders one after the other: each that can be placed takes from the stock, and exists for those
 * after it.
 *
 * @returns for each item its verdict, or why it couldn't be checked
 */
export function checkBatch(
	items: readonly CheckedItem[],
	catalogue: Catalogue,
): Array<Verdict | { failure: unknown }> {
	const batch = new BatchCheck(catalogue);
	return items.map((item) => {
		try {
			return 'refusal' in item ? toVerdict(item.refusal) : batch.check(item);
		} catch (failure) {
			return { failure };
		}
	});
}

/** @throws any refusal that isn't about the form */
function toVerdict(refusal: unknown): Verdict {
	if (!(refusal instanceof InputRefusal)) throw refusal;
	const { field, message, remedy } = refusal;
	return {
		...problemFound(field, { happened: message, remedy }),
		existingOrderId: null,
		order: null,
		isReturned: false,
		simplify: true,
	};
}

function warnOfEqualRows({ combined }: NewOrder): Findings {
	return warningFound(
		...(combined?.alike ?? []).map(
			(alike) =>
				`Identical rows: ${nameItems(alike)}. Their counts add up: if one is a duplicate, remove it.`,
		),
	);
}

class BatchCheck {
	private readonly orders: OrdersOfBatch;

	private stock: StockLeft | undefined;

	/** The items that would create patients, by external identifier. */
	private readonly newPatients = new Map<string, number>();

	constructor(private readonly catalogue: Catalogue) {
		this.orders = new OrdersOfBatch(catalogue);
	}

	/** @throws ImpiloFailure if Impilo couldn't be asked */
	check(filled: FilledOrder): Verdict {
		const { order } = filled;
		const { catalogue } = this;
		const { findings, patient } = checkRecipient(order, catalogue);
		const existing = this.orders.check(order, patient);
		const verdict = {
			existingOrderId: existing.id,
			isReturned: existing.isReturned,
			order: order.patient ? { ...order.body, patient: { id: patient?.id ?? null } } : order.body,
			simplify: order.simplify,
		};
		// Nothing would be sent then.
		if (existing.isReturned) return { ...verdict, ...existing.findings };

		const needs = readNeeds(filled, catalogue);
		const stock = this.openStock(order);
		const all = findingsOf(
			existing.findings,
			findings,
			this.checkNewPatient(order),
			warnOfEqualRows(order),
			checkLines(filled, patient, catalogue),
			stock?.check(needs) ?? NO_FINDINGS,
		);
		if (all.problems.length === 0) {
			stock?.take(needs);
			this.orders.place(order, patient);
			const { externalIdentifier } = referencesOfNewPatient(order.body.patient);
			if (externalIdentifier) this.newPatients.set(externalIdentifier, order.itemIndex);
		}
		return { ...verdict, ...all };
	}

	/** @returns undefined for an order that ships nothing */
	private openStock({ body }: NewOrder): StockLeft | undefined {
		if ((body.orderItems ?? body.orderKits) === undefined) return undefined;
		this.stock ??= new StockLeft(this.catalogue.stock());
		return this.stock;
	}

	private checkNewPatient({ body }: NewOrder): Findings {
		const { externalIdentifier = '' } = referencesOfNewPatient(body.patient);
		const itemIndex = this.newPatients.get(externalIdentifier);
		if (itemIndex === undefined) return NO_FINDINGS;
		return warningFound(
			`Item ${itemIndex} would create a patient with the same external identifier, and this one would create another.`,
		);
	}
}
