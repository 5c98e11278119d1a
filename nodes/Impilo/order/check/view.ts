import type { IDataObject } from 'n8n-workflow';

import type { OrderBody } from '../create/form';
import type { Verdict } from './batch';

/** A verdict as the output's JSON, in the order in which people read it. */
export function presentVerdict(verdict: Verdict): IDataObject {
	const { problems, warnings, existingOrderId, order, simplify } = verdict;
	return {
		canBePlaced: problems.length === 0,
		problems: problems.map((problem) => ({ ...problem })),
		warnings,
		existingOrderId,
		order: order && { ...(simplify ? withoutPatientData(order) : order) },
	};
}

/** Of a patient, nothing is left but the ID and the site; notes may be about one as well. */
export function withoutPatientData(order: OrderBody): OrderBody {
	const { patient, ...others } = order;
	delete others.orderNotes;
	if (patient === undefined) return others;
	const { id, site }: IDataObject = patient;
	return {
		patient: { ...(id === undefined ? {} : { id }), ...(site === undefined ? {} : { site }) },
		...others,
	};
}
