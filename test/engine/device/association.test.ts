import type { INodeParameters } from 'n8n-workflow';

import { ERROR_SHAPES, sandboxKeys, seedIds, type Device, type Patient } from '../../../sandbox';
import { ECHO, echoAfter } from '../echoNode';
import type { WorkflowRun } from '../harness';
import { IMPILO, pick, useImpilo, withoutWaiting } from '../impiloRun';
import { jsonOf, requestLines } from '../outcome';

const AT_SITE = seedIds.deviceAtSite;
const WITH_PATIENT = seedIds.deviceWithPatient;
const OWNER = seedIds.patientWithDevice;
const OTHER = seedIds.patient;

const ASSOCIATE = 'PATCH /api/v3/device/associate-patient';
const DISASSOCIATE = 'PATCH /api/v3/device/disassociate-patient';
const look = (id: number): string => `GET /api/v3/device/${id}`;

const rig = useImpilo();

async function run(
	operation: 'associate' | 'disassociate',
	deviceId: INodeParameters[string],
	patientId: INodeParameters[string],
	credential: Record<string, string> = {},
): Promise<WorkflowRun> {
	return await rig.runImpilo(
		{ resource: 'device', operation, deviceId, patientId },
		[{}],
		{},
		{ credentials: { impiloApi: { ...rig.credentials.impiloApi, ...credential } } },
	);
}

const id = (value: number | string) => pick(value);
const assign = async (device: number, patient: number) =>
	await run('associate', id(device), id(patient));
const take = async (device: number, patient: number) =>
	await run('disassociate', id(device), id(patient));

function deviceOf(deviceId: number): Device {
	return rig.sandbox.devices.get(deviceId) as Device;
}

function change(deviceId: number, device: Partial<Device>): void {
	rig.sandbox.devices.set(deviceId, { ...deviceOf(deviceId), ...device });
}

function patientOf(patientId: number): Patient {
	return rig.sandbox.patients.get(patientId) as Patient;
}

/** How often the device has got a status: more than once would be a second harm. */
function countOf(deviceId: number, status: string): number {
	return deviceOf(deviceId).deviceEvents.filter(({ type }) => type === status).length;
}

describe('assigning a device', () => {
	it('sends both IDs in one PATCH', async () => {
		const done = await assign(AT_SITE, OTHER);

		expect(done.items(IMPILO)).toEqual([
			{ json: { id: AT_SITE, patientId: OTHER, associated: true }, pairedItem: { item: 0 } },
		]);
		expect(requestLines(rig.sandbox)).toEqual([ASSOCIATE]);
		expect(rig.sandbox.requests[0]).toMatchObject({
			headers: { 'impilo-api-key': sandboxKeys.valid },
			body: { deviceId: AT_SITE, patientId: OTHER },
			status: 204,
		});
		expect(deviceOf(AT_SITE).currentPatient?.id).toBe(OTHER);
	});

	it.each([
		['by email', pick('john.doe@example.com', 'email')],
		['by ID', id(OTHER)],
	])('is refused without the names of either patient, %s', async (_, patient) => {
		Object.assign(patientOf(OWNER), { firstName: 'Quillon' });
		Object.assign(patientOf(OTHER), { lastName: 'Zyx' });
		rig.sandbox.refuseNext('Quillon has it, not Zyx', { match: { method: 'PATCH' } });
		const done = await run('associate', id(WITH_PATIENT), patient);

		expect(done.error?.description).toContain('"[hidden] has it, not [hidden]"');
		expect(JSON.stringify(done.error)).not.toMatch(/Quillon|Zyx/);
	});

	it('finds device and patient by what they are called first', async () => {
		const done = await run(
			'associate',
			pick(seedIds.deviceAtSiteIdentifier, 'identifier'),
			pick('john.doe@example.com', 'email'),
		);

		expect(jsonOf(done)[0]).toEqual({
			id: AT_SITE,
			patientId: OTHER,
			associated: true,
		});
		expect(requestLines(rig.sandbox)).toEqual([
			'GET /api/v3/device?identifier=SN-7016&page=1&size=250',
			'GET /api/v3/patient?email=john.doe%40example.com&page=1&size=250',
			ASSOCIATE,
		]);
		expect(rig.sandbox.requests.at(-1)?.body).toEqual({ deviceId: AT_SITE, patientId: OTHER });
	});

	it('that the patient has already is a success, however often', async () => {
		expect((await assign(AT_SITE, OTHER)).status).toBe('success');
		rig.sandbox.clearRequests();
		const again = await assign(AT_SITE, OTHER);

		expect(jsonOf(again)[0]).toMatchObject({ id: AT_SITE, associated: true });
		expect(requestLines(rig.sandbox)).toEqual([ASSOCIATE, look(AT_SITE)]);
		expect(countOf(AT_SITE, 'withPatient')).toBe(1);
	});

	it.each<[string, INodeParameters[string], INodeParameters[string], string]>([
		['an empty device', id('={{ $json.none }}'), id(OTHER), 'Device is empty'],
		['a word for a device', id('SN-7016'), id(OTHER), 'Device is not a whole positive number'],
		['an empty patient', id(AT_SITE), id('={{ $json.none }}'), 'Patient is empty'],
		[
			'a device for a patient',
			id(AT_SITE),
			id('https://app.impiloplatform.com/devices/7016'),
			'Patient is the address of a device, not of a patient',
		],
		[
			'a bad email address',
			id(AT_SITE),
			pick('nobody', 'email'),
			'Patient is not an email address',
		],
	])('sends nothing for %s', async (_, device, patient, message) => {
		const done = await run('associate', device, patient);

		expect(done.error?.message).toBe(`${message} [item 0]`);
		expect(rig.sandbox.requests).toEqual([]);
	});

	it.each(['SN-NOWHERE', 'sn-7016'])('changes nothing for the identifier %s', async (serial) => {
		const done = await run('associate', pick(serial, 'identifier'), id(OTHER));

		expect(done.status).toBe('error');
		expect(rig.sandbox.requests.map(({ method }) => method)).toEqual(['GET']);
	});
});

