import { ImpiloFailure } from '../api/failure';
import { isObject } from '../api/json';
import { parseRequiredText, refuseUnusableInUrl } from '../fields/values';
import type { Operation } from '../run/operation';
import { forEachItem } from '../run/operation';
import { present, readSimplify, SIMPLIFY_FIELD } from '../run/simplify';
import { simplifyDevice } from './view';

const IDENTIFIER = { displayName: 'Device Identifier', name: 'deviceIdentifier' };

export const validate: Operation = {
	option: {
		name: 'Validate Identifier',
		value: 'validate',
		action: 'Validate device identifier',
		description: 'Ask whether Impilo knows a serial number or another identifier of a device',
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
