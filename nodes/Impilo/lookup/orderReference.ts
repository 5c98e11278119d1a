import { parseRequiredText } from '../run/fieldValues';
import { readLocator } from './locator';
import { parseThingId } from './thingId';

/** How the user named an order. */
export type OrderReference = { by: 'id'; id: number } | { by: 'externalOrderId'; value: string };

/**
 * Reads the Order field.
 *
 * @throws InputRefusal
 */
export function parseOrderReference(parameter: unknown): OrderReference {
	const { mode, value } = readLocator(parameter);
	return mode === 'externalOrderId'
		? { by: 'externalOrderId', value: parseRequiredText(value, 'Order') }
		: { by: 'id', id: parseThingId(value, 'order', 'Order') };
}