describe('a device that cannot be assigned', () => {
	it.each<[string, number, string, string]>([
		[
			'because another patient has it',
			WITH_PATIENT,
			`its status is withPatient, with patient ${OWNER}`,
			`Take it from patient ${OWNER} first, with the operation Take From Patient`,
		],
		[
			'because it is at Impilo',
			seedIds.deviceAtImpilo,
			'its status is available',
			'choose one whose status is availableAtSite',
		],
		[
			'because it is packed at a site',
			7019,
			'its status is packedAtSite, at site 202',
			'choose one whose status is availableAtSite',
		],
		[
			'because nothing is known about it',
			seedIds.nullsDevice,
			'it has no status',
			'choose one whose status is availableAtSite',
		],
	])('%s: where it is, is said', async (_, device, where, remedy) => {
		const done = await assign(device, OTHER);

		expect(done.error).toMatchObject({
			name: 'NodeApiError',
			message: `Impilo refused to assign device ${device} to patient ${OTHER}: ${where} [item 0]`,
			description: expect.stringContaining(remedy),
			httpCode: '400',
		});
		expect(done.error?.description).toContain('Impilo said: "Device');
		expect(requestLines(rig.sandbox)).toEqual([
			ASSOCIATE,
			look(device),
			`GET /api/v3/patient/${OTHER}`,
		]);
	});

	it('tells of whoever has it only the ID', async () => {
		const done = await assign(WITH_PATIENT, OTHER);

		const words = JSON.stringify([done.error?.message, done.error?.description]);
		const { firstName, lastName, externalIdentifier, email } = patientOf(OWNER);
		for (const text of [firstName, lastName, externalIdentifier, email]) {
			expect(words).not.toContain(String(text));
		}
	});

	it('because its site is of Impilo: the site is named', async () => {
		change(AT_SITE, { site: rig.sandbox.impiloSites.get(seedIds.impiloSite) ?? null });
		const done = await assign(AT_SITE, OTHER);

		expect(done.error).toMatchObject({
			message: `Impilo refused to assign device ${AT_SITE} to patient ${OTHER}: its status is availableAtSite, at site ${seedIds.impiloSite} [item 0]`,
			description: expect.stringContaining("not one of Impilo's own"),
		});
	});

	it.each(ERROR_SHAPES)(
		'is explained by where it is, with a body of the shape %s',
		async (shape) => {
			rig.sandbox.misbehave({ kind: 'errorShape', shape });

			expect((await assign(WITH_PATIENT, OTHER)).error?.message).toContain(
				`with patient ${OWNER} [item 0]`,
			);
		},
	);

	it.each([409, 422])('is explained by where it is with HTTP %d, too', async (status) => {
		rig.sandbox.misbehave({ kind: 'status', status, match: { method: 'PATCH' } });

		expect((await assign(WITH_PATIENT, OTHER)).error).toMatchObject({
			message: expect.stringContaining(`with patient ${OWNER}`),
			httpCode: String(status),
		});
	});

	it.each(['device', 'patient'])(
		'is told without the words of Impilo where the %s cannot be read, whom they may name',
		async (what) => {
			const match = { method: 'GET', path: new RegExp(`/${what}/\\d+$`) };
			rig.sandbox.misbehave({ kind: 'status', status: 403, match });
			const done = await assign(WITH_PATIENT, OTHER);

			expect(done.error?.message).toContain(
				`Impilo refused to assign device ${WITH_PATIENT} to patient ${OTHER}`,
			);
			expect(JSON.stringify(done.error)).not.toContain('cannot be associated');
		},
	);

	it('keeps the words of Impilo where a web page answers in its place', async () => {
		const body = '<html></html>';
		rig.sandbox.misbehave({ kind: 'status', status: 404, body, match: { method: 'GET' } });

		expect((await assign(WITH_PATIENT, OTHER)).error?.message).toContain(
			`Impilo refused to assign device ${WITH_PATIENT}`,
		);
	});

	it('does not take one on its way back for one that the patient has', async () => {
		change(AT_SITE, { currentStatus: 'shipped', currentPatient: patientOf(OTHER) });
		const done = await assign(AT_SITE, OTHER);

		expect(done.status).toBe('error');
		expect(done.error?.message).toContain(`its status is shipped, with patient ${OTHER}`);
	});
});

