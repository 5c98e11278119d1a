import type { Operation } from '../run/operation';
import { associationFields, changeAssociation, hasOtherPatient } from './association';
import { isWithNobody, isWithPatient } from './statuses';

export const disassociate: Operation = {
	option: {
		name: 'Take From Patient',
		value: 'disassociate',
		action: 'Take device from patient',
		description: 'Record that a patient no longer has a device',
	},
	fields: associationFields('The device to take', 'The patient who has the device'),
	execute: changeAssociation({
		path: '/device/disassociate-patient',
		describe: (deviceId, patientId) => `take device ${deviceId} from patient ${patientId}`,
		isSo: isWithNobody,
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
