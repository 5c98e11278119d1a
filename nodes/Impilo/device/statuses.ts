import type { INodePropertyOptions } from 'n8n-workflow';

import { normalizeWord } from '../api/words';
import type { ImpiloDevice } from './device';

/** The statuses that Impilo documents. A new one may appear at any time, and passes through. */
export const DEVICE_STATUS_OPTIONS: INodePropertyOptions[] = [
	{ name: 'Available', value: 'available' },
	{ name: 'Available at Site', value: 'availableAtSite' },
	{ name: 'Awaiting Shipment', value: 'awaitingShipment' },
	{ name: 'Decommissioned', value: 'decommissioned' },
	{ name: 'Delivered', value: 'delivered' },
	{ name: 'Initiated', value: 'initiated' },
	{ name: 'Packed', value: 'packed' },
	{ name: 'Packed at Site', value: 'packedAtSite' },
	{ name: 'Received in Error', value: 'receivedInError' },
	{ name: 'Refurbishing', value: 'refurbishing' },
	{ name: 'Repacked and Available', value: 'availableRepacked' },
	{ name: 'Returned to Manufacturer', value: 'returnedManufacturer' },
	{ name: 'Shipped', value: 'shipped' },
	{ name: 'Used', value: 'used' },
	{ name: 'With Patient', value: 'withPatient' },
];

function hasStatus({ currentStatus }: ImpiloDevice, status: string): boolean {
	return normalizeWord(currentStatus) === normalizeWord(status);
}

/** Whether a device can be given to a patient, as far as its status goes. */
export function isAvailableAtSite(device: ImpiloDevice): boolean {
	return hasStatus(device, 'availableAtSite');
}

/** Whether a patient has the device: one who is about to send it back may still be named in it. */
export function isWithPatient(device: ImpiloDevice, patientId: number): boolean {
	return device.currentPatient?.id === patientId && hasStatus(device, 'withPatient');
}

/** Whether it's certain that no patient has the device. */
export function isWithNobody(device: ImpiloDevice): boolean {
	return !device.currentPatient && !!device.currentStatus && !hasStatus(device, 'withPatient');
}
