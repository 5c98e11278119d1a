import { setTimeout as realWait } from 'node:timers/promises';

import type { INodeParameters } from 'n8n-workflow';

import { systemClock } from '../../../nodes/Impilo/api/clock';
import { sandboxKeys, seedIds } from '../../../sandbox';
import { refs } from '../create/orderForm';
import { CONTINUE, IMPILO, pick, useImpilo, withoutWaiting } from '../impiloRun';
import {
	errorsOf,
	failureOf,
	hintsOf,
	idsOf,
	jsonOf,
	pairingOf,
	requestLines,
	wireOf,
} from '../outcome';
import {
	createByRef,
	createForm,
	createsOf,
	idsWith,
	LIST_PATIENTS,
	patchesOf,
	patientOf,
	PERSONAL,
	plantPatient,
	POST_PATIENT,
	WIRE_PATIENT,
} from './patientForm';

const rig = useImpilo({ now: () => new Date(systemClock.now()) });

const FIRST_ID = 1274;
const LOOK_UP = 'GET /api/v3/patient?externalIdentifier=MRN-1&page=1&size=250';
const POST = 'POST /api/v3/patient';

describe('the wire', () => {
	it('without an external identifier: one POST of what is filled, and a hint', async () => {
		const run = await rig.runImpilo(createForm());

		expect(run.status).toBe('success');
		expect(requestLines(rig.sandbox)).toEqual([POST]);
		expect(rig.sandbox.requests[0]).toMatchObject({
			headers: { 'impilo-api-key': sandboxKeys.valid, 'content-type': 'application/json' },
			body: WIRE_PATIENT,
			status: 200,
		});
		expect(rig.sandbox.requests[0]?.body).toEqual(WIRE_PATIENT);
		expect(hintsOf(run)).toEqual([
			'1 patient was created without an external identifier, and would be created again if the workflow is repeated. Fill External Identifier with a value that stays the same for a patient, e.g. the ID in the medical record, to make repeats safe.',
		]);
	});

	it('with an external identifier: looked up before and after', async () => {
		const run = await rig.runImpilo(createForm({ externalIdentifier: ' MRN-1 ' }));

		expect(requestLines(rig.sandbox)).toEqual([LOOK_UP, POST, LOOK_UP]);
		expect(createsOf(rig.sandbox)[0]?.body).toEqual({
			...WIRE_PATIENT,
			externalIdentifier: 'MRN-1',
		});
		expect(hintsOf(run)).toEqual([]);
	});

	it('all fields', async () => {
		await rig.runImpilo(
			createForm({
				externalIdentifier: 'MRN-1',
				additionalFields: {
					addressLineTwo: 'Apartment 4',
					addressLineThree: 'Building B',
					addressNote: 'Ring twice',
					dateOfBirth: '1980-01-31',
					email: 'quillon@example.com',
					phoneNumber: '+1 555 0100',
					sex: 'other',
					siteId: pick(seedIds.site, 'list'),
				},
			}),
		);

		expect(createsOf(rig.sandbox)[0]?.body).toEqual({
			...WIRE_PATIENT,
			address: {
				...WIRE_PATIENT.address,
				lineTwo: 'Apartment 4',
				lineThree: 'Building B',
				note: 'Ring twice',
			},
			externalIdentifier: 'MRN-1',
			dateOfBirth: '1980-01-31',
			email: 'quillon@example.com',
			phoneNumber: '+1 555 0100',
			sex: 'other',
			site: { id: seedIds.site },
		});
	});

	it('from a spreadsheet: numbers as text, midnight cut off, blanks and empty fields left out', async () => {
		await rig.runImpilo(
			createForm({
				externalIdentifier: '={{ $json.id }}',
				addressZipCode: '={{ $json.zip }}',
				additionalFields: {
					dateOfBirth: '={{ $json.born }}',
					email: '={{ $json.email }}',
					siteId: pick('', 'list'),
				},
			}),
			[{ zip: 90077, born: '1980-01-31T00:00:00.000Z', email: '', id: 77 }],
		);

		expect(createsOf(rig.sandbox)[0]?.body).toEqual({
			...WIRE_PATIENT,
			address: { ...WIRE_PATIENT.address, zipCode: '90077' },
			externalIdentifier: '77',
			dateOfBirth: '1980-01-31',
		});
	});
});

