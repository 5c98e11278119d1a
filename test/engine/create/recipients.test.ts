import { Impilo } from '../../../nodes/Impilo/Impilo.node';
import { seedIds } from '../../../sandbox';
import { pick, useImpilo } from '../impiloRun';
import { failureOf, requestLines } from '../outcome';
import { WIRE_PATIENT } from '../patient/patientForm';
import { createForm, NEW_PATIENT, postedBodies, WIRE_BODY } from './orderForm';

const rig = useImpilo();

const pathsOf = () => rig.sandbox.requests.map(({ method, path }) => `${method} ${path}`);

describe('an existing patient', () => {
	it('by an external identifier that has to be encoded', async () => {
		const patient = rig.sandbox.patients.get(seedIds.otherPatient);
		if (patient) patient.externalIdentifier = 'MRN 7/ä?#';
		await rig.runImpilo(createForm({ patientId: pick('MRN 7/ä?#', 'externalIdentifier') }));

		expect(requestLines(rig.sandbox)[0]).toBe(
			'GET /api/v3/patient?externalIdentifier=MRN%207%2F%C3%A4%3F%23&page=1&size=250',
		);
		expect(postedBodies(rig.sandbox)).toEqual([
			{ ...WIRE_BODY, patient: { id: seedIds.otherPatient } },
		]);
	});

	it('by external identifiers that differ only in case: each gets its own order', async () => {
		const [one, other] = [seedIds.patient, seedIds.otherPatient].map((id) =>
			rig.sandbox.patients.get(id),
		);
		if (one) one.externalIdentifier = 'mrn-a';
		if (other) other.externalIdentifier = 'MRN-A';
		await rig.runImpilo(
			createForm({
				patientId: pick('={{ $json.id }}', 'externalIdentifier'),
				options: { concurrency: 1 },
			}),
			[{ id: 'mrn-a' }, { id: 'MRN-A' }],
		);

		expect(postedBodies(rig.sandbox)).toEqual([
			WIRE_BODY,
			{ ...WIRE_BODY, patient: { id: seedIds.otherPatient } },
		]);
	});

	it('by email, in any case', async () => {
		await rig.runImpilo(createForm({ patientId: pick('John.Doe@example.com', 'email') }));

		expect(requestLines(rig.sandbox)).toEqual([
			'GET /api/v3/patient?email=john.doe%40example.com&page=1&size=250',
			'POST /api/v3/order',
		]);
		expect(rig.sandbox.requests[0]?.headers).toMatchObject({
			'impilo-api-key': rig.sandbox.apiKey,
		});
		expect(postedBodies(rig.sandbox)).toEqual([WIRE_BODY]);
	});

	it.each([
		[
			'two patients',
			[
				{ id: 1234, email: 'john.doe@example.com' },
				{ id: 1235, email: 'John.Doe@example.com' },
			],
			'Impilo has 2 patients with this email address: 1234, 1235',
		],
		[
			'a stranger',
			[{ id: 1235, email: 'somebody.else@example.com' }],
			'Impilo returned patients with other email addresses than the one asked for',
		],
		[
			'a patient without an ID',
			[{ email: 'john.doe@example.com' }],
			'Impilo found the patient, but did not return the ID',
		],
	])('answered with %s: nothing is placed', async (_what, content, message) => {
		const body = { content, page: 1, size: 250, total: content.length, last: true };
		rig.answer(body, { path: /patient$/ });
		const run = await rig.runImpilo(
			createForm({ patientId: pick('john.doe@example.com', 'email') }),
		);

		expect(failureOf(run).message).toBe(`${message} [item 0]`);
		expect(postedBodies(rig.sandbox)).toEqual([]);
	});

	it('is asked for once a run, however many items name the patient', async () => {
		const items = ['john.doe@example.com', 'sam.2@example.com', 'john.doe@example.com'].map(
			(email) => ({ email }),
		);
		const run = await rig.runImpilo(
			createForm({ patientId: pick('={{ $json.email }}', 'email') }),
			[...items, ...items],
		);

		expect(run.status).toBe('success');
		const asked = rig.sandbox.requests
			.filter(({ path }) => path === '/api/v3/patient')
			.map(({ query }) => query.parsed.email);
		expect(asked).toEqual([['john.doe@example.com'], ['sam.2@example.com']]);
		expect(postedBodies(rig.sandbox)).toHaveLength(6);
	});
});

