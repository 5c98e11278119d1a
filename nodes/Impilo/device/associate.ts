import type { Operation } from '../run/operation';
import { associationFields, changeAssociation, hasOtherPatient } from './association';
import { isAvailableAtSite, isWithPatient } from './statuses';

export const associate: Operation = {
	option: {
		name: 'Assign to Patient',
		value: 'associate',
		action: 'Assign device to patient',
		description: 'Give a device that is available at one of your sites to a patient',
	},
	fields: associationFields(
		"The device to assign: one that is available at a site, other than Impilo's own",
		'The patient who gets the device',
	),
	execute: changeAssociation({
		path: '/device/associate-patient',
		describe: (deviceId, patientId) => `assign device ${deviceId} to patient ${patientId}`,
		isSo: isWithPatient,
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
