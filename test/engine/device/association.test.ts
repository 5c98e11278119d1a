import type { INodeParameters } from 'n8n-workflow';

import { sandboxKeys, seedIds, type Device, type Patient } from '../../../sandbox';
import type { WorkflowRun } from '../harness';
import { IMPILO, pick, useImpilo } from '../impiloRun';
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
): Promise<WorkflowRun> {
	return await rig.runImpilo({ resource: 'device', operation, deviceId, patientId });
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

	it.each<[string, INodeParameters[string], INodeParameters[string], string]>([
		['an empty device', id('={{ $json.none }}'), id(OTHER), 'Device is empty'],
		['a word for a device', id('SN-7016'), id(OTHER), 'Device is not a whole positive number'],
		['an empty patient', id(AT_SITE), id('={{ $json.none }}'), 'Patient is empty'],
		[
			'a device for a patient',
			id(AT_SITE),
			id('https://app.impiloplatform.com/devices/7016'),
			'Patient is the URL of a device, not of a patient',
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
			message: expect.stringContaining('the device or the patient does not exist [item 0]'),
			httpCode: '404',
		});
		expect(rig.sandbox.requests.map(({ method }) => method)).toEqual(['PATCH', 'GET']);
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
