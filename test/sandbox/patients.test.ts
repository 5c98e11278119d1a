import { seedIds, startSandbox, type Patient, type Return, type Sandbox } from '../../sandbox';
import { call, readPage } from './client';

const ADDRESS = {
	lineOne: '9 Example Street',
	lineTwo: null,
	lineThree: null,
	city: 'Sampleton',
	state: 'CA',
	zipCode: '90012',
	country: 'US',
	note: null,
};
const NEW_PATIENT = { firstName: 'Nova', lastName: 'Sample', address: ADDRESS };
const WHOLE_PATIENT = {
	...NEW_PATIENT,
	email: 'nova@example.com',
	phoneNumber: '+1-202-555-0199',
	dateOfBirth: '1990-02-28',
	sex: 'female',
	externalIdentifier: 'nova-1',
	site: { id: seedIds.otherSite },
};

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.stop());

const send = (method: string, path: string, body?: unknown) =>
	call(sandbox, method, `/api/v3/patient${path}`, body);
const read = async (id: number) => (await send('GET', `/${id}`)).body as Patient;

describe('Create patient', () => {
	it('answers 200 and the patient, who can be read afterwards', async () => {
		const answer = await send('POST', '', WHOLE_PATIENT);
		expect(answer.status).toBe(200);
		expect(answer.body).toEqual({
			...WHOLE_PATIENT,
			id: 1274,
			archived: false,
			enrolled: true,
			site: sandbox.sites.get(seedIds.otherSite),
		});
		expect(await read(1274)).toEqual(answer.body);
	});

	it('makes null of what is left out, and gives its own id', async () => {
		const answer = await send('POST', '', {
			id: 1,
			firstName: 'Nova',
			lastName: 'Sample',
			address: { lineOne: '1', city: 'a', state: 'b', zipCode: 'c', country: 'd' },
		});
		expect(answer.body).toEqual({
			id: 1274,
			firstName: 'Nova',
			lastName: 'Sample',
			address: {
				lineOne: '1',
				lineTwo: null,
				lineThree: null,
				city: 'a',
				state: 'b',
				zipCode: 'c',
				country: 'd',
				note: null,
			},
			email: null,
			phoneNumber: null,
			dateOfBirth: null,
			sex: 'unknown',
			externalIdentifier: null,
			archived: false,
			enrolled: true,
			site: null,
		});
	});

	it('takes the same external identifier and e-mail address again', async () => {
		const ids = [];
		for (let turn = 0; turn < 2; turn += 1) {
			ids.push(((await send('POST', '', WHOLE_PATIENT)).body as Patient).id);
		}
		expect(ids).toEqual([1274, 1275]);
		const page = await readPage<Patient>(sandbox, '/api/v3/patient?externalIdentifier=nova-1');
		expect(page.content.map(({ id }) => id)).toEqual(ids);
	});

	it.each<[string, string, unknown]>([
		['Must provide a non-blank string for firstName.', 'blank', { ...NEW_PATIENT, firstName: ' ' }],
		['Must provide a non-blank string for lastName.', 'missing', { firstName: 'A' }],
		['Must provide an Address for Patient.', 'missing', { ...NEW_PATIENT, address: null }],
		[
			'Must provide a Line One value in the Address.',
			'blank',
			{ ...NEW_PATIENT, address: { ...ADDRESS, lineOne: '' } },
		],
		[
			'Must provide a City value in the Address.',
			'null',
			{ ...NEW_PATIENT, address: { ...ADDRESS, city: null } },
		],
		[
			'Must provide a State value in the Address.',
			'blank',
			{ ...NEW_PATIENT, address: { ...ADDRESS, state: '' } },
		],
		[
			'Must provide a Country value in the Address.',
			'blank',
			{ ...NEW_PATIENT, address: { ...ADDRESS, country: '' } },
		],
		[
			'Must provide a Zip Code value in the Address.',
			'blank',
			{ ...NEW_PATIENT, address: { ...ADDRESS, zipCode: '' } },
		],
		['Site 999998 not found', 'unknown', { ...NEW_PATIENT, site: { id: seedIds.unknownSite } }],
		['Site 208 not active', 'inactive', { ...NEW_PATIENT, site: { id: seedIds.inactiveSite } }],
		['Unable to find the Site provided.', 'without id', { ...NEW_PATIENT, site: {} }],
		['Invalid data provided', 'birth date', { ...NEW_PATIENT, dateOfBirth: '1.2.1990' }],
		['Invalid data provided', 'sex', { ...NEW_PATIENT, sex: 'x' }],
		['Invalid data provided', 'a list', []],
		['Invalid JSON format', 'cut off', '{"firstName'],
	])('refuses with "%s" (%s)', async (message, _why, body) => {
		const answer = await send('POST', '', body);
		expect([answer.status, answer.body]).toEqual([400, { message }]);
		expect(sandbox.patients.size).toBe(40);
	});
});