describe('a refusal that names a patient given by ID', () => {
	const READ = { method: 'GET', path: /\/patient\/\d+$/ };
	beforeEach(() => {
		const patient = rig.sandbox.patients.get(seedIds.patient);
		Object.assign(patient ?? {}, { firstName: 'Quillon', lastName: 'Zyx' });
		rig.sandbox.refuseNext('Quillon Zyx lives too far away');
	});

	it.each(['stopWorkflow', 'continueErrorOutput'] as const)(
		'is told without the name, which is only then read, on error %s',
		async (onError) => {
			const form = createForm({ options: { concurrency: 1 } });
			const run = await rig.runImpilo(form, [{}, {}], { onError });

			const stops = onError === 'stopWorkflow';
			const message = stops ? failureOf(run).message : run.items('Impilo', 1)[0]?.json.error;
			expect(message).toBe(
				'Impilo refused to place the order: "[hidden] lives too far away" [item 0]',
			);
			const post = 'POST /api/v3/order';
			expect(pathsOf()).toEqual([
				post,
				`GET /api/v3/patient/${seedIds.patient}`,
				...(stops ? [] : [post]),
			]);
		},
	);

	it('is told without what Impilo said where the patient cannot be read', async () => {
		rig.sandbox.misbehave({ kind: 'status', status: 404, match: READ });
		const run = await rig.runImpilo(createForm());

		expect(failureOf(run)).toEqual({
			message: 'Impilo refused to place the order (HTTP 400) [item 0]',
			description: expect.stringContaining('What Impilo said is not shown'),
		});
		expect(JSON.stringify(run.error)).not.toMatch(/Quillon|Zyx|far away/);
	});

	it('is tried again by Retry On Fail, whatever became of reading the patient', async () => {
		rig.sandbox.misbehave({ kind: 'status', status: 404, match: READ });
		const retries = { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };
		const run = await rig.runImpilo(createForm(), [{}], retries);

		expect(run.error).toBeUndefined();
		expect(rig.sandbox.requests.filter(({ method }) => method === 'POST')).toHaveLength(2);
	});

	it('in words that are known names nobody: the patient is not read', async () => {
		rig.sandbox.behave();
		rig.sandbox.refuseNext('insufficient_inventory');
		await rig.runImpilo(createForm());

		expect(pathsOf()).toEqual(['POST /api/v3/order']);
	});
});

it('a new patient with the required fields: nothing else is sent', async () => {
	const run = await rig.runImpilo(createForm({ recipient: 'newPatient', ...NEW_PATIENT }));

	expect(run.status).toBe('success');
	expect(postedBodies(rig.sandbox)).toEqual([{ ...WIRE_BODY, patient: WIRE_PATIENT }]);
});

it('a site: nothing else is sent', async () => {
	const siteId = pick(seedIds.site, 'list');
	const run = await rig.runImpilo(createForm({ recipient: 'site', siteId }));

	expect(run.status).toBe('success');
	expect(rig.sandbox.requests.map(({ method, path, body }) => [method, path, body])).toEqual([
		['POST', '/api/v3/order', { orderItems: WIRE_BODY.orderItems, site: { id: seedIds.site } }],
	]);
});

// What decides which fields are shown has to be known in the editor.
it.each([
	['recipient', 'Ship To', '={{ "site" }}'],
	['contents', 'Specify Contents', '={{ "json" }}'],
])('%s takes no expression: nothing is sent', async (name, label, expression) => {
	const field = new Impilo().description.properties.find((property) => property.name === name);
	expect(field).toMatchObject({ displayName: label, noDataExpression: true });

	const run = await rig.runImpilo(createForm({ [name]: expression }));
	expect(failureOf(run).message).toBe(
		`${label} is not one of the values that Impilo knows [item 0]`,
	);
	expect(rig.sandbox.requests).toEqual([]);
});