describe('the output', () => {
	it('is ten flat fields with Simplify on, null for what is missing', async () => {
		const run = await rig.runImpilo(createForm({ externalIdentifier: 'MRN-1' }));

		expect(run.items(IMPILO)).toEqual([
			{
				json: {
					id: FIRST_ID,
					firstName: 'Quillon',
					lastName: 'Testperson-Zyx',
					externalIdentifier: 'MRN-1',
					email: null,
					phoneNumber: null,
					dateOfBirth: null,
					siteId: null,
					enrolled: true,
					archived: false,
				},
				pairedItem: { item: 0 },
			},
		]);
	});

	it('is what Impilo sends with Simplify off', async () => {
		const run = await rig.runImpilo(createForm({ simplify: false }));
		expect(jsonOf(run)[0]).toEqual(patientOf(rig.sandbox, FIRST_ID));
	});

	it('of an answer that holds no more than the ID is nulls', async () => {
		rig.sandbox.misbehave({
			kind: 'status',
			status: 201,
			body: { id: 7, firstName: null, site: null },
			match: POST_PATIENT,
		});
		const run = await rig.runImpilo(createForm());

		const json = jsonOf(run)[0] ?? {};
		expect(Object.keys(json)).toHaveLength(10);
		expect(Object.values(json).filter((value) => value !== null)).toEqual([7]);
	});
});

describe('an external identifier that exists', () => {
	const existing = { externalIdentifier: 'patient-1235' };

	it('return, the default: the patient comes out as it is, and nothing is changed', async () => {
		const before = structuredClone(patientOf(rig.sandbox, 1235));
		const run = await rig.runImpilo(createForm(existing));

		expect(idsOf(run)).toEqual([1235]);
		expect(wireOf(rig.sandbox)).toEqual(['GET 200']);
		expect(patientOf(rig.sandbox, 1235)).toEqual(before);
		expect(hintsOf(run)).toEqual([
			'1 item got a patient who already existed at Impilo with the same external identifier. Nothing was created or changed.',
		]);
	});

	it('update: what is filled is sent, and the patient comes out changed', async () => {
		const run = await rig.runImpilo(
			createForm({
				...existing,
				ifExists: 'update',
				additionalFields: { phoneNumber: '+1 555 0100' },
			}),
		);

		expect(requestLines(rig.sandbox)).toEqual([
			'GET /api/v3/patient?externalIdentifier=patient-1235&page=1&size=250',
			'GET /api/v3/patient/1235',
			'PATCH /api/v3/patient/1235',
		]);
		expect(patchesOf(rig.sandbox)[0]?.body).toEqual({
			...WIRE_PATIENT,
			externalIdentifier: 'patient-1235',
			phoneNumber: '+1 555 0100',
			// What the form leaves empty is removed: it belongs to the old address.
			address: { ...WIRE_PATIENT.address, lineTwo: '', lineThree: '', note: '' },
		});
		expect(jsonOf(run)[0]).toMatchObject({
			id: 1235,
			firstName: 'Quillon',
			phoneNumber: '+1 555 0100',
			email: patientOf(rig.sandbox, 1235).email,
		});
	});

	it('fail: nothing is sent, and the message names the patient', async () => {
		const run = await rig.runImpilo(createForm({ ...existing, ifExists: 'fail' }));

		expect(wireOf(rig.sandbox)).toEqual(['GET 200']);
		expect(failureOf(run).message).toBe(
			'A patient with this external identifier already exists: patient 1235 [item 0]',
		);
		expect(failureOf(run).description).toContain('If External Identifier Exists');
	});

	it('in another case is another identifier', async () => {
		const run = await rig.runImpilo(createForm({ externalIdentifier: 'PATIENT-1235' }));
		expect(idsOf(run)).toEqual([FIRST_ID]);
	});

	it('of two patients: the oldest is taken, and both are named', async () => {
		patientOf(rig.sandbox, 1240).externalIdentifier = 'patient-1235';
		const run = await rig.runImpilo(createForm(existing));

		expect(idsOf(run)).toEqual([1235]);
		expect(run.hints(IMPILO).at(-1)).toMatchObject({
			type: 'warning',
			message: expect.stringContaining(
				'more than one patient with the same external identifier: 1235 and 1240. The first of them was used.',
			),
		});
	});

	it('of an archived patient exists as well', async () => {
		const run = await rig.runImpilo(
			createForm({ externalIdentifier: `patient-${seedIds.archivedPatient}` }),
		);
		expect(idsOf(run)).toEqual([seedIds.archivedPatient]);
	});

	it('may be that of a patient whom Impilo shows without one: nothing is sent', async () => {
		const page = { page: 1, size: 250, total: 1, last: true };
		rig.answer({ content: [{ id: 1235 }], ...page }, { method: 'GET' });
		const run = await rig.runImpilo(createForm({ externalIdentifier: 'MRN-1' }));

		expect(failureOf(run).message).toBe(
			'Impilo returned patient 1235 for this external identifier, but did not show the external identifier [item 0]',
		);
		expect(rig.sandbox.requests.map(({ method }) => method)).toEqual(['GET']);
	});

	it.each(['return', 'update'])(
		'%s: a filter that is ignored lets no stranger through',
		async (ifExists) => {
			rig.sandbox.misbehave({ kind: 'ignoreFilter' });
			const run = await rig.runImpilo(createForm({ externalIdentifier: 'MRN-1', ifExists }));

			expect(failureOf(run).message).toBe(
				'Impilo returned patients with other external identifiers than those asked for [item 0]',
			);
			expect(rig.sandbox.requests.map(({ method }) => method)).not.toContain('POST');
			expect(patchesOf(rig.sandbox)).toEqual([]);
		},
	);
});