describe('changing a patient', () => {
	it('PATCH changes what is sent, and nothing else', async () => {
		const before = await read(seedIds.otherPatient);
		const answer = await send('PATCH', `/${seedIds.otherPatient}`, {
			email: null,
			lastName: 'Changed',
			site: { id: seedIds.otherSite },
			archived: true,
		});
		expect([answer.status, answer.body]).toEqual([
			200,
			{
				...before,
				email: null,
				lastName: 'Changed',
				site: sandbox.sites.get(seedIds.otherSite),
				archived: true,
			},
		]);
		expect(await read(seedIds.otherPatient)).toEqual(answer.body);
	});

	it('PATCH replaces an address as a whole', async () => {
		const { body } = await send('PATCH', '/1234', { address: { ...ADDRESS, note: undefined } });
		expect((body as Patient).address).toEqual(ADDRESS);
	});

	it('PATCH of nothing changes nothing', async () => {
		const before = await read(seedIds.nullsPatient);
		expect((await send('PATCH', `/${seedIds.nullsPatient}`, {})).body).toEqual(before);
	});

	it('PUT takes away what is left out, but neither enrolls nor archives', async () => {
		const answer = await send('PUT', `/${seedIds.archivedPatient}`, NEW_PATIENT);
		expect([answer.status, answer.body]).toEqual([
			200,
			{
				...NEW_PATIENT,
				id: seedIds.archivedPatient,
				email: null,
				phoneNumber: null,
				dateOfBirth: null,
				sex: 'unknown',
				externalIdentifier: null,
				site: null,
				archived: true,
				enrolled: false,
			},
		]);
		expect(await read(seedIds.archivedPatient)).toEqual(answer.body);
	});

	it('is seen in the orders of the patient', async () => {
		await send('PATCH', '/1234', { lastName: 'Renamed' });
		const { body } = await call(sandbox, 'GET', `/api/v3/order/${seedIds.placedOrder}`);
		expect(body).toMatchObject({ patient: { id: 1234, lastName: 'Renamed' } });
	});

	it.each<[string, string, unknown, string]>([
		['PATCH', '/1234', { firstName: '' }, 'Must provide a non-blank string for firstName.'],
		['PATCH', '/1234', { lastName: null }, 'Must provide a non-blank string for lastName.'],
		['PATCH', '/1234', { address: null }, 'Must provide an Address for Patient.'],
		['PATCH', '/1234', { address: { city: 'a' } }, 'Must provide a Line One value in the Address.'],
		['PATCH', '/1234', { site: { id: seedIds.inactiveSite } }, 'Site 208 not active'],
		['PATCH', '/1234', { dateOfBirth: 'x' }, 'Invalid data provided'],
		['PATCH', '/1234', { archived: null }, 'Invalid data provided'],
		['PATCH', '/1234', '', 'Invalid JSON format'],
		['PUT', '/1234', {}, 'Must provide a non-blank string for firstName.'],
		['PUT', '/1234', { firstName: 'A', lastName: 'B' }, 'Must provide an Address for Patient.'],
		['POST', '/disenroll/1234', { archive: true }, 'Invalid data provided'],
		['POST', '/disenroll/1234', { archive: 'yes', createReturns: true }, 'Invalid data provided'],
	])('%s %s with %j is refused', async (method, path, body, message) => {
		const before = await read(1234);
		const answer = await send(method, path, body);
		expect([answer.status, answer.body]).toEqual([400, { message }]);
		expect(await read(1234)).toEqual(before);
	});

	it.each([
		['PATCH', '/999999', {}],
		['PUT', '/999999', NEW_PATIENT],
		['POST', '/disenroll/999999', { archive: false, createReturns: false }],
	])('%s %s is not found', async (method, path, body) => {
		const answer = await send(method, path, body);
		expect([answer.status, answer.body]).toEqual([404, { message: 'Patient 999999 not found' }]);
	});
});

