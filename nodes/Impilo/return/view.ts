import { listOf } from '../api/json';
import { mainIdentifierOf } from '../device/view';
import type { LastEvent } from '../order/lastEvent';
import { simplifyLast } from '../order/lastEvent';
import type { TrackingNumber } from '../order/tracking';
import { simplifyTracking } from '../order/tracking';
import type { OrderLine } from '../order/view';
import { toLine } from '../order/view';
import type { ImpiloReturn } from './return';

/** A return with Simplify on: nothing in it tells who the patient is but the ID. */
export interface SimplifiedReturn {
	id: number | null;
	currentStatus: string | null;
	patientId: number | null;
	siteId: number | null;
	relatedOrderId: number | null;
	returnItems: OrderLine[];
	returnDevices: Array<{ id: number | null; name: string | null; identifier: string | null }>;
	trackingNumbers: TrackingNumber[];
	lastEvent: LastEvent | null;
}

/** Simplifies a return; whatever Impilo left out is null, or an empty list. */
export function simplifyReturn(orderReturn: ImpiloReturn): SimplifiedReturn {
	return {
		id: orderReturn.id ?? null,
		currentStatus: orderReturn.currentStatus ?? null,
		patientId: orderReturn.patient?.id ?? null,
		siteId: orderReturn.site?.id ?? null,
		relatedOrderId: orderReturn.relatedOrderId ?? null,
		returnItems: listOf(orderReturn.returnItems).map(({ item, count }) => toLine(item, count)),
		returnDevices: listOf(orderReturn.returnDevices).map((device) => ({
			id: device.id ?? null,
			name: device.item?.name ?? null,
			identifier: mainIdentifierOf(device) ?? null,
		})),
		trackingNumbers: simplifyTracking(orderReturn.trackingNumbers),
		lastEvent: simplifyLast(orderReturn.returnEvents),
	};
}
