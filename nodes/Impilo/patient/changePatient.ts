import type { IDataObject } from 'n8n-workflow';

import type { ImpiloClient } from '../api/client';
import { isGiven } from '../api/json';
import type { Maybe } from '../api/json';
import type { Personal } from '../api/request';
import type { ImpiloAddress } from '../fields/addressFields';
import { RunCoordinator } from '../once/runCoordinator';
import type { ImpiloPatient } from './patient';
import { personalTextsOf } from './patient';
import { readPatient, updatePatient } from './reference';

/** For all operations that change patients, so that two changes of one patient don't undo each other. */
const PATIENT_CHANGES = new RunCoordinator();

/**
 * Changes a patient, once all earlier changes of this process are done.
 *
 * @param body what is to change
 * @param complete completes the body from the existing address, which is read only if needed
 * @param personal what must not appear in any message
 * @returns the patient as Impilo has it afterwards
 * @throws ImpiloFailure, InputRefusal
 */
export async function changePatient(
	client: ImpiloClient,
	id: number,
	body: IDataObject,
	complete: (
		body: IDataObject,
		readAddress: () => Promise<Maybe<ImpiloAddress>>,
	) => Promise<IDataObject>,
	personal: readonly Personal[],
): Promise<ImpiloPatient> {
	return await PATIENT_CHANGES.runExclusive(client, [String(id)], async () => {
		let existing: Maybe<ImpiloPatient>;
		const whole = await complete(body, async () => {
			existing = await readPatient(client, id);
			return existing.address;
		});
		const known = isGiven(existing) ? personalTextsOf(existing) : [];
		return await updatePatient(client, id, whole, [...personal, ...known]);
	});
}
