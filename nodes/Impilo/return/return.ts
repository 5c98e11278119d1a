import type { Maybe } from '../api/json';
import { listOf } from '../api/json';
import type { ImpiloDevice } from '../device/device';
import { toDeviceLine } from '../device/device';
import type { ImpiloItem } from '../item/item';
import { simplifyLast, toLine } from '../order/order';
import type { ImpiloTrackingNumber } from '../order/tracking';
import { simplifyTracking } from '../order/tracking';
import type { ImpiloPatient } from '../patient/patient';
import { idReference } from '../run/idReference';
import type { ImpiloSite } from '../site/site';

/** The fields of a return that the node reads. */
export interface ImpiloReturn {
	id?: Maybe<number>;
	/** Eight are known, e.g. `rmaPlaced`. */
	currentStatus?: Maybe<string>;
	patient?: Maybe<ImpiloPatient>;
	site?: Maybe<ImpiloSite>;
	relatedOrderId?: Maybe<number>;
	returnItems?: Maybe<Array<Maybe<{ item?: Maybe<ImpiloItem>; count?: Maybe<number> }>>>;
	returnDevices?: Maybe<Array<Maybe<ImpiloDevice>>>;
	trackingNumbers?: Maybe<Array<Maybe<ImpiloTrackingNumber>>>;
	returnEvents?: Maybe<Array<Maybe<{ type?: Maybe<string>; eventTimestamp?: Maybe<string> }>>>;
}

/**
 * Simplifies a return: only the ID identifies the patient. Whatever Impilo left out is null, or an empty
 * list.
 */
export function simplifyReturn(orderReturn: ImpiloReturn) {
	return {
		id: orderReturn.id ?? null,
		currentStatus: orderReturn.currentStatus ?? null,
		patientId: orderReturn.patient?.id ?? null,
		siteId: orderReturn.site?.id ?? null,
		relatedOrderId: orderReturn.relatedOrderId ?? null,
		returnItems: listOf(orderReturn.returnItems).map(({ item, count }) => toLine(item, count)),
		returnDevices: listOf(orderReturn.returnDevices).map(toDeviceLine),
		trackingNumbers: simplifyTracking(orderReturn.trackingNumbers),
		lastEvent: simplifyLast(orderReturn.returnEvents),
	};
}

export const {
	pick: pickReturn,
	find: findReturnId,
	get: getReturn,
	read: readReturn,
	request: returnRequest,
} = idReference<ImpiloReturn>('return', 'Return', 'searchReturns');