describe('what is filled in', () => {
	it.each<[INodeParameters, string]>([
		[{ firstName: ' ' }, 'First Name is empty'],
		[{ lastName: '={{ $json.nothing }}' }, 'Last Name is empty'],
		[{ addressLineOne: '={{ null }}' }, 'Address Line One is empty'],
		[{ addressCountry: "={{ '' }}" }, 'Address Country is empty'],
		[{ additionalFields: { email: 'nobody' } }, 'Email is not an email address'],
		[{ additionalFields: { dateOfBirth: '31.01.1980' } }, 'Date of Birth is not a valid date'],
		[{ additionalFields: { sex: 'x' } }, 'Sex is not one of the values'],
		[{ additionalFields: { siteId: 'clinic' } }, 'Site is not a whole positive number'],
		[{ ifExists: 'replace' }, 'If External Identifier Exists is not one of the values'],
	])('is refused before anything is sent: %j', async (parameters, message) => {
		const run = await rig.runImpilo(createForm({ externalIdentifier: 'MRN-1', ...parameters }));

		expect(failureOf(run).message).toContain(message);
		expect(failureOf(run).message).toContain('[item 0]');
		expect(JSON.stringify(failureOf(run))).not.toMatch(PERSONAL);
		expect(rig.sandbox.requests).toEqual([]);
	});
});

describe('a refusal', () => {
	it.each<[string, string, string]>([
		['Must provide a City value in the Address.', 'The address of the patient has no city', 'Fill'],
		['Site 31 not active', 'The site is not active', 'Under Site'],
		['Invalid data provided', 'Impilo does not accept one of the values', 'Date of Birth'],
		[
			'No Testperson-Zyx of 77 Nowhere Lane',
			'Impilo refused to create the patient: "No [hidden] of [hidden]"',
			'Change what Impilo names',
		],
	])('%s', async (words, message, remedy) => {
		rig.sandbox.refuseNext(words, { match: POST_PATIENT });
		const run = await rig.runImpilo(createForm({ externalIdentifier: 'MRN-1' }));

		expect(run.error?.name).toBe('NodeApiError');
		expect(failureOf(run).message).toContain(message);
		expect(failureOf(run).description).toContain(remedy);
		expect(JSON.stringify([failureOf(run), run.error?.cause])).not.toMatch(PERSONAL);
		expect(createsOf(rig.sandbox)).toHaveLength(1);
	});

	it('of a site that does not exist names the field', async () => {
		const run = await rig.runImpilo(
			createForm({ additionalFields: { siteId: pick(seedIds.unknownSite) } }),
		);
		expect(failureOf(run).message).toBe('Impilo does not know this site [item 0]');
		expect(failureOf(run).description).toContain('under Site');
	});
});

