import { seedIds, startSandbox, type Sandbox, type Site } from '../../sandbox';
import { call, readPage } from './client';

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.stop());

const send = (method: string, path: string, body?: unknown) =>
	call(sandbox, method, `/api/v3/site${path}`, body);

it("are the account's own, and not Impilo's", async () => {
	const { content } = await readPage<Site>(sandbox, '/api/v3/site?size=250');
	expect(content.map(({ id }) => id)).toEqual([201, 202, 203, 204, 205, 206, 207, 208]);
	expect([...sandbox.impiloSites.keys()]).toEqual([seedIds.impiloSite, seedIds.otherImpiloSite]);
	expect((await send('GET', `/${seedIds.impiloSite}`)).status).toBe(404);
	const { body } = await call(sandbox, 'GET', '/sandbox/sites', undefined, {});
	expect(body).toEqual({ own: content, impilo: [...sandbox.impiloSites.values()] });
});

it('are made: 200, the site, and what is left out is null', async () => {
	const answer = await send('POST', '', { name: 'New Example Clinic' });
	const site = {
		id: 293,
		name: 'New Example Clinic',
		active: true,
		address: null,
		phoneNumber: null,
	};
	expect([answer.status, answer.body]).toEqual([200, site]);
	expect((await send('GET', '/293')).body).toEqual(site);
});

it('are made with everything', async () => {
	const body = {
		name: 'Whole Example Clinic',
		active: false,
		phoneNumber: '+1-202-555-0123',
		address: { lineOne: '1', city: 'a', state: 'b', zipCode: 'c', country: 'd', note: 'e' },
	};
	expect((await send('POST', '', body)).body).toEqual({
		...body,
		id: 293,
		address: { ...body.address, lineTwo: null, lineThree: null },
	});
});

it('get orders and patients once they are made', async () => {
	const { id } = (await send('POST', '', { name: 'New' })).body as Site;
	const order = await call(sandbox, 'POST', '/api/v3/order', {
		site: { id },
		orderItems: [{ item: { id: seedIds.item } }],
	});
	expect([order.status, order.body]).toEqual([201, expect.objectContaining({ patient: null })]);
	const patient = await call(sandbox, 'PATCH', '/api/v3/patient/1234', { site: { id } });
	expect(patient.body).toMatchObject({ site: { id, name: 'New' } });
});

it('change by what is sent, address as a whole', async () => {
	const before = sandbox.sites.get(seedIds.site);
	const answer = await send('PATCH', `/${seedIds.site}`, { active: false, phoneNumber: null });
	expect([answer.status, answer.body]).toEqual([
		200,
		{ ...before, active: false, phoneNumber: null },
	]);
	const moved = await send('PATCH', `/${seedIds.site}`, { address: { city: 'Elsewhere' } });
	expect(moved.body).toMatchObject({
		active: false,
		address: { city: 'Elsewhere', lineOne: null },
	});
	const nowhere = await send('PATCH', `/${seedIds.site}`, { address: null });
	expect(nowhere.body).toMatchObject({ address: null, name: 'Sampleton Clinic' });
});

it.each<[string, string, unknown, number, string]>([
	['POST', '', {}, 400, 'Invalid data provided'],
	['POST', '', { name: ' ' }, 400, 'Invalid data provided'],
	['POST', '', { name: 'A', active: 'yes' }, 400, 'Invalid data provided'],
	['POST', '', '{', 400, 'Invalid JSON format'],
	['PATCH', '/201', { name: '' }, 400, 'Invalid data provided'],
	['PATCH', '/201', { active: null }, 400, 'Invalid data provided'],
	['PATCH', '/1', { name: 'A' }, 404, 'Site 1 not found'],
])('%s %s with %j is refused', async (method, path, body, status, message) => {
	const answer = await send(method, path, body);
	expect([answer.status, answer.body]).toEqual([status, { message }]);
	expect(sandbox.sites.size).toBe(8);
});
