import type { INodeParameters } from 'n8n-workflow';

import { seedIds } from '../../../sandbox';
import type { WorkflowRun } from '../harness';
import { IMPILO, pick, useImpilo } from '../impiloRun';
import { failureOf, idsOf, pairingOf, requestLines } from '../outcome';
import { patientOf } from './patientForm';

const ID = seedIds.patient;
const LIST = '/api/v3/patient';
const BY_ID = `GET ${LIST}/${ID}`;

const rig = useImpilo();

const get = async (
	mode: string,
	value: string | number,
	more: INodeParameters = {},
	items = [{}],
): Promise<WorkflowRun> =>
	await rig.runImpilo(
		{ resource: 'patient', operation: 'get', patientId: pick(value, mode), ...more },
		items,
	);

describe('a patient', () => {
	it.each<[string, string | number, string]>([
		['list', ID, BY_ID],
		['id', ` ${ID} `, BY_ID],
		['id', `https://app.impiloplatform.com/patients/${ID}`, BY_ID],
		[
			'externalIdentifier',
			'1234abcd',
			'GET /api/v3/patient?externalIdentifier=1234abcd&page=1&size=250',
		],
		[
			'email',
			'John.Doe@example.com',
			'GET /api/v3/patient?email=john.doe%40example.com&page=1&size=250',
		],
	])('by %s %s, in one request', async (mode, value, line) => {
		const run = await get(mode, value);

		expect(requestLines(rig.sandbox)).toEqual([line]);
		expect(run.items(IMPILO)).toEqual([
			{
				json: {
					id: ID,
					firstName: 'John',
					lastName: 'Doe',
					externalIdentifier: '1234abcd',
					email: 'john.doe@example.com',
					phoneNumber: patientOf(rig.sandbox, ID).phoneNumber,
					dateOfBirth: '1980-01-01',
					siteId: seedIds.site,
					enrolled: true,
					archived: false,
				},
				pairedItem: { item: 0 },
			},
		]);
	});

	it.each([
		['externalIdentifier', '1234abcd', `GET ${LIST}/identifier/1234abcd`],
		['email', 'john.doe@example.com', `POST ${LIST}/find-by-email`],
	])('by %s, whom the list does not have, is asked for alone', async (mode, value, line) => {
		const body = { content: [], page: 1, size: 250, total: 0, last: true };
		rig.answer(body, { path: /patient$/ });

		expect(idsOf(await get(mode, value))).toEqual([ID]);
		expect(requestLines(rig.sandbox).slice(1)).toEqual([line]);
	});

	it.each(['externalIdentifier', 'email'] as const)(
		'by %s, of whom there are two: both are named, and neither is given',
		async (by) => {
			const value = patientOf(rig.sandbox, ID)[by] ?? '';
			patientOf(rig.sandbox, seedIds.otherPatient)[by] = value;
			const run = await get(by, value);

			expect(failureOf(run).message).toMatch(
				new RegExp(`^Impilo has 2 patients with this .*: ${ID}, ${seedIds.otherPatient} `),
			);
		},
	);

	it.each([
		['externalIdentifier', '1234abcd', 'other external identifiers than those asked for'],
		['email', 'john.doe@example.com', 'other email addresses than the one asked for'],
	])('by %s finds nobody else where Impilo ignores the filter', async (mode, value, words) => {
		rig.sandbox.misbehave({ kind: 'ignoreFilter' });
		const run = await get(mode, value);

		expect(failureOf(run).message).toContain(words);
		expect(failureOf(run).description).toContain('seems to ignore the filter');
		expect(idsOf(run)).toEqual([]);
	});

	it('by email is kept out of what Impilo says when it refuses', async () => {
		rig.sandbox.misbehave({ kind: 'refuse', message: 'Odd address john.doe@example.com' });

		expect(failureOf(await get('email', 'john.doe@example.com')).message).toBe(
			'Impilo refused to look up patients by email: "Odd address [hidden]" [item 0]',
		);
	});

	it('whom several items name by identifier is asked for once, and each gets a copy', async () => {
		const run = await get('externalIdentifier', '1234abcd', { simplify: false }, [{}, {}]);
		const [one, other] = run.items(IMPILO);

		expect(rig.sandbox.requests).toHaveLength(1);
		expect(one?.json).toEqual(other?.json);
		expect(one?.json).not.toBe(other?.json);
		expect(pairingOf(run)).toEqual([{ item: 0 }, { item: 1 }]);
	});
});

describe('a refusal', () => {
	it.each<[string, string | number, string]>([
		['id', seedIds.unknownPatient, `Impilo has no patient ${seedIds.unknownPatient}`],
		['externalIdentifier', 'nobody-here', 'Impilo has no patient with this external identifier'],
		['email', 'nobody@example.com', 'Impilo has no patient with this email address'],
	])('by %s %s', async (mode, value, message) => {
		const run = await get(mode, value);

		expect(failureOf(run).message).toBe(`${message} [item 0]`);
		expect(failureOf(run).description).toContain('Patient');
		expect(failureOf(run).description).not.toMatch(/nobody/);
	});
});
