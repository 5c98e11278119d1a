import type { Operation } from '../run/operation';
import { forEachItem } from '../run/operation';
import { present, readSimplify, SIMPLIFY_FIELD } from '../run/simplify';
import { findDevice, parseDeviceReference, pickDevice } from './reference';
import { simplifyDevice } from './view';

export const get: Operation = {
	option: {
		name: 'Get',
		value: 'get',
		action: 'Get device',
		description: 'Get a device by its ID or an identifier such as its serial number',
	},
	fields: [pickDevice({ required: true }), SIMPLIFY_FIELD],
	execute: forEachItem(async ({ client, valuesOf }, itemIndex) => {
		const valueOf = valuesOf(itemIndex);
		const reference = parseDeviceReference(valueOf('deviceId'));
		const simplify = readSimplify(valueOf);
		return [{ json: present(await findDevice(client, reference), simplify, simplifyDevice) }];
	}),
};