describe.each(['associate', 'disassociate'] as const)('%s: what is not there', (operation) => {
	it('is said of the device', async () => {
		const done = await run(operation, id(seedIds.unknownDevice), id(OTHER));

		expect(done.error?.message).toBe(`Impilo has no device ${seedIds.unknownDevice} [item 0]`);
	});

	it('is said of the patient', async () => {
		const device = operation === 'associate' ? AT_SITE : WITH_PATIENT;
		const patient = operation === 'associate' ? seedIds.unknownPatient : OWNER;
		rig.sandbox.refuseNext('patient_does_not_exist', { match: { method: 'PATCH' } });
		const done = await run(operation, id(device), id(patient));

		expect(done.error).toMatchObject({
			message: 'Impilo does not know this patient [item 0]',
			description: expect.stringContaining('Choose the patient again under Patient'),
		});
	});

	it('is said of both where Impilo answers 404', async () => {
		rig.sandbox.misbehave({ kind: 'status', status: 404, match: { method: 'PATCH' } });
		const done = await run(operation, id(AT_SITE), id(OTHER));

		expect(done.error).toMatchObject({
			message: expect.stringContaining('it does not have both of them [item 0]'),
			httpCode: '404',
		});
		expect(rig.sandbox.requests.map(({ method }) => method)).toEqual(['PATCH', 'GET']);
	});

	it.each<[string, string]>([
		[sandboxKeys.expired, 'Impilo did not accept the API key [item 0]'],
		[sandboxKeys.accessDenied, 'The API key is not allowed to do this [item 0]'],
	])('is explained for the key %s', async (apiKey, message) => {
		const done = await run(operation, id(AT_SITE), id(OTHER), { apiKey });

		expect(done.error?.message).toBe(message);
	});
});

describe('taking a device', () => {
	it('sends both IDs in one PATCH', async () => {
		const done = await take(WITH_PATIENT, OWNER);

		expect(done.items(IMPILO)).toEqual([
			{
				json: { id: WITH_PATIENT, patientId: OWNER, associated: false },
				pairedItem: { item: 0 },
			},
		]);
		expect(requestLines(rig.sandbox)).toEqual([DISASSOCIATE]);
		expect(rig.sandbox.requests[0]).toMatchObject({
			body: { deviceId: WITH_PATIENT, patientId: OWNER },
			status: 204,
		});
		expect(deviceOf(WITH_PATIENT).currentPatient).toBeNull();
	});

	it.each<[string, number]>([
		['at a site', AT_SITE],
		['at Impilo', seedIds.deviceAtImpilo],
	])('that is with nobody any more, but %s, is a success', async (_, device) => {
		const done = await take(device, OWNER);

		expect(jsonOf(done)[0]).toEqual({
			id: device,
			patientId: OWNER,
			associated: false,
		});
		expect(requestLines(rig.sandbox)).toEqual([DISASSOCIATE, look(device)]);
	});

	it('twice harms nothing', async () => {
		expect((await take(WITH_PATIENT, OWNER)).status).toBe('success');
		expect((await take(WITH_PATIENT, OWNER)).status).toBe('success');
		expect(countOf(WITH_PATIENT, 'availableAtSite')).toBe(1);
	});

	it('that another patient has is refused, and says so', async () => {
		const done = await take(WITH_PATIENT, OTHER);

		expect(done.error).toMatchObject({
			name: 'NodeApiError',
			message: `Impilo refused to take device ${WITH_PATIENT} from patient ${OTHER}: its status is withPatient, with patient ${OWNER} [item 0]`,
			description: expect.stringContaining('another patient has the device'),
			httpCode: '400',
		});
		expect(deviceOf(WITH_PATIENT).currentPatient?.id).toBe(OWNER);
	});

	it('that is on its way back is refused, and says so', async () => {
		change(WITH_PATIENT, { currentStatus: 'shipped' });
		const done = await take(WITH_PATIENT, OWNER);

		expect(done.error).toMatchObject({
			message: expect.stringContaining(`its status is shipped, with patient ${OWNER}`),
			description: expect.stringContaining('only one whose status is withPatient'),
		});
	});

	it('of which nobody knows where it is, is refused', async () => {
		const done = await take(seedIds.nullsDevice, OWNER);

		expect(done.error?.message).toContain('it has no status [item 0]');
	});
});

