import type { INodeParameters } from 'n8n-workflow';

import { seedIds, type Patient } from '../../../sandbox';
import type { WorkflowRun } from '../harness';
import { IMPILO, pick, useImpilo } from '../impiloRun';
import { idsOf } from '../outcome';

const rig = useImpilo({ patients: 300 });

const getMany = async (parameters: INodeParameters = {}, items = [{}]): Promise<WorkflowRun> =>
	await rig.runImpilo({ resource: 'patient', operation: 'getAll', ...parameters }, items);

const filter = async (filters: INodeParameters): Promise<WorkflowRun> =>
	await getMany({ returnAll: true, filters });

const idsWhere = (predicate: (patient: Patient) => boolean): number[] =>
	[...rig.sandbox.patients.values()].filter(predicate).map(({ id }) => id);

describe('a filter', () => {
	it.each<[INodeParameters, string, (patient: Patient) => boolean]>([
		[
			{ name: 'sam sample' },
			'name=sam%20sample',
			({ firstName, lastName }) => firstName === 'Sam' && lastName === 'Sample',
		],
		[
			{ email: 'SAM.2@example.com' },
			'email=SAM.2%40example.com',
			({ id }) => id === seedIds.namesakePatient,
		],
		[
			{ externalIdentifiers: '1234abcd, patient-1235' },
			'externalIdentifier=1234abcd&externalIdentifier=patient-1235',
			({ id }) => id === 1234 || id === 1235,
		],
		[
			{ siteId: pick(seedIds.otherSite, 'list') },
			`siteId=${seedIds.otherSite}`,
			({ site }) => site?.id === seedIds.otherSite,
		],
		[{ enrolled: false }, 'enrolled=false', ({ enrolled }) => enrolled === false],
		[{ archived: true }, 'archived=true', ({ archived }) => archived === true],
		[
			{ bornFrom: '1990-01-01', bornTo: '2001-12-31' },
			'dateOfBirthMin=1990-01-01&dateOfBirthMax=2001-12-31',
			({ dateOfBirth }) =>
				typeof dateOfBirth === 'string' && dateOfBirth >= '1990' && dateOfBirth <= '2001-12-31',
		],
		[{ postalCode: 'ex4 3pl' }, 'postalCode=ex4%203pl', ({ id }) => id === seedIds.britishPatient],
		[{ country: 'CA' }, 'country=CA', ({ address }) => address?.country === 'CA'],
	])('%j is asked of Impilo', async (filters, query, predicate) => {
		const run = await filter(filters);

		expect(run.error?.message).toBeUndefined();
		expect(idsOf(run)).toEqual(idsWhere(predicate));
		expect(idsOf(run).length).toBeGreaterThan(0);
		expect(rig.sandbox.requests[0]?.query.raw).toBe(`${query}&page=1&size=250`);
	});

	it('that nobody matches gives nothing', async () => {
		const run = await filter({ externalIdentifiers: 'nobody' });

		expect(run.status).toBe('success');
		expect(run.items(IMPILO)).toEqual([]);
	});
});

describe('sorting', () => {
	it.each([
		[true, [120, 119, 118]],
		[false, [1, 2, 3]],
	])('of more identifiers than a request takes, descending %s', async (sortDescending, first) => {
		const identifiers = Array.from({ length: 120 }, (_, index) => `seeded-patient-${index + 1}`);
		const run = await getMany({
			limit: 3,
			filters: { externalIdentifiers: identifiers.reverse().join() },
			options: { sortBy: 'patientId', sortDescending },
		});

		expect(run.items(IMPILO).map(({ json }) => json.externalIdentifier)).toEqual(
			first.map((number) => `seeded-patient-${number}`),
		);
	});
});
