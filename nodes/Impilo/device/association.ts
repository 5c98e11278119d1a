import type { INodeProperties } from 'n8n-workflow';

import type { ImpiloClient } from '../api/client';
import { ALREADY_DONE_STATUSES, ensureDone } from '../api/ensure';
import { ImpiloFailure } from '../api/failure';
import { isGiven } from '../api/json';
import type { Personal } from '../api/request';
import { normalizeWord } from '../api/words';
import { personalTextsOf } from '../patient/patient';
import { identifyPatient, parsePatientReference, pickPatient } from '../patient/reference';
import { UNKNOWN_PATIENT } from '../patient/refusals';
import type { Operation } from '../run/operation';
import { forEachItem } from '../run/operation';
import type { ImpiloDevice } from './device';
import {
	deviceRequest,
	findDeviceId,
	parseDeviceReference,
	pickDevice,
	readDevice,
} from './device';

export const associate: Operation = {
	option: {
		name: 'Assign to Patient',
		value: 'associate',
		action: 'Assign device to patient',
		description: 'Assign a device that is available at one of your sites to a patient',
	},
	fields: associationFields(
		"The device to assign. It must be available at a site other than Impilo's own.",
		'The patient who gets the device',
	),
	execute: changeAssociation({
		path: '/device/associate-patient',
		describe: (deviceId, patientId) => `assign device ${deviceId} to patient ${patientId}`,
		isDone: isWithPatient,
		remedyFor: (device, patientId) => {
			if (hasOtherPatient(device, patientId)) {
				return `Take it from patient ${device.currentPatient?.id} first, with the operation Take From Patient, or choose another one under Device.`;
			}
			if (isAvailableAtSite(device)) {
				return "Check that the site is not one of Impilo's own, and that device and patient belong to your account.";
			}
			return "Under Device, choose one whose status is availableAtSite, at a site other than Impilo's own: no other can be assigned.";
		},
		associated: true,
	}),
};

export const disassociate: Operation = {
	option: {
		name: 'Take From Patient',
		value: 'disassociate',
		action: 'Take device from patient',
		description: 'Unassign a device from its patient',
	},
	fields: associationFields('The device to unassign', 'The patient who has the device'),
	execute: changeAssociation({
		path: '/device/disassociate-patient',
		describe: (deviceId, patientId) => `take device ${deviceId} from patient ${patientId}`,
		isDone: isWithNobody,
		remedyFor: (device, patientId) => {
			if (hasOtherPatient(device, patientId)) {
				return 'Check Patient and Device: another patient has the device, so nothing was changed.';
			}
			return isWithPatient(device, patientId)
				? 'Check that device and patient belong to your account.'
				: 'Check Device: only one whose status is withPatient can be taken from its patient.';
		},
		associated: false,
	}),
};

/** A change of who has a device. */
interface AssociationChange {
	/** The path of the request. */
	path: string;
	/** What messages call it, e.g. "assign device 1 to patient 2". */
	describe: (deviceId: number, patientId: number) => string;
	/** Whether it's already done. */
	isDone: (device: ImpiloDevice, patientId: number) => boolean;
	/** What to do if Impilo refuses it, given the state of the device. */
	remedyFor: (device: ImpiloDevice, patientId: number) => string;
	/** The output's `associated`. */
	associated: boolean;
}

function associationFields(device: string, patient: string): INodeProperties[] {
	return [
		pickDevice({ required: true, description: device }),
		pickPatient({ required: true, description: patient }),
	];
}

/** The code of an operation that changes who has a device. Repeating it does no harm. */
function changeAssociation(change: AssociationChange): Operation['execute'] {
	return forEachItem(async ({ client, valuesOf }, itemIndex) => {
		const valueOf = valuesOf(itemIndex);
		const device = parseDeviceReference(valueOf('deviceId'));
		const patient = parsePatientReference(valueOf('patientId'));
		const deviceId = await findDeviceId(client, device);
		const { id: patientId, personal } = await identifyPatient(client, patient);
		await makeAssociation(client, change, { deviceId, patientId, personal });
		return [{ json: { id: deviceId, patientId, associated: change.associated } }];
	});
}

async function makeAssociation(
	client: ImpiloClient,
	{ path, describe, isDone, remedyFor }: AssociationChange,
	{ deviceId, patientId, personal }: { deviceId: number; patientId: number; personal: Personal[] },
): Promise<void> {
	const purpose = describe(deviceId, patientId);
	// A failed look-up is a result, too.
	let lastLook: Promise<ImpiloDevice> | undefined;
	const change = ensureDone(
		client,
		{
			method: 'PATCH',
			path,
			body: { deviceId, patientId },
			purpose,
			personal: [...personal, async () => personalTextsOf((await lastLook)?.currentPatient ?? {})],
			refusals: [UNKNOWN_PATIENT],
			notFound: {
				happened: `Impilo could not ${purpose}: the device or the patient does not exist`,
				remedy:
					'Check Device and Patient, and that the credential has the Environment where they are.',
			},
		},
		async () => {
			lastLook = readDevice(client, deviceId);
			return isDone(await lastLook, patientId);
		},
	);
	await change.catch(async (failure: unknown) => {
		const isRefusal =
			failure instanceof ImpiloFailure && ALREADY_DONE_STATUSES.includes(failure.status ?? 0);
		if (!isRefusal || lastLook === undefined) throw failure;
		if (failure.message === UNKNOWN_PATIENT.happened) throw failure;
		const device = await lastLook.catch((lookFailure: unknown) => {
			const isMissing =
				lookFailure instanceof ImpiloFailure &&
				lookFailure.message === deviceRequest(deviceId).notFound.happened;
			throw isMissing ? lookFailure : failure;
		});
		const happened = `Impilo refused to ${purpose}: ${describeWhereabouts(device)}`;
		const remedy = remedyFor(device, patientId);
		const explain = (refusal: ImpiloFailure): ImpiloFailure =>
			new ImpiloFailure({ happened, remedy }, refusal, async () => explain(await refusal.inFull()));
		throw explain(failure);
	});
}

function hasOtherPatient({ currentPatient }: ImpiloDevice, patientId: number): boolean {
	return isGiven(currentPatient?.id) && currentPatient.id !== patientId;
}

/** Of the patient only the ID: messages end up in logs. */
function describeWhereabouts({ currentStatus, currentPatient, site }: ImpiloDevice): string {
	const status = currentStatus ? `its status is ${currentStatus}` : 'it has no status';
	const patient = isGiven(currentPatient?.id) ? `with patient ${currentPatient.id}` : '';
	const place = isGiven(site?.id) ? `at site ${site.id}` : '';
	return [status, patient || place].filter((part) => part !== '').join(', ');
}

function hasStatus({ currentStatus }: ImpiloDevice, status: string): boolean {
	return normalizeWord(currentStatus) === normalizeWord(status);
}

/** Whether the status of a device lets it be assigned to a patient. */
export function isAvailableAtSite(device: ImpiloDevice): boolean {
	return hasStatus(device, 'availableAtSite');
}

/** Whether a patient has the device. It may still name a patient who is about to send it back. */
export function isWithPatient(device: ImpiloDevice, patientId: number): boolean {
	return device.currentPatient?.id === patientId && hasStatus(device, 'withPatient');
}

/** Whether it's certain that no patient has the device. */
export function isWithNobody(device: ImpiloDevice): boolean {
	return !device.currentPatient && !!device.currentStatus && !hasStatus(device, 'withPatient');
}
