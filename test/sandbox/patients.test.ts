import { seedIds, type Patient, type Return, type Site } from '../../sandbox';
import { useSandbox } from './client';

/** Patients and sites. */

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
};
const NOTHING = {
	email: null,
	phoneNumber: null,
	dateOfBirth: null,
	externalIdentifier: null,
	site: null,
};

const rig = useSandbox();

const read = async (id: number) => (await rig.api('GET', `/patient/${id}`)).body as Patient;

describe('a new patient', () => {
	it('is answered with 200, and can be read afterwards', async () => {
		const site = { id: seedIds.otherSite };
		const answer = await rig.api('POST', '/patient', { ...WHOLE_PATIENT, site });
		expect([answer.status, answer.body]).toEqual([
			200,
			{
				...WHOLE_PATIENT,
				id: 1274,
				archived: false,
				enrolled: true,
				site: rig.sandbox.sites.get(seedIds.otherSite),
			},
		]);
		expect(await read(1274)).toEqual(answer.body);
	});

	it('has null for what is left out, and an id of the sandbox', async () => {
		const { lineOne, city, state, zipCode, country } = ADDRESS;
		const address = { lineOne, city, state, zipCode, country };
		const { body } = await rig.api('POST', '/patient', { ...NEW_PATIENT, id: 1, address });
		const state1274 = { id: 1274, sex: 'unknown', archived: false, enrolled: true };
		expect(body).toEqual({ ...NEW_PATIENT, ...NOTHING, ...state1274 });
	});

	it('may have the external identifier and email address of another', async () => {
		for (const id of [1274, 1275]) {
			expect((await rig.api('POST', '/patient', WHOLE_PATIENT)).body).toMatchObject({ id });
		}
	});
});

it('a patient is found by external identifier and by email address', async () => {
	const john = { id: 1234, firstName: 'John', lastName: 'Doe' };
	expect((await rig.api('GET', '/patient/identifier/1234abcd')).body).toMatchObject(john);
	const find = async (email: string) => await rig.api('POST', '/patient/find-by-email', { email });
	expect((await find('John.Doe@example.com')).body).toMatchObject(john);
	expect((await find('no@example.com')).status).toBe(404);
});

describe('changing a patient', () => {
	it('PATCH changes what is sent, and nothing else; the orders of the patient show it', async () => {
		const before = await read(1234);
		const site = { id: seedIds.otherSite };
		const change = { email: null, lastName: 'Changed', address: ADDRESS, archived: true };
		const answer = await rig.api('PATCH', '/patient/1234', { ...change, site });
		const changed = { ...before, ...change, site: rig.sandbox.sites.get(seedIds.otherSite) };
		expect([answer.status, answer.body]).toEqual([200, changed]);
		expect(await read(1234)).toEqual(changed);
		const { body: order } = await rig.api('GET', `/order/${seedIds.placedOrder}`);
		expect(order).toMatchObject({ patient: { id: 1234, lastName: 'Changed' } });
	});

	it('PATCH of nothing changes nothing', async () => {
		const before = await read(seedIds.nullsPatient);
		expect((await rig.api('PATCH', `/patient/${seedIds.nullsPatient}`, {})).body).toEqual(before);
	});

	it('PUT takes away what is left out, but neither enrolls nor archives', async () => {
		const id = seedIds.archivedPatient;
		const answer = await rig.api('PUT', `/patient/${id}`, NEW_PATIENT);
		const state = { id, sex: 'unknown', archived: true, enrolled: false };
		expect([answer.status, answer.body]).toEqual([200, { ...NEW_PATIENT, ...NOTHING, ...state }]);
		expect(await read(id)).toEqual(answer.body);
	});
});

describe('disenrolling', () => {
	const disenroll = async (id: number, archive: boolean, createReturns: boolean) =>
		await rig.api('POST', `/patient/disenroll/${id}`, { archive, createReturns });

	it('answers 201 without a body', async () => {
		const answer = await disenroll(seedIds.patientWithDevice, false, false);
		expect([answer.status, answer.text]).toEqual([201, '']);
		expect(await read(seedIds.patientWithDevice)).toMatchObject({
			enrolled: false,
			archived: false,
		});
		expect(rig.sandbox.returns.size).toBe(7);
	});

	it('archives, where asked to, and never takes out of the archive', async () => {
		await disenroll(1234, true, false);
		await disenroll(seedIds.archivedEnrolledPatient, false, false);
		expect(await read(1234)).toMatchObject({ enrolled: false, archived: true });
		expect(await read(seedIds.archivedEnrolledPatient)).toMatchObject({ archived: true });
	});

	it('places one return for what the patient has, once, and none for who has nothing', async () => {
		await disenroll(seedIds.patientWithDevice, false, true);
		await disenroll(seedIds.patientWithDevice, false, true);
		await disenroll(seedIds.canadianPatient, true, true);
		const { content } = await rig.list<Return>('/return?status=rmaPlaced');
		expect(content.slice(1)).toMatchObject([
			{
				id: 4008,
				patient: { id: seedIds.patientWithDevice, enrolled: false },
				site: null,
				returnItems: [],
				returnDevices: [{ id: seedIds.deviceWithPatient, currentStatus: 'withPatient' }],
				returnKits: [],
				relatedOrderId: null,
			},
		]);
	});
});

describe('sites', () => {
	it("are the account's own, and not Impilo's", async () => {
		const { content } = await rig.list<Site>('/site?size=250');
		const { body } = await rig.control('GET', '/sites');
		expect(body).toEqual({ own: content, impilo: [...rig.sandbox.impiloSites.values()] });
		expect([...rig.sandbox.impiloSites.keys()]).toEqual([291, 292]);
	});

	it('are made: 200, the site, and what is left out is null', async () => {
		const nothing = { active: true, address: null, phoneNumber: null };
		const made = await rig.api('POST', '/site', { name: 'New' });
		expect([made.status, made.body]).toEqual([200, { id: 293, name: 'New', ...nothing }]);
		const whole = { name: 'Whole', active: false, phoneNumber: '1', address: ADDRESS };
		expect((await rig.api('POST', '/site', whole)).body).toEqual({ id: 294, ...whole });
	});

	it('get orders and patients once they are made', async () => {
		const { id } = (await rig.api('POST', '/site', { name: 'New' })).body as Site;
		const orderItems = [{ item: { id: seedIds.item } }];
		expect((await rig.api('POST', '/order', { site: { id }, orderItems })).status).toBe(201);
		const patient = await rig.api('PATCH', '/patient/1234', { site: { id } });
		expect(patient.body).toMatchObject({ site: { id, name: 'New' } });
	});

	it('change by what is sent, address as a whole', async () => {
		const change = async (body: object) =>
			(await rig.api('PATCH', `/site/${seedIds.site}`, body)).body;
		const before = { ...rig.sandbox.sites.get(seedIds.site) };
		const closed = { active: false, phoneNumber: null };
		expect(await change(closed)).toEqual({ ...before, ...closed });
		expect(await change({ address: { city: 'Elsewhere' } })).toMatchObject({
			active: false,
			address: { city: 'Elsewhere', lineOne: null },
		});
		expect(await change({ address: null })).toMatchObject({ address: null, name: before.name });
	});
});