describe('an answer that gets lost', () => {
	const cases: Array<[string, () => Promise<WorkflowRun>, string, number, string]> = [
		['assigning', async () => await assign(AT_SITE, OTHER), ASSOCIATE, AT_SITE, 'withPatient'],
		[
			'taking',
			async () => await take(WITH_PATIENT, OWNER),
			DISASSOCIATE,
			WITH_PATIENT,
			'availableAtSite',
		],
	];

	describe.each(cases)('when %s', (_what, work, patch, device, status) => {
		it.each<[string, () => void]>([
			[
				'with its connection',
				() => rig.sandbox.misbehave({ kind: 'loseAnswer', when: 'afterCommit', times: 1 }),
			],
			[
				'behind a 502',
				() => rig.sandbox.misbehave({ kind: 'statusAfterCommit', status: 502, times: 1 }),
			],
		])('after the work is done, %s, is found out by looking', async (_, misbehave) => {
			withoutWaiting();
			misbehave();

			expect((await work()).status).toBe('success');
			expect(requestLines(rig.sandbox)).toEqual([patch, look(device)]);
			expect(countOf(device, status)).toBe(1);
		});

		it.each<[string, () => void]>([
			[
				'with its connection',
				() => rig.sandbox.misbehave({ kind: 'loseAnswer', when: 'beforeCommit', times: 1 }),
			],
			['behind a 503', () => rig.sandbox.misbehave({ kind: 'status', status: 503, times: 1 })],
		])('before the work is done, %s, is sent again', async (_, misbehave) => {
			withoutWaiting();
			misbehave();

			expect((await work()).status).toBe('success');
			expect(requestLines(rig.sandbox)).toEqual([patch, look(device), patch]);
			expect(countOf(device, status)).toBe(1);
		});

		it('by throttling is sent again after the pause that Impilo asks for', async () => {
			const time = withoutWaiting();
			rig.sandbox.misbehave({ kind: 'status', status: 429, retryAfter: 3, times: 1 });

			expect((await work()).status).toBe('success');
			expect(requestLines(rig.sandbox)).toEqual([patch, patch]);
			expect(time.waits.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThan(2_900);
		});

		it('every time is given up in the end', async () => {
			withoutWaiting();
			rig.sandbox.misbehave({ kind: 'status', status: 500, match: { method: 'PATCH' } });
			const done = await work();

			expect(done.error).toMatchObject({
				message: expect.stringContaining('Impilo is not available at the moment and could not'),
				httpCode: '500',
			});
			expect(rig.sandbox.requests.filter(({ method }) => method === 'PATCH')).toHaveLength(5);
		});
	});
});

describe('several items', () => {
	const parameters = {
		resource: 'device',
		operation: 'associate',
		deviceId: pick('={{ $json.serial }}', 'identifier'),
		patientId: id('={{ $json.patient }}'),
	};
	const items = [
		{ serial: 'SN-7016', patient: OTHER, who: 'first' },
		{ serial: `SN-${WITH_PATIENT}`, patient: OTHER, who: 'second' },
		{ serial: 'SN-7017', patient: 'x', who: 'third' },
		{ serial: 'SN-7018', patient: String(OWNER), who: 'fourth' },
	];

	it('go on past those that fail, each still known after the node', async () => {
		const done = await rig.runImpilo(
			parameters,
			items,
			{ onError: 'continueErrorOutput' },
			echoAfter("={{ $('Trigger').item.json.who }}"),
		);

		const [successes, failures] = done.outputs(IMPILO);
		expect(successes).toEqual([
			{ json: { id: 7016, patientId: OTHER, associated: true }, pairedItem: { item: 0 } },
			{ json: { id: 7018, patientId: OWNER, associated: true }, pairedItem: { item: 3 } },
		]);
		expect(failures?.map(({ json, pairedItem }) => [json.error, pairedItem])).toEqual([
			[expect.stringContaining(`with patient ${OWNER} [item 1]`), { item: 1 }],
			['Patient is not a whole positive number [item 2]', { item: 2 }],
		]);
		expect(done.items(ECHO).map(({ json }) => json.value)).toEqual(['first', 'fourth']);
	});

	it('assign nothing new after the first that fails, with Continue off', async () => {
		const done = await rig.runImpilo({ ...parameters, options: { concurrency: 1 } }, items);

		expect(done.error).toMatchObject({ context: { itemIndex: 1 }, httpCode: '400' });
		expect(deviceOf(7016).currentStatus).toBe('withPatient');
		expect(deviceOf(7018).currentStatus).toBe('availableAtSite');
	});
});
