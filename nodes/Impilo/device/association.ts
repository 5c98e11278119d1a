import type { INodeProperties } from 'n8n-workflow';

import type { ImpiloClient } from '../api/client';
import { ImpiloFailure } from '../api/failure';
import { isGiven } from '../api/json';
import { ensureDone, ALREADY_DONE_STATUSES } from '../api/ensure';
import type { Personal } from '../api/request';
import { personalTextsOf } from '../patient/personalTexts';
import { identifyPatient, parsePatientReference, pickPatient } from '../patient/reference';
import { UNKNOWN_PATIENT } from '../patient/unknownPatient';
import type { Operation } from '../run/operation';
import { forEachItem } from '../run/operation';
import type { ImpiloDevice } from './device';
import {
	findDeviceId,
	noSuchDevice,
	parseDeviceReference,
	pickDevice,
	readDevice,
} from './reference';

/** A change of who has a device. */
interface AssociationChange {
	/** Where the device and the patient are sent to. */
	path: string;
	/** What messages call it, e.g. "assign device 1 to patient 2". */
	describe: (deviceId: number, patientId: number) => string;
	/** Whether it's so already. */
	isSo: (device: ImpiloDevice, patientId: number) => boolean;
	/** What to do where Impilo refuses it, by what the device is. */
	remedyFor: (device: ImpiloDevice, patientId: number) => string;
	/** The output's `associated`. */
	associated: boolean;
}

export function associationFields(device: string, patient: string): INodeProperties[] {
	return [
		pickDevice({ required: true, description: device }),
		pickPatient({ required: true, description: patient }),
	];
}

/** The code of an operation that changes who has a device. It may be repeated without harm. */
export function changeAssociation(change: AssociationChange): Operation['execute'] {
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
	{ path, describe, isSo, remedyFor }: AssociationChange,
	{ deviceId, patientId, personal }: { deviceId: number; patientId: number; personal: Personal[] },
): Promise<void> {
	const purpose = describe(deviceId, patientId);
	// A failed look says something, too.
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
				happened: `Impilo could not ${purpose}: it does not have both of them`,
				remedy:
					'Check Device and Patient, and that Environment of the credential is the one where they are.',
			},
		},
		async () => {
			lastLook = readDevice(client, deviceId);
			return isSo(await lastLook, patientId);
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
				lookFailure.message === noSuchDevice(deviceId).happened;
			throw isMissing ? lookFailure : failure;
		});
		const happened = `Impilo refused to ${purpose}: ${describeWhereabouts(device)}`;
		const remedy = remedyFor(device, patientId);
		const explain = (refusal: ImpiloFailure): ImpiloFailure =>
			new ImpiloFailure({ happened, remedy }, refusal, async () => explain(await refusal.inFull()));
		throw explain(failure);
	});
}

export function hasOtherPatient({ currentPatient }: ImpiloDevice, patientId: number): boolean {
	return isGiven(currentPatient?.id) && currentPatient.id !== patientId;
}

/** Of the patient only the ID: messages end up in logs. */
function describeWhereabouts({ currentStatus, currentPatient, site }: ImpiloDevice): string {
	const status = currentStatus ? `its status is ${currentStatus}` : 'it has no status';
	const patient = isGiven(currentPatient?.id) ? `with patient ${currentPatient.id}` : '';
	const place = isGiven(site?.id) ? `at site ${site.id}` : '';
	return [status, patient || place].filter((part) => part !== '').join(', ');
}
