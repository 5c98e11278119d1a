import { isGiven } from '../../api/json';
import { isId } from '../../fields/id';
import type { ImpiloPatient } from '../../patient/patient';
import { KeyRecords } from '../../once/records';
import { needsPatientId, nameOrder, whyNotExisting } from '../create/whyNotExisting';
import type { NewOrder } from '../create/newOrder';
import type { ImpiloOrder } from '../order';
import { isVoided } from '../statuses';
import type { Catalogue } from './catalogue';
import type { Findings } from './findings';
import { findingsOf, NO_FINDINGS, problemFound, warningFound } from './findings';

/** The order that already has an item's external order IDs. */
export interface ExistingOrder {
	findings: Findings;
	/** At Impilo; null if there is none, or only an earlier item would place it. */
	id: number | null;
	/** Whether Create would return it instead of placing the order. */
	isReturned: boolean;
}

/** No patient has it: for those who aren't created yet. */
const ID_OF_NEW_PATIENT = -1;

/** Existing orders, including those that earlier items of the batch would place. */
export class OrdersOfBatch {
	private readonly records = new KeyRecords<ImpiloOrder>((order) => !isVoided(order));

	private readonly lookedUp = new Set<string>();

	private readonly placedBy = new Map<ImpiloOrder, number>();

	constructor(private readonly catalogue: Pick<Catalogue, 'ordersOf'>) {}

	/**
	 * Finds the order that an item would get, or would be refused.
	 *
	 * @param patient the existing patient, if there is one
	 * @throws ImpiloFailure if Impilo couldn't be asked
	 */
	check(asked: NewOrder, patient: ImpiloPatient | undefined): ExistingOrder {
		const { externalOrderIds, ifExists } = asked;
		const order = isGiven(patient?.id)
			? { ...asked, body: { ...asked.body, patient: { id: patient.id } } }
			: asked;
		for (const externalId of externalOrderIds) this.lookUp(externalId);
		const live = this.records.findLive(externalOrderIds);
		const [existing] = live;
		if (existing === undefined) {
			return { findings: warnOfMissingId(asked), id: null, isReturned: false };
		}

		const nameOf = (one: ImpiloOrder): string => this.nameOf(one);
		const refusal = whyNotExisting(order, live, nameOf);
		const isUnclear = needsPatientId(order, existing);
		const isReturned = refusal === undefined && ifExists === 'return' && !isUnclear;
		const what = isUnclear
			? 'Without the patient, the node cannot tell whether it is the order of this item.'
			: `Create would ${ifExists === 'create' ? 'place another one' : 'return it, and place nothing'}.`;
		const warning = `${this.describePlace(existing)} with this external order ID: ${nameOf(existing)}. ${what}`;
		if (isReturned) this.records.keep(existing, externalOrderIds);
		return {
			findings: findingsOf(
				refusal === undefined ? warningFound(warning) : problemFound('External Order IDs', refusal),
				this.findDuplicates(externalOrderIds),
			),
			id: existing.id ?? null,
			isReturned,
		};
	}

	/** From now on, the item's order counts as existing, except with Create Another Order. */
	place({ itemIndex, body, keys }: NewOrder, patient: ImpiloPatient | undefined): void {
		const newPatient = body.patient && { ...body.patient, id: ID_OF_NEW_PATIENT };
		const placed: ImpiloOrder = { ...body, patient: patient ?? newPatient };
		this.placedBy.set(placed, itemIndex);
		this.records.keep(placed, keys);
	}

	private lookUp(externalId: string): void {
		if (this.lookedUp.has(externalId)) return;
		this.records.add(new Map([[externalId, this.catalogue.ordersOf(externalId)]]));
		this.lookedUp.add(externalId);
	}

	private nameOf(order: ImpiloOrder): string {
		const itemIndex = this.placedBy.get(order);
		return itemIndex === undefined ? nameOrder(order) : `the order of item ${itemIndex}`;
	}

	private describePlace(order: ImpiloOrder): string {
		return this.placedBy.has(order) ? 'An earlier item has an order' : 'Impilo has an order';
	}

	private findDuplicates(externalOrderIds: readonly string[]): Findings {
		const duplicates = this.records
			.findDuplicates(externalOrderIds)
			.filter((ids) => ids.every(isId));
		return warningFound(
			...duplicates.map(
				(ids) =>
					`Impilo has more than one order with the same external order ID: ${ids.join(' and ')}. Void those that are not wanted.`,
			),
		);
	}
}

function warnOfMissingId({ externalOrderIds, hasEmptyIdExpression }: NewOrder): Findings {
	if (externalOrderIds.length > 0) return NO_FINDINGS;
	return hasEmptyIdExpression ? GIVES_NO_ID : NO_ID;
}

const GIVES_NO_ID = warningFound(
	'The expression in External Order IDs returns nothing for this item, so the order would be placed again if the workflow is repeated.',
);

const NO_ID = warningFound(
	'External Order IDs is empty, so the order would be placed again if the workflow is repeated. Fill it with a value that stays the same for the order, e.g. its number in your shop.',
);
