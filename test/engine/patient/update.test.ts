import type { INodeParameters } from 'n8n-workflow';

import { seedIds } from '../../../sandbox';
import type { WorkflowRun } from '../harness';
import { IMPILO, pick, useImpilo } from '../impiloRun';
import { failureOf, idsOf, jsonOf, requestLines } from '../outcome';
import { patchesOf, patientOf } from './patientForm';

const ID = seedIds.otherPatient;
const PATCH = `PATCH /api/v3/patient/${ID}`;
const GET = `GET /api/v3/patient/${ID}`;

const rig = useImpilo();

const form = (updateFields: INodeParameters, more: INodeParameters = {}): INodeParameters => ({
	resource: 'patient',
	operation: 'update',
	patientId: pick(ID),
	updateFields,
	...more,
});

const update = async (
	updateFields: INodeParameters,
	more: INodeParameters = {},
): Promise<WorkflowRun> => await rig.runImpilo(form(updateFields, more));

const bodies = (): unknown[] => patchesOf(rig.sandbox).map(({ body }) => body);

it('what is said of the patient who is read after an answer without one is not quoted', async () => {
	const match = { method: 'PATCH' };
	rig.sandbox.misbehave({ kind: 'status', status: 200, body: {}, match });
	const message = 'Quillon Testperson is locked';
	rig.sandbox.misbehave({ kind: 'refuse', message, match: { method: 'GET' } });
	const run = await update({ firstName: 'Quillon', lastName: 'Testperson' });

	expect(failureOf(run).message).toContain('refused to read patient');
	expect(JSON.stringify(failureOf(run))).not.toMatch(/Quillon|Testperson/);
});

describe('only what is filled is sent', () => {
	it.each<[INodeParameters, object]>([
		[{ firstName: 'Nova' }, { firstName: 'Nova' }],
		[
			{ lastName: ' Nova ', email: 'nova@example.com', phoneNumber: 15550100, sex: 'female' },
			{ lastName: 'Nova', email: 'nova@example.com', phoneNumber: '15550100', sex: 'female' },
		],
		[{ externalIdentifier: 'MRN-9' }, { externalIdentifier: 'MRN-9' }],
		[{ archived: true }, { archived: true }],
		[{ enrolled: '={{ "false" }}', archived: '={{ $json.none }}' }, { enrolled: false }],
		[{ dateOfBirth: '1980-01-31' }, { dateOfBirth: '1980-01-31' }],
		[{ siteId: pick(seedIds.otherSite, 'list') }, { site: { id: seedIds.otherSite } }],
		[
			{ firstName: 'Nova', lastName: '', email: '={{ $json.none }}', siteId: pick('') },
			{ firstName: 'Nova' },
		],
	])('%j, in one PATCH', async (updateFields, body) => {
		const run = await update(updateFields);

		expect(run.error?.message).toBeUndefined();
		expect(requestLines(rig.sandbox)).toEqual([PATCH]);
		expect(bodies()).toEqual([body]);
		expect(run.items(IMPILO)[0]).toMatchObject({ json: { id: ID }, pairedItem: { item: 0 } });
	});

	it('and the patient comes out changed, the rest as it was', async () => {
		const before = structuredClone(patientOf(rig.sandbox, ID));
		const run = await update({ firstName: 'Nova' }, { simplify: false });

		expect(jsonOf(run)[0]).toEqual({ ...before, firstName: 'Nova' });
	});

	it.each<[INodeParameters]>([
		[{}],
		[{ firstName: '' }],
		[{ email: '={{ $json.none }}', siteId: pick('', 'list') }],
	])('nothing, as of %j, is refused', async (updateFields) => {
		const run = await update(updateFields);

		expect(failureOf(run).message).toBe('Update Fields contains nothing to change [item 0]');
		expect(rig.sandbox.requests).toEqual([]);
	});

	it.each<[INodeParameters, string]>([
		[{ email: 'nobody' }, 'Email is not an email address'],
		[{ dateOfBirth: '2999-01-01' }, 'Date of Birth is in the future'],
		[{ sex: 'x' }, 'Sex is not one of the values'],
		[{ enrolled: '={{ "perhaps" }}' }, 'Enrolled is neither true nor false'],
	])('and %j is refused', async (updateFields, message) => {
		expect(failureOf(await update(updateFields)).message).toContain(message);
		expect(rig.sandbox.requests).toEqual([]);
	});
});

it('somebody who was disenrolled by mistake comes back', async () => {
	const patientId = pick(ID);
	await rig.runImpilo({ resource: 'patient', operation: 'disenroll', patientId, archive: true });
	expect(patientOf(rig.sandbox, ID)).toMatchObject({ enrolled: false, archived: true });
	const run = await update({ enrolled: true, archived: false });

	expect(run.items(IMPILO)[0]?.json).toMatchObject({ id: ID, enrolled: true, archived: false });
});

