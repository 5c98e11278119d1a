import type { Order } from './entities';

type TrackingNumber = NonNullable<Order['trackingNumbers']>[number];

/** One that no carrier gives out. */
export function createTrackingNumber(orderId: number, carrier: string): TrackingNumber {
	return { carrier, value: `EXAMPLE${String(orderId).padStart(12, '0')}` };
}
