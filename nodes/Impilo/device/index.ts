import type { INodeListSearchItems, INodePropertyOptions } from 'n8n-workflow';

import { ImpiloFailure } from '../api/failure';
import { isObject } from '../api/json';
import { listRequest } from '../api/pages';
import { parseRequiredText, refuseUnusableInUrl } from '../fields/values';
import { findItemId, pickItem } from '../item/item';
import { patientFilter } from '../patient/reference';
import { choicesFilter, idFilter, textsFilter } from '../run/filterKinds';
import { getOperation } from '../run/getOperation';
import { listOperation } from '../run/listOperation';
import { listEntry, searchByName } from '../run/listSearch';
import type { Operation, Resource } from '../run/operation';
import { forEachItem } from '../run/operation';
import { present, readSimplify, SIMPLIFY_FIELD } from '../run/simplify';
import { findSiteId, pickSite } from '../site/site';
import { associate, disassociate } from './association';
import type { ImpiloDevice } from './device';
import {
	findDevice,
	identifiersOf,
	mainIdentifierOf,
	parseDeviceReference,
	pickDevice,
	simplifyDevice,
} from './device';

const get = getOperation({
	name: 'device',
	description: 'Get a device by its ID or an identifier such as its serial number',
	field: pickDevice({ required: true }),
	read: async (client, parameter) => await findDevice(client, parseDeviceReference(parameter)),
	simplify: simplifyDevice,
});

/** The statuses that Impilo documents. A new one may appear at any time, and passes through. */
const STATUSES: INodePropertyOptions[] = [
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

const getAll = listOperation<ImpiloDevice>({
	name: 'device',
	by: 'patient, site, item, status or identifier',
	filters: [
		textsFilter(
			{
				displayName: 'Identifiers',
				name: 'identifiers',
				placeholder: 'e.g. SN-20481, SN-20482',
				description:
					'Only devices with one of these identifiers, such as serial numbers: separated by commas, or an expression that returns a list',
			},
			'identifier',
			identifiersOf,
			true,
		),
		idFilter(
			pickItem({ description: 'Only devices of this item' }),
			'itemId',
			findItemId,
			({ item }) => item?.id,
		),
		patientFilter('patientId', ({ currentPatient }) => currentPatient?.id, {
			description: 'Only devices that this patient has',
		}),
		idFilter(
			pickSite({ description: 'Only devices of this site' }),
			'siteId',
			findSiteId,
			({ site }) => site?.id,
			true,
		),
		choicesFilter(
			{
				displayName: 'Statuses',
				name: 'statuses',
				description: 'Only devices in one of these statuses',
				options: STATUSES,
			},
			'status',
			'status',
			({ currentStatus }) => currentStatus,
		),
	],
	sortBy: [
		{ option: { name: 'ID', value: 'deviceId' }, of: (device) => device.id },
		{ option: { name: 'Item Model', value: 'itemModel' }, of: (device) => device.item?.model },
		{ option: { name: 'Item Name', value: 'itemName' }, of: (device) => device.item?.name },
		{ option: { name: 'Item SKU', value: 'itemSku' }, of: (device) => device.item?.sku },
	],
	simplify: simplifyDevice,
});

const IDENTIFIER = { displayName: 'Device Identifier', name: 'deviceIdentifier' };

const validate: Operation = {
	option: {
		name: 'Validate Identifier',
		value: 'validate',
		action: 'Validate device identifier',
		description: 'Check whether Impilo knows a serial number or another identifier of a device',
	},
	fields: [
		{
			...IDENTIFIER,
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. SN-20481',
			description: 'A serial number, IMEI, ICCID, MAC address or SIM card number',
		},
		SIMPLIFY_FIELD,
	],
	execute: forEachItem(async ({ client, valuesOf }, itemIndex) => {
		const valueOf = valuesOf(itemIndex);
		const identifier = parseRequiredText(valueOf(IDENTIFIER.name), IDENTIFIER.displayName);
		refuseUnusableInUrl(identifier, IDENTIFIER.displayName);
		const simplify = readSimplify(valueOf);
		const answer = await client.read({
			method: 'GET',
			path: `/device/validate/${encodeURIComponent(identifier)}`,
			purpose: 'validate the device identifier',
			personal: [identifier],
		});
		if (!isObject(answer) || !('valid' in answer)) throw notValidated();
		return [{ json: present(answer, simplify, simplifyAnswer) }];
	}),
};

function simplifyAnswer({ valid, device }: { valid?: unknown; device?: unknown }): object {
	return { valid: valid ?? null, device: isObject(device) ? simplifyDevice(device) : null };
}

function notValidated(): ImpiloFailure {
	return new ImpiloFailure({
		happened: 'Impilo did not say whether the device identifier is valid',
		remedy:
			'Check Device Identifier, Environment and Base URL of the credential, and whether a proxy changes the answer.',
	});
}

function toEntry(device: ImpiloDevice): INodeListSearchItems | undefined {
	const name = device.item?.name ?? `Device ${device.id}`;
	return listEntry(device.id, [name, mainIdentifierOf(device), device.currentStatus]);
}

const searchDevices = searchByName<ImpiloDevice>(() => ({
	list: listRequest('device', { sort: 'itemName' }),
	by: 'itemName',
	exactly: ['identifier'],
	toEntry,
}));

export const device: Resource = {
	option: { name: 'Device', value: 'device' },
	operations: [associate, get, getAll, disassociate, validate],
	defaultOperation: 'getAll',
	searches: { searchDevices },
};
