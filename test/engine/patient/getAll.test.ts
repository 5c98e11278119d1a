import type { INodeParameters } from 'n8n-workflow';

import { seedIds, type Patient } from '../../../sandbox';
import type { WorkflowRun } from '../harness';
import { IMPILO, pick, useImpilo, withoutWaiting } from '../impiloRun';
import { failureOf, idsOf, jsonOf, pairingOf, requestLines } from '../outcome';
import { patientOf } from './patientForm';

const PATH = '/api/v3/patient';

const rig = useImpilo({ patients: 300 });

const TOTAL = 340;

const getMany = async (parameters: INodeParameters = {}, items = [{}]): Promise<WorkflowRun> =>
	await rig.runImpilo({ resource: 'patient', operation: 'getAll', ...parameters }, items);

const filter = async (filters: INodeParameters): Promise<WorkflowRun> =>
	await getMany({ returnAll: true, filters });

const idsWhere = (predicate: (patient: Patient) => boolean): number[] =>
	[...rig.sandbox.patients.values()].filter(predicate).map(({ id }) => id);

describe('how many', () => {
	it('are fifty where the form is left as it is', async () => {
		const run = await getMany();

		expect(idsOf(run)).toHaveLength(50);
		expect(requestLines(rig.sandbox)).toEqual([`GET ${PATH}?page=1&size=50`]);
		expect(Object.keys(jsonOf(run)[0] ?? {})).toHaveLength(10);
	});

	it('are all with Return All, in pages of 250', async () => {
		expect(idsOf(await getMany({ returnAll: true }))).toEqual(idsWhere(() => true));
		expect(requestLines(rig.sandbox)).toEqual([
			`GET ${PATH}?page=1&size=250`,
			`GET ${PATH}?page=2&size=250`,
		]);
	});

	it('are all where the server clamps the pages', async () => {
		rig.sandbox.misbehave({ kind: 'clampSize', size: 90 });
		const run = await getMany({ returnAll: true });

		expect(new Set(idsOf(run)).size).toBe(TOTAL);
		expect(rig.sandbox.requests).toHaveLength(4);
	});

	it('are what Impilo sends with Simplify off', async () => {
		const run = await getMany({ limit: 1, simplify: false });
		expect(jsonOf(run)[0]).toEqual(patientOf(rig.sandbox, seedIds.patient));
	});

	it('are none of a list of nulls, without a failure', async () => {
		rig.sandbox.misbehave({
			kind: 'status',
			status: 200,
			body: { content: [null, {}], page: 1, size: 250, total: null, last: true },
		});
		const run = await getMany({ returnAll: true });

		expect(run.error?.message).toBeUndefined();
		expect(idsOf(run)).toEqual([null]);
	});
});

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

	it('of many identifiers is split into fifty a request', async () => {
		const identifiers = Array.from({ length: 120 }, (_, index) => `seeded-patient-${index + 1}`);
		const run = await filter({ externalIdentifiers: `={{ ${JSON.stringify(identifiers)} }}` });

		expect(idsOf(run)).toHaveLength(120);
		expect(
			rig.sandbox.requests.map(({ query }) => query.parsed.externalIdentifier?.length),
		).toEqual([50, 50, 20]);
	});

	it.each<[INodeParameters, string]>([
		[{ externalIdentifiers: '1234abcd' }, 'External Identifiers'],
		[{ email: 'sam.2@example.com' }, 'Email'],
		[{ siteId: pick(seedIds.otherSite) }, 'Site'],
		[{ enrolled: false }, 'Enrolled'],
		[{ archived: true }, 'Archived'],
		[{ bornFrom: '2001-01-01' }, 'Born From'],
		[{ bornTo: '1932-01-01' }, 'Born To'],
		[{ postalCode: 'EX4 3PL' }, 'Postal Code'],
	])('%j that the server ignores hands nobody over', async (filters, label) => {
		rig.sandbox.misbehave({ kind: 'ignoreFilter' });
		const run = await filter(filters);

		expect(failureOf(run).message).toBe(
			`Impilo answered with other patients than those asked for with ${label} [item 0]`,
		);
		expect(run.items(IMPILO)).toEqual([]);
	});

	it.each<[INodeParameters, string]>([
		[{ name: '={{ $json.none }}' }, 'Name is empty'],
		[{ email: '' }, 'Email is empty'],
		...['={{ [] }}', '={{ [$json.none] }}', ' , ', '={{ ["", " "] }}'].map(
			(externalIdentifiers): [INodeParameters, string] => [
				{ externalIdentifiers },
				'External Identifiers is empty',
			],
		),
		[{ siteId: pick('={{ $json.none }}') }, 'Site is empty'],
		[{ bornFrom: '31.01.1980' }, 'Born From is not a day that exists'],
		[{ enrolled: '={{ "perhaps" }}' }, 'Enrolled is neither true nor false'],
	])('%j is refused before anything is sent', async (filters, message) => {
		expect(failureOf(await filter(filters)).message).toContain(message);
		expect(rig.sandbox.requests).toEqual([]);
	});

	it('that nobody matches gives nothing', async () => {
		const run = await filter({ externalIdentifiers: 'nobody' });

		expect(run.status).toBe('success');
		expect(run.items(IMPILO)).toEqual([]);
	});
});

describe('sorting', () => {
	it.each([
		['firstName', false],
		['lastName', true],
		['patientId', true],
	])('by %s, descending %s, is asked of Impilo', async (sortBy, sortDescending) => {
		await getMany({ limit: 5, options: { sortBy, sortDescending } });
		expect(requestLines(rig.sandbox)).toEqual([
			`GET ${PATH}?sort=${sortBy}&sortDescending=${sortDescending}&page=1&size=5`,
		]);
	});

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

it('each item has its own filters; one that fails goes to the error output', async () => {
	const run = await rig.runImpilo(
		{
			resource: 'patient',
			operation: 'getAll',
			filters: { externalIdentifiers: '={{ $json.ref }}' },
		},
		[{ ref: '1234abcd' }, { ref: '' }, { ref: 'patient-1235' }],
		{ onError: 'continueErrorOutput' },
	);

	expect(idsOf(run)).toEqual([1234, 1235]);
	expect(pairingOf(run)).toEqual([{ item: 0 }, { item: 2 }]);
	expect(run.items(IMPILO, 1)[0]?.json.error).toBe('External Identifiers is empty [item 1]');
});

it('503 and 429 are waited out', async () => {
	withoutWaiting();
	rig.sandbox.misbehave({ kind: 'status', status: 503, times: 1 });
	rig.sandbox.misbehave({ kind: 'status', status: 429, retryAfter: 3, times: 1 });

	expect(idsOf(await getMany({ returnAll: true }))).toHaveLength(TOTAL);
});
