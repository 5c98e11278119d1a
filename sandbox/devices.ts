import {
	type Device,
	type Item,
	type Kit,
	type PackedKit,
	type Patient,
	pickById,
	seedIds,
} from './entities';

/** Two devices for each of the five packed kits, and five of their own. */
const PACKED_KITS = 5;
const DEVICES = 2 * PACKED_KITS + 5;
const FIRST_DEVICE_ID = seedIds.deviceInPackedKit;

export function createDevices(
	items: ReadonlyMap<number, Item>,
	patients: ReadonlyMap<number, Patient>,
): Map<number, Device> {
	const devices = Array.from({ length: DEVICES }, (_, index): Device => {
		const id = FIRST_DEVICE_ID + index;
		const patient = pickById(patients, seedIds.patient + index);
		return {
			id,
			externalIdentifier: `0000-0000-0000-${id}`,
			currentStatus: 'inUse',
			currentPatient: patient,
			site: patient.site,
			item: pickById(items, index % 2 === 0 ? 301 : 303),
			deviceEvents: [{ type: 'associated', eventTimestamp: '2025-06-02T09:00:00Z' }],
			deviceIdentifiers: [{ type: 'serialNumber', value: `SN-${id}` }],
			disabledReadings: false,
			lastHealthCheck: index % 4 === 3 ? null : '2025-08-01T12:00:00Z',
			used: index % 2 === 1,
		};
	});
	return new Map(devices.map((device) => [device.id, device]));
}

export function createPackedKits(
	kits: ReadonlyMap<number, Kit>,
	devices: ReadonlyMap<number, Device>,
): Map<number, PackedKit> {
	const packedKits = Array.from({ length: PACKED_KITS }, (_, index): PackedKit => {
		const firstDeviceId = FIRST_DEVICE_ID + 2 * index;
		return {
			id: seedIds.packedKit + index,
			externalIdentifier: `PK-${seedIds.packedKit + index}`,
			kit: pickById(kits, 1002),
			devices: [pickById(devices, firstDeviceId), pickById(devices, firstDeviceId + 1)],
		};
	});
	return new Map(packedKits.map((packedKit) => [packedKit.id, packedKit]));
}
