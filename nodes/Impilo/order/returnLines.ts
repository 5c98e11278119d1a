import { pickDeviceId } from '../device/device';
import type { LineKind } from '../fields/lines';
import { countField } from '../fields/lines';
import { ITEM_NAMING, parseItem, pickItem } from '../item/item';

/** What a recipient sends back, with an order or in a return of its own. */
export interface ReturnContents<Id = number> {
	returnItems?: Array<{ id: Id; count: number }>;
	returnDevices?: Array<{ id: number }>;
}

export const RETURN_DEVICES: LineKind<'returnDevices'> = {
	key: 'returnDevices',
	group: 'returnDevices',
	groupLabel: 'Return Device',
	label: 'Return Device',
	of: 'device',
	idField: pickDeviceId(),
};

export const RETURN_ITEMS: LineKind<'returnItems'> = {
	key: 'returnItems',
	group: 'returnItems',
	groupLabel: 'Return Item',
	label: 'Return Item',
	of: 'item',
	idField: pickItem(),
	naming: { naming: ITEM_NAMING, parse: parseItem },
	countField: countField('Count', 'count'),
};