describe('disenrolling', () => {
	const disenroll = (id: number, archive: boolean, createReturns: boolean) =>
		send('POST', `/disenroll/${id}`, { archive, createReturns });

	it('answers 201 without a body', async () => {
		const answer = await disenroll(seedIds.patientWithDevice, false, false);
		expect([answer.status, answer.text]).toEqual([201, '']);
		expect(await read(seedIds.patientWithDevice)).toMatchObject({
			enrolled: false,
			archived: false,
		});
		expect(sandbox.returns.size).toBe(7);
	});

	it('archives, where asked to, and never takes out of the archive', async () => {
		await disenroll(1234, true, false);
		await disenroll(seedIds.archivedEnrolledPatient, false, false);
		expect(await read(1234)).toMatchObject({ enrolled: false, archived: true });
		expect(await read(seedIds.archivedEnrolledPatient)).toMatchObject({ archived: true });
	});

	it('places one return for what the patient has, once', async () => {
		await disenroll(seedIds.patientWithDevice, false, true);
		await disenroll(seedIds.patientWithDevice, false, true);
		const { content } = await readPage<Return>(sandbox, '/api/v3/return?status=rmaPlaced');
		expect(content.slice(1)).toMatchObject([
			{
				id: 4008,
				patient: { id: seedIds.patientWithDevice, enrolled: false },
				site: null,
				currentStatus: 'rmaPlaced',
				returnItems: [],
				returnDevices: [{ id: seedIds.deviceWithPatient, currentStatus: 'withPatient' }],
				returnKits: [],
				returnEvents: [{ type: 'rmaPlaced', eventTimestamp: expect.stringMatching(/Z$/) }],
				trackingNumbers: [],
				relatedOrderId: null,
			},
		]);
	});

	it('places none for a patient who has nothing', async () => {
		await disenroll(seedIds.canadianPatient, true, true);
		expect(sandbox.returns.size).toBe(7);
	});
});

describe('listing patients', () => {
	it.each<[string, number[]]>([
		['archived=true', [1264, 1273]],
		['archived=true&enrolled=true', [1264]],
		['enrolled=false', [1265, 1273]],
		['siteId=208&siteId=207', [1240, 1247, 1254, 1261]],
		['siteId=201&siteId=202&size=3', [1234, 1235, 1241]],
		['id=1234&id=1266&id=5', [1234, 1266]],
		['externalIdentifier=patient-1240&externalIdentifier=1234abcd', [1234, 1240]],
		['externalIdentifier=', []],
		['email=ZOë', []],
		['email=SAM.2@example.com', [1236]],
		['name=Ñandú', [1237]],
		['dateOfBirthMin=2000-01-01', [1266]],
		['dateOfBirthMin=2001-12-31', [1266]],
		['dateOfBirthMin=2002-01-01', []],
		['dateOfBirthMax=1931-01-01', [1267]],
		['dateOfBirthMin=1931-01-01&dateOfBirthMax=1942-01-01', [1235, 1267]],
		['postalCode=EX4%203PL', [1266]],
		['postalCode=90010&size=2', [1234, 1244]],
		['country=GB', [1266]],
		['country=ca', [1267]],
		['country=US&size=1', [1234]],
		['country=GB&siteId=201', []],
	])('%s', async (query, ids) => {
		const page = await readPage<Patient>(sandbox, `/api/v3/patient?${query}`);
		expect(page.content.map(({ id }) => id)).toEqual(ids);
	});

	it.each([
		'archived=yes',
		'enrolled=1',
		'id=x',
		'siteId=x',
		'dateOfBirthMin=1.1.2000',
		'dateOfBirthMax=x',
		'sortDescending=x',
		'sort=email',
	])('refuses %s', async (query) => {
		const answer = await send('GET', `?${query}`);
		expect([answer.status, answer.body]).toEqual([400, { message: 'Invalid data provided' }]);
	});

	it('shows each field, null or not', async () => {
		expect(await read(seedIds.nullsPatient)).toEqual({
			id: seedIds.nullsPatient,
			firstName: expect.any(String),
			lastName: expect.any(String),
			address: expect.any(Object),
			email: null,
			phoneNumber: null,
			dateOfBirth: null,
			sex: null,
			externalIdentifier: null,
			archived: false,
			enrolled: true,
			site: null,
		});
		expect(await read(seedIds.patientWithoutIdentifier)).toMatchObject({
			externalIdentifier: null,
			email: expect.any(String),
		});
	});
});

it('generates many patients, and lists them', async () => {
	const before = process.cpuUsage();
	const large = await startSandbox({ patients: 20_000 });
	expect(process.cpuUsage(before).user / 1_000).toBeLessThan(3_000);
	const last = await readPage<Patient>(large, '/api/v3/patient?size=250&page=81');
	expect(last).toMatchObject({ total: 20_040, last: true });
	expect(last.content.at(-1)).toMatchObject({
		id: 21_273,
		externalIdentifier: 'seeded-patient-20000',
	});
	const found = await call(large, 'GET', '/api/v3/patient/identifier/seeded-patient-1');
	expect(found.body).toMatchObject({ id: 1274 });
	const made = await call(large, 'POST', '/api/v3/patient', NEW_PATIENT);
	expect(made.body).toMatchObject({ id: 21_274 });
	large.seedPatients(2);
	const grown = await call(large, 'GET', '/api/v3/patient/identifier/seeded-patient-20002');
	expect(grown.body).toMatchObject({ id: 21_276 });
	large.reset();
	expect(large.patients.size).toBe(20_040);
	await large.stop();
});
