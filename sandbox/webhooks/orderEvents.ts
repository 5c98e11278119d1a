import { z } from 'zod';
import type { Order } from '../entities';

/**
 * What order.status carries. Only its meaning is documented: the order's id and what happened. The
 * key names are a guess, after those of the test call.
 */
export interface OrderStatusPayload {
	orderId: number;
	orderStatusName: string | null;
	externalOrderIds: string[];
}

export function describeOrderStatus(order: Order): OrderStatusPayload {
	return {
		orderId: order.id,
		orderStatusName: order.currentStatus ?? null,
		externalOrderIds: order.externalOrderIds ?? [],
	};
}

const orderId = z.number().int();
const externalOrderIds = z.array(z.string()).nullish();

/** The body of the test call for order.status; which fields are required is unknown. */
export const orderStatusTest = z.object({
	orderId,
	externalOrderIds,
	orderStatusName: z.string(),
});

/** The body of the test call for order.statusFull; which fields are required is unknown. */
export const orderStatusFullTest = z.object({
	orderId,
	externalOrderIds,
	patientId: z.number().int().nullish(),
	orderStatus: z.string(),
	trackingNumber: z.string().nullish(),
});

export function describeTestedStatus(test: z.output<typeof orderStatusTest>): OrderStatusPayload {
	return {
		orderId: test.orderId,
		orderStatusName: test.orderStatusName,
		externalOrderIds: test.externalOrderIds ?? [],
	};
}

/** An order with what the test call gives, whether or not there is one; Impilo's may hold more. */
export function describeTestedOrder(test: z.output<typeof orderStatusFullTest>) {
	const { patientId, trackingNumber } = test;
	return {
		id: test.orderId,
		currentStatus: test.orderStatus,
		externalOrderIds: test.externalOrderIds ?? [],
		patient: patientId == null ? null : { id: patientId },
		trackingNumbers: trackingNumber == null ? [] : [{ carrier: null, value: trackingNumber }],
	};
}
