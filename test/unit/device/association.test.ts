import {
	isAvailableAtSite,
	isWithNobody,
	isWithPatient,
} from '../../../nodes/Impilo/device/association';
import type { ImpiloDevice } from '../../../nodes/Impilo/device/device';

const PATIENT = { id: 5 };

it.each<[ImpiloDevice, boolean]>([
	[{ currentStatus: 'withPatient', currentPatient: PATIENT }, true],
	[{ currentStatus: 'WITH_PATIENT', currentPatient: PATIENT }, true],
	[{ currentStatus: 'withPatient', currentPatient: { id: 6 } }, false],
	[{ currentStatus: 'withPatient', currentPatient: {} }, false],
	[{ currentStatus: 'withPatient', currentPatient: null }, false],
	[{ currentStatus: 'shipped', currentPatient: PATIENT }, false],
	[{ currentPatient: PATIENT }, false],
	[{}, false],
])('of %j, patient 5 has it: %j', (device, expected) => {
	expect(isWithPatient(device, 5)).toBe(expected);
});

it.each<[ImpiloDevice, boolean]>([
	[{ currentStatus: 'availableAtSite', currentPatient: null }, true],
	[{ currentStatus: 'used' }, true],
	[{ currentStatus: 'withPatient', currentPatient: null }, false],
	[{ currentStatus: 'WITH_PATIENT' }, false],
	[{ currentStatus: 'used', currentPatient: PATIENT }, false],
	[{ currentStatus: 'used', currentPatient: {} }, false],
	[{ currentStatus: null, currentPatient: null }, false],
	[{ currentStatus: '' }, false],
	[{}, false],
])('of %j, nobody has it for certain: %j', (device, expected) => {
	expect(isWithNobody(device)).toBe(expected);
});

it.each<[ImpiloDevice['currentStatus'], boolean]>([
	['availableAtSite', true],
	['AVAILABLE_AT_SITE', true],
	['available', false],
	['packedAtSite', false],
	['', false],
	[null, false],
	[undefined, false],
])('the status %j is available at a site: %j', (currentStatus, expected) => {
	expect(isAvailableAtSite({ currentStatus })).toBe(expected);
});