describe('an address', () => {
	const WHOLE = {
		addressLineOne: '9 Example Street',
		addressLineTwo: 'Floor 2',
		addressLineThree: 'Rear',
		addressCity: 'Sampleton',
		addressState: 'CA',
		addressZipCode: 90012,
		addressCountry: 'US',
		addressNote: 'Ring',
	};

	it('of which some is filled is read first, and sent whole', async () => {
		Object.assign(patientOf(rig.sandbox, ID).address ?? {}, { lineTwo: 'Apt 4', note: 'Ring' });
		const { address } = structuredClone(patientOf(rig.sandbox, ID));
		const run = await update({ addressCity: 'Sampleton', firstName: 'Nova' });

		expect(requestLines(rig.sandbox)).toEqual([GET, PATCH]);
		const lines = Object.fromEntries(
			Object.entries({ ...address }).filter(([, line]) => line !== null),
		);
		expect(bodies()).toEqual([{ firstName: 'Nova', address: { ...lines, city: 'Sampleton' } }]);
		expect(run.error?.message).toBeUndefined();
		expect(patientOf(rig.sandbox, ID).address).toEqual({ ...address, city: 'Sampleton' });
	});

	it('whose first line changes is refused where another part would stay from the old one', async () => {
		Object.assign(patientOf(rig.sandbox, ID).address ?? {}, { lineTwo: 'Apt 4' });
		const run = await update({ addressLineOne: '9 Example Street' });

		expect(requestLines(rig.sandbox)).toEqual([GET]);
		expect(failureOf(run).message).toBe(
			'Address Line Two is not filled, and the one that Impilo has belongs to another Address Line One [item 0]',
		);
		expect(failureOf(run).description).toContain('leave it empty to remove it');
	});

	it('whose first line changes loses the parts that are left empty', async () => {
		Object.assign(patientOf(rig.sandbox, ID).address ?? {}, { lineTwo: 'Apt 4', note: 'Ring' });
		await update({
			addressLineOne: '9 Example Street',
			addressLineTwo: '',
			addressNote: '',
		});

		expect(patientOf(rig.sandbox, ID).address).toMatchObject({
			lineOne: '9 Example Street',
			lineTwo: '',
			note: '',
		});
	});

	it('whose first line stays loses nothing to an expression that gives nothing', async () => {
		const run = await update({ addressLineTwo: '={{ $json.missing }}' });

		expect(requestLines(rig.sandbox)).toEqual([]);
		expect(failureOf(run).message).toContain('Update Fields contains nothing to change');
	});

	it('of which all is filled is not read', async () => {
		await update(WHOLE);

		expect(requestLines(rig.sandbox)).toEqual([PATCH]);
		expect(bodies()).toEqual([
			{
				address: {
					lineOne: '9 Example Street',
					lineTwo: 'Floor 2',
					lineThree: 'Rear',
					city: 'Sampleton',
					state: 'CA',
					zipCode: '90012',
					country: 'US',
					note: 'Ring',
				},
			},
		]);
	});

	it('that nobody knew is sent as far as it is filled, and its refusal explained', async () => {
		const run = await update(
			{ addressLineOne: '9 Example Street' },
			{ patientId: pick(seedIds.addresslessPatient) },
		);

		expect(bodies()).toEqual([{ address: { lineOne: '9 Example Street' } }]);
		expect(failureOf(run).message).toBe('The address of the patient has no city [item 0]');
		expect(failureOf(run).description).toContain('Fill Address City.');
	});

	it('that two items change in different parts loses neither', async () => {
		rig.sandbox.misbehave({ kind: 'latency', ms: 20 });
		const run = await rig.runImpilo(
			form({ addressLineTwo: '={{ $json.two }}', addressNote: '={{ $json.note }}' }),
			[{ two: 'Apt 9' }, { note: 'Knock' }],
		);

		expect(run.error?.message).toBeUndefined();
		expect(patientOf(rig.sandbox, ID).address).toMatchObject({ lineTwo: 'Apt 9', note: 'Knock' });
	});

	it('that was there before is in no message either', async () => {
		rig.sandbox.refuseNext('Street 2 Example Street unknown', { match: { method: 'PATCH' } });
		const run = await update({ addressCity: 'Elsewhere' });

		expect(failureOf(run).message).toBe(
			`Impilo refused to update patient ${ID}: "Street [hidden] unknown" [item 0]`,
		);
	});
});

describe('on the way', () => {
	it.each([undefined, {}, { id: 7 }, 'OK'])(
		'an answer without the patient, %j: the patient is read',
		async (body) => {
			rig.answer(body, { method: 'PATCH' });
			const run = await update({ firstName: 'Nova' });

			expect(idsOf(run)).toEqual([ID]);
			expect(requestLines(rig.sandbox)).toEqual([PATCH, GET]);
		},
	);
});
