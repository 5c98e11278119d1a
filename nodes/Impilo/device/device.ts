import type { ImpiloClient } from '../api/client';
import { ImpiloFailure } from '../api/failure';
import type { Maybe } from '../api/json';
import { isGiven, listOf } from '../api/json';
import { readList } from '../api/lists';
import type { Reference } from '../fields/locator';
import { locator } from '../fields/locator';
import type { ImpiloItem } from '../item/item';
import type { ImpiloPatient } from '../patient/patient';
import { idReference } from '../run/idReference';
import type { ImpiloSite } from '../site/site';

export interface ImpiloDeviceIdentifier {
	/** Five are known, e.g. `serial`. */
	type?: Maybe<string>;
	value?: Maybe<string>;
}

/** The fields of a device that the node reads. */
export interface ImpiloDevice {
	id?: Maybe<number>;
	externalIdentifier?: Maybe<string>;
	item?: Maybe<ImpiloItem>;
	/** Fifteen are known, e.g. `withPatient`. */
	currentStatus?: Maybe<string>;
	used?: Maybe<boolean>;
	currentPatient?: Maybe<ImpiloPatient>;
	site?: Maybe<ImpiloSite>;
	lastHealthCheck?: Maybe<string>;
	deviceIdentifiers?: Maybe<Array<Maybe<ImpiloDeviceIdentifier>>>;
}

/**
 * Simplifies a device: only the ID identifies the patient. Whatever Impilo left out is null, or an empty
 * list.
 */
export function simplifyDevice(device: ImpiloDevice) {
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

/** All identifiers of a device except its ID. */
export function identifiersOf({ deviceIdentifiers, externalIdentifier }: ImpiloDevice): string[] {
	const values = listOf(deviceIdentifiers).map(({ value }) => value);
	return [...values, externalIdentifier].filter(isGiven);
}

/** The identifier that people use: the serial number, or else another one. */
export function mainIdentifierOf(device: ImpiloDevice): string | undefined {
	const serial = listOf(device.deviceIdentifiers).find(({ type }) => type === 'serial');
	return serial?.value ?? identifiersOf(device)[0];
}

/** A device as a line of an order or a return. */
export function toDeviceLine(device: ImpiloDevice) {
	return {
		id: device.id ?? null,
		name: device.item?.name ?? null,
		identifier: mainIdentifierOf(device) ?? null,
	};
}

/** How the user identified a device. */
export type DeviceReference = Reference<'identifier'>;

const { pick, parse, suggestOtherMode } = locator<'identifier'>(
	'device',
	{ displayName: 'Device', name: 'deviceId', description: 'The device at Impilo' },
	'searchDevices',
	{ identifier: 'e.g. SN-20481' },
);

export { pick as pickDevice, parse as parseDeviceReference };

/** By its ID alone, e.g. in lines. */
export const {
	pick: pickDeviceId,
	read: readDevice,
	request: deviceRequest,
} = idReference<ImpiloDevice>('device', 'Device', 'searchDevices');

/**
 * Reads the device that the user identified.
 *
 * @throws ImpiloFailure if there is none, or several have the identifier
 */
export async function findDevice(
	client: ImpiloClient,
	reference: DeviceReference,
): Promise<ImpiloDevice> {
	return reference.by === 'id'
		? await readDevice(client, reference.id)
		: await findOnlyDevice(client, reference.value);
}

/**
 * The ID of the device that the user identified. An ID is used as it is, without asking Impilo.
 *
 * @throws ImpiloFailure as `findDevice`
 */
export async function findDeviceId(
	client: ImpiloClient,
	reference: DeviceReference,
): Promise<number> {
	if (reference.by === 'id') return reference.id;
	const { id } = await findOnlyDevice(client, reference.value);
	if (typeof id === 'number') return id;
	throw new ImpiloFailure({
		happened: 'Impilo found the device, but did not return its ID',
		remedy: 'Set Device to By ID, and enter the ID of the device.',
	});
}

async function findOnlyDevice(client: ImpiloClient, identifier: string): Promise<ImpiloDevice> {
	const list = {
		path: '/device',
		query: { identifier },
		purpose: 'look up the device by its identifier',
		personal: [identifier],
	};
	const convert = (device: ImpiloDevice): ImpiloDevice => {
		if (identifiersOf(device).includes(identifier)) return device;
		throw new ImpiloFailure({
			happened: 'Impilo returned devices that do not have this identifier',
			remedy:
				'Check Device: upper and lower case matter. If it is right, Impilo seems to ignore the filter: report it to Impilo, and set Device to By ID until it is fixed.',
		});
	};
	const found = await readList(client, { list, convert });
	const [device, ...others] = found;
	if (device === undefined) {
		throw new ImpiloFailure({
			happened: 'Impilo has no device with this identifier',
			remedy:
				`${suggestOtherMode(identifier, 'identifier')} Check Device, e.g. the serial number on the device. Also check that the credential has the Environment where the device is.`.trim(),
		});
	}
	if (others.length > 0) {
		const ids = found.map(({ id }) => id ?? 'unknown').join(', ');
		throw new ImpiloFailure({
			happened: `Impilo has ${found.length} devices with this identifier: ${ids}`,
			remedy: 'Set Device to By ID, and enter the ID of the right one.',
		});
	}
	return device;
}
