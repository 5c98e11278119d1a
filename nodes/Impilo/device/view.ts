import { isGiven, listOf } from '../api/json';
import type { ImpiloDevice } from './device';

/** A device with Simplify on: nothing in it tells who the patient is but the ID. */
export interface SimplifiedDevice {
	id: number | null;
	externalIdentifier: string | null;
	itemId: number | null;
	itemName: string | null;
	currentStatus: string | null;
	used: boolean | null;
	patientId: number | null;
	siteId: number | null;
	lastHealthCheck: string | null;
	identifiers: Array<{ type: string | null; value: string | null }>;
}

/** Simplifies a device; whatever Impilo left out is null, or an empty list. */
export function simplifyDevice(device: ImpiloDevice): SimplifiedDevice {
	return {
		id: device.id ?? null,
		externalIdentifier: device.externalIdentifier ?? null,
		itemId: device.item?.id ?? null,
		itemName: device.item?.name ?? null,
		currentStatus: device.currentStatus ?? null,
		used: device.used ?? null,
		patientId: device.currentPatient?.id ?? null,
		siteId: device.site?.id ?? null,
		lastHealthCheck: device.lastHealthCheck ?? null,
		identifiers: listOf(device.deviceIdentifiers).map(({ type, value }) => ({
			type: type ?? null,
			value: value ?? null,
		})),
	};
}

/** Everything by which a device can be told, but its ID. */
export function identifiersOf({ deviceIdentifiers, externalIdentifier }: ImpiloDevice): string[] {
	const values = listOf(deviceIdentifiers).map(({ value }) => value);
	return [...values, externalIdentifier].filter(isGiven);
}

/** What people call a device by: its serial number, or else another identifier. */
export function mainIdentifierOf(device: ImpiloDevice): string | undefined {
	const serial = listOf(device.deviceIdentifiers).find(({ type }) => type === 'serial');
	return serial?.value ?? identifiersOf(device)[0];
}