describe('several items', () => {
	it('Continue: failed ones are paired error items, the others are created', async () => {
		rig.sandbox.refuseNext('Invalid data provided', { match: POST_PATIENT });
		const run = await rig.runImpilo(
			createByRef({ firstName: '={{ $json.first }}', options: { concurrency: 1 } }),
			['A', '', 'C', 'D'].map((first, index) => ({ first, ref: `ref-${index}` })),
			CONTINUE,
		);

		expect(idsOf(run)).toEqual([FIRST_ID, FIRST_ID + 1]);
		expect(pairingOf(run)).toEqual([{ item: 2 }, { item: 3 }]);
		expect(pairingOf(run, 1)).toEqual([{ item: 0 }, { item: 1 }]);
		expect(errorsOf(run)).toEqual([
			'Impilo does not accept one of the values of the patient [item 0]',
			'First Name is empty [item 1]',
		]);
	});

	it('without Continue: an existing one that must not exist stops all before anything is created', async () => {
		const run = await rig.runImpilo(createByRef({ ifExists: 'fail' }), [
			{ ref: 'new' },
			{ ref: 'patient-1235' },
		]);

		expect(failureOf(run).message).toContain('already exists: patient 1235 [item 1]');
		expect(createsOf(rig.sandbox)).toEqual([]);
	});

	it('without Continue: a later failure says what has been created', async () => {
		rig.sandbox.misbehave({
			kind: 'refuse',
			message: 'No',
			every: 3,
			match: POST_PATIENT,
		});
		const run = await rig.runImpilo(createByRef({ options: { concurrency: 1 } }), refs(5));

		expect(failureOf(run).message).toBe('Impilo refused to create the patient: "No" [item 2]');
		expect(failureOf(run).description).toContain(
			'2 patients of this run were created before it stopped, for these items: 0–1. Run it again once this is fixed: patients with an external identifier are looked up first and not created twice.',
		);
	});

	it('whose expression for the identifier gives nothing are warned of', async () => {
		const run = await rig.runImpilo(createByRef(), [{ ref: 'A' }, {}, { ref: null }]);

		expect(idsOf(run)).toHaveLength(3);
		expect(run.hints(IMPILO)).toEqual([
			expect.objectContaining({
				type: 'warning',
				message: expect.stringContaining(
					'The expression in External Identifier returned nothing for these items: 1–2.',
				),
			}),
		]);
	});
});

describe('a lost answer', () => {
	// Another one each time: a run waits for what an earlier one has left in doubt.
	let identifier = '';
	let testCount = 0;
	beforeEach(() => {
		identifier = `MRN-${++testCount}0`;
	});
	const lookUp = (): string => LOOK_UP.replace('MRN-1', identifier);

	const COMMITTED = [
		{ kind: 'loseAnswer', when: 'afterCommit' },
		{ kind: 'statusAfterCommit', status: 502 },
		{ kind: 'truncate' },
	] as const;

	it.each(COMMITTED)('%j, with an identifier: the patient is found', async (fault) => {
		withoutWaiting();
		rig.sandbox.misbehave({ ...fault, times: 1, match: POST_PATIENT });
		const run = await rig.runImpilo(createForm({ externalIdentifier: identifier }));

		expect(idsOf(run)).toEqual(idsWith(rig.sandbox, identifier));
		expect(idsOf(run)).toEqual([FIRST_ID]);
		expect(requestLines(rig.sandbox)).toEqual([lookUp(), POST, lookUp(), lookUp()]);
	});

	it.each(['return', 'fail'])(
		'created later than that, %s: the older one is the result, and both are named',
		async (ifExists) => {
			withoutWaiting();
			const match = POST_PATIENT;
			rig.sandbox.misbehave({ kind: 'loseAnswer', when: 'afterCommit', times: 1, match });
			// The list shows the first only after it was sent again.
			rig.sandbox.misbehave({ kind: 'listLag', ms: 3_600_000, match: LIST_PATIENTS, times: 6 });
			const run = await rig.runImpilo(createForm({ externalIdentifier: identifier, ifExists }));

			expect(createsOf(rig.sandbox)).toHaveLength(2);
			expect(idsWith(rig.sandbox, identifier)).toEqual([FIRST_ID, FIRST_ID + 1]);
			expect(idsOf(run)).toEqual([FIRST_ID]);
			expect(hintsOf(run)).toContainEqual(
				expect.stringContaining(
					`more than one patient with the same external identifier: ${FIRST_ID} and ${FIRST_ID + 1}. The first of them was used.`,
				),
			);
		},
	);

	it.each(['return', 'update'])(
		'%s: somebody else whom another system creates meanwhile is not taken for the patient',
		async (ifExists) => {
			withoutWaiting();
			rig.sandbox.misbehave({
				kind: 'loseAnswer',
				when: 'beforeCommit',
				times: 1,
				match: POST_PATIENT,
			});
			rig.sandbox.misbehave({ kind: 'latency', ms: 40, match: POST_PATIENT });
			const externalIdentifier = `MRN-taken-${ifExists}`;
			const running = rig.runImpilo(createForm({ externalIdentifier, ifExists }));
			while (createsOf(rig.sandbox).length === 0) await realWait(2);
			plantPatient(rig.sandbox, 9_000, { externalIdentifier, firstName: 'Else' });
			const run = await running;

			expect(failureOf(run).message).toMatch(
				/^It is not known whether Impilo has created this patient\. Impilo now shows patient 9000 under the external identifier, with another name\./,
			);
			expect(createsOf(rig.sandbox)).toHaveLength(1);
			expect(patchesOf(rig.sandbox)).toEqual([]);
		},
	);
});
