import type { ImpiloDevice } from '../../../../nodes/Impilo/device/device';
import { checkLines, nameItem } from '../../../../nodes/Impilo/order/check/lines';
import { catalogueOf, filled } from './standIns';

it.each([
	['Monitor', '301 (Monitor)'],
	['', '301'],
	[null, '301'],
	[42, '301'],
])('an item whose name is %j is called %s', (name, called) => {
	expect(nameItem(301, name)).toBe(called);
});

describe('a device that comes back', () => {
	const problemsAndWarnings = (device: ImpiloDevice, isOfSite: boolean): string[] => {
		const body = { returnDevices: [{ id: 7 }], emailLabel: true };
		const { problems, warnings } = checkLines(
			isOfSite ? filled({ ...body, site: { id: 5 } }, { patient: undefined }) : filled(body),
			isOfSite ? undefined : { id: 1234 },
			catalogueOf({ device: () => device }),
		);
		return [...problems.map(({ message }) => message), ...warnings];
	};
	const unknown = expect.stringContaining('Impilo does not say who has device 7');

	it.each<[string, ImpiloDevice, unknown[]]>([
		['nothing is known', { currentPatient: null, currentStatus: null }, [unknown]],
		['some patient has it', { currentStatus: 'withPatient' }, [unknown]],
		['it is shipped', { currentStatus: 'shipped' }, [expect.stringContaining('status is shipped')]],
	])('from a patient: %s', (_what, device, said) => {
		expect(problemsAndWarnings(device, false)).toEqual(said);
	});

	it.each<[string, ImpiloDevice, unknown[]]>([
		['nothing is known', { site: null, currentStatus: null }, [unknown]],
		['its site is not known', { currentStatus: 'availableAtSite' }, [unknown]],
		[
			'some patient of the site has it',
			{ site: { id: 5 }, currentStatus: 'withPatient' },
			['Device 7 is with a patient, not at the site'],
		],
		[
			'a patient has it, whatever its status',
			{ site: { id: 5 }, currentPatient: { id: 1234 }, currentStatus: 'availableAtSite' },
			['Device 7 is with a patient, not at the site'],
		],
	])('from a site: %s', (_what, device, said) => {
		expect(problemsAndWarnings(device, true)).toEqual(said);
	});
});
