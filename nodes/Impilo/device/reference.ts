import type { ImpiloClient } from '../api/client';
import type { Explanation } from '../api/failure';
import { ImpiloFailure } from '../api/failure';
import { LARGEST_PAGE, readAll } from '../api/pages';
import { readById } from '../api/readById';
import type { Reference } from '../fields/locator';
import { locator } from '../fields/locator';
import type { ImpiloDevice } from './device';
import { identifiersOf } from './view';

/** How the user named a device. */
export type DeviceReference = Reference<'identifier'>;

const DEVICE = { displayName: 'Device', name: 'deviceId', description: 'The device at Impilo' };
const SEARCH = 'searchDevices';

const { pick, parse, suggestOtherMode } = locator<'identifier'>('device', DEVICE, SEARCH, {
	identifier: 'e.g. SN-20481',
});

export { pick as pickDevice, parse as parseDeviceReference };

/** For lines, of which each holds an ID. */
export const { pick: pickDeviceId } = locator<never>('device', DEVICE, SEARCH, {});

/**
 * Reads the device that is meant.
 *
 * @throws ImpiloFailure when there's none, or when several have the identifier
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
 * The ID of the device that is meant; an ID is taken as it is, without asking Impilo.
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
		happened: 'Impilo found the device, but did not say its ID',
		remedy: 'Set Device to By ID, and give the ID of the device.',
	});
}

export function noSuchDevice(id: number): Explanation {
	return {
		happened: `Impilo has no device ${id}`,
		remedy: 'Check Device, and that Environment of the credential is the one where the device is.',
	};
}

/**
 * Reads one device by its ID at Impilo.
 *
 * @throws ImpiloFailure when there's none
 */
export async function readDevice(client: ImpiloClient, id: number): Promise<ImpiloDevice> {
	return await readById<ImpiloDevice>(client, {
		path: '/device',
		name: 'device',
		id,
		notFound: noSuchDevice(id),
	});
}

async function findOnlyDevice(client: ImpiloClient, identifier: string): Promise<ImpiloDevice> {
	const list = {
		path: '/device',
		query: { identifier },
		purpose: 'look up the device by its identifier',
		personal: [identifier],
	};
	const found = await readAll<ImpiloDevice, ImpiloDevice>(client, list, LARGEST_PAGE, (device) => {
		if (identifiersOf(device).includes(identifier)) return device;
		throw new ImpiloFailure({
			happened: 'Impilo answered with other devices than those with this identifier',
			remedy:
				'Check Device: upper and lower case matter. If it is right, Impilo seems to ignore the filter: tell Impilo about it, and set Device to By ID until then.',
		});
	});
	const [device, ...others] = found;
	if (device === undefined) {
		throw new ImpiloFailure({
			happened: 'Impilo has no device with this identifier',
			remedy:
				`${suggestOtherMode(identifier, 'identifier')} Check Device, e.g. the serial number on the device. Also check that Environment of the credential is the one where the device is.`.trim(),
		});
	}
	if (others.length > 0) {
		const ids = found.map(({ id }) => id ?? 'unknown').join(', ');
		throw new ImpiloFailure({
			happened: `Impilo has ${found.length} devices with this identifier: ${ids}`,
			remedy: 'Set Device to By ID, and give the ID of the right one.',
		});
	}
	return device;
}
