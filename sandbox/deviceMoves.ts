import {
	type Device,
	type DeviceStatus,
	type IdentifierType,
	type Item,
	type Patient,
	type Site,
} from './entities';
import type { SandboxState } from './state';

/**
 * All changes of a device's status go through here. The types of Impilo's device events are unknown; here
 * each is the new status.
 */
export function recordDeviceStatus(device: Device, status: DeviceStatus, now: Date): void {
	device.currentStatus = status;
	device.deviceEvents = [
		...device.deviceEvents,
		{ type: status, eventTimestamp: now.toISOString() },
	];
}

/** A new device of a tracked item, on its way out of an Impilo site. */
export function shipNewDevice(
	{ world, now }: Pick<SandboxState, 'world' | 'now'>,
	item: Item,
): Device {
	const id = world.nextDeviceId;
	world.nextDeviceId += 1;
	const device: Device = {
		id,
		externalIdentifier: createExternalIdentifier(id),
		currentStatus: null,
		currentPatient: null,
		site: null,
		item,
		deviceEvents: [],
		deviceIdentifiers: createIdentifiers(
			id,
			world.itemDetails.get(item.id)?.deviceIdentifierType ?? 'serial',
		),
		disabledReadings: false,
		lastHealthCheck: null,
		used: false,
	};
	recordDeviceStatus(device, 'awaitingShipment', now());
	recordDeviceStatus(device, 'shipped', now());
	world.devices.set(id, device);
	return device;
}

export function createExternalIdentifier(deviceId: number): string {
	return `0000-0000-0000-${deviceId}`;
}

const PREFIXES: Record<IdentifierType, string> = {
	simCardNumber: 'SIM',
	macAddress: 'MAC',
	iccid: 'ICCID',
	serial: 'SN',
	imei: 'IMEI',
};

/** Each device has a serial number, and one of the kind its item is tracked by. */
export function createIdentifiers(
	deviceId: number,
	type: IdentifierType,
): Device['deviceIdentifiers'] {
	const types = new Set<IdentifierType>([type, 'serial']);
	return [...types].map((each) => ({ type: each, value: `${PREFIXES[each]}-${deviceId}` }));
}

/** From then on, the device belongs to the patient's site. */
export function giveToPatient(state: SandboxState, device: Device, patient: Patient): void {
	device.currentPatient = patient;
	device.site = patient.site;
	recordDeviceStatus(device, 'withPatient', state.now());
	state.announce.associationCreated(device);
}

/** Ends the association; the caller decides where the device goes. */
export function takeFromPatient(
	state: SandboxState,
	device: Device,
	status: DeviceStatus,
	site: Site | null,
): void {
	device.currentPatient = null;
	device.site = site;
	device.used = true;
	recordDeviceStatus(device, status, state.now());
	state.announce.associationRemoved(device);
}

/** Changes the stock of a site by this device, as a new or a used piece. */
export function countDevice({ world }: SandboxState, device: Device, siteId: number, by: 1 | -1) {
	world.stock.change(siteId, device.item.id, device.used ? { usedCount: by } : { newCount: by });
}
