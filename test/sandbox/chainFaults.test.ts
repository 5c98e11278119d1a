import { seedIds, startSandbox, type Patient, type Sandbox } from '../../sandbox';
import { call, readPage } from './client';

const NEW_PATIENT = {
	firstName: 'Nova',
	lastName: 'Sample',
	address: { lineOne: '1', city: 'a', state: 'b', zipCode: 'c', country: 'd' },
	externalIdentifier: 'nova-1',
};
const RETURN = { siteId: seedIds.site, returnItems: [{ id: 306, count: 1 }] };
const ASSOCIATION = { deviceId: seedIds.deviceAtSite, patientId: 1234 };

const ROUTES: Array<[method: string, path: string, body: unknown, status: number]> = [
	['POST', '/api/v3/patient', NEW_PATIENT, 200],
	['GET', '/api/v3/patient', undefined, 200],
	['GET', '/api/v3/patient/1234', undefined, 200],
	['GET', '/api/v3/patient/identifier/1234abcd', undefined, 200],
	['POST', '/api/v3/patient/find-by-email', { email: 'john.doe@example.com' }, 200],
	['PATCH', '/api/v3/patient/1234', { sex: 'other' }, 200],
	['PUT', '/api/v3/patient/1234', NEW_PATIENT, 200],
	['POST', '/api/v3/patient/disenroll/1234', { archive: false, createReturns: true }, 201],
	['GET', '/api/v3/site', undefined, 200],
	['GET', '/api/v3/site/201', undefined, 200],
	['POST', '/api/v3/site', { name: 'New' }, 200],
	['PATCH', '/api/v3/site/201', { active: false }, 200],
	['GET', '/api/v3/item', undefined, 200],
	['GET', '/api/v3/item/301', undefined, 200],
	['GET', '/api/v3/kit', undefined, 200],
	['GET', '/api/v3/kit/1000', undefined, 200],
	['GET', '/api/v3/inventory', undefined, 200],
	['GET', '/api/v3/inventory/impilo', undefined, 200],
	['GET', '/api/v3/inventory/site', undefined, 200],
	['GET', '/api/v3/device', undefined, 200],
	['GET', '/api/v3/device/7012', undefined, 200],
	['GET', '/api/v3/device/validate/SN-7012', undefined, 200],
	['PATCH', '/api/v3/device/associate-patient', ASSOCIATION, 204],
	['PATCH', '/api/v3/device/disassociate-patient', { deviceId: 7012, patientId: 1245 }, 204],
	['POST', '/api/v3/return', RETURN, 200],
	['GET', '/api/v3/return', undefined, 200],
	['GET', '/api/v3/return/4001', undefined, 200],
	['DELETE', '/api/v3/return/4001', undefined, 204],
];
const LISTS: Array<[path: string, filter: string]> = [
	['patient', 'id=1234'],
	['site', ''],
	['item', 'id=301'],
	['kit', 'itemId=310'],
	['inventory', 'itemId=301'],
	['inventory/impilo', 'itemId=301'],
	['inventory/site', 'siteId=202'],
	['device', 'status=available'],
	['return', 'status=voided'],
];

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.stop());

it.each(ROUTES)(
	'%s %s works, wants a key, misbehaves and is recorded',
	async (method, path, body, status) => {
		sandbox.misbehave({ kind: 'status', status: 503, match: { method, path }, times: 1 });
		expect((await call(sandbox, method, path, body)).status).toBe(503);
		expect((await call(sandbox, method, path, body, {})).status).toBe(401);
		expect((await call(sandbox, method, path, body)).status).toBe(status);
		expect(sandbox.requests).toMatchObject([
			{ method, path, status: 503 },
			{ method, path, status: 401 },
			{ method, path, status },
		]);
	},
);

it.each(ROUTES.filter(([method]) => method !== 'GET'))(
	'%s %s does its work although the answer is lost',
	async (method, path, body) => {
		const world = () =>
			JSON.stringify([
				[...sandbox.patients.values()],
				[...sandbox.sites.values()],
				[...sandbox.devices.values()],
				[...sandbox.returns.values()],
			]);
		const before = world();
		sandbox.misbehave({ kind: 'loseAnswer', when: 'afterCommit', times: 1 });
		await expect(call(sandbox, method, path, body)).rejects.toThrow('fetch failed');
		if (path.endsWith('find-by-email')) expect(world()).toBe(before);
		else expect(world()).not.toBe(before);
	},
);

it.each(LISTS)('%s clamps its size', async (path) => {
	sandbox.misbehave({ kind: 'clampSize', size: 2 });
	const page = await readPage(sandbox, `/api/v3/${path}?size=100`);
	expect([page.size, page.content.length, page.last]).toEqual([2, 2, false]);
});

it.each(LISTS.filter(([, filter]) => filter !== ''))(
	'%s ignores its filter %s, but not its page',
	async (path, filter) => {
		const all = await readPage(sandbox, `/api/v3/${path}?size=3`);
		const filtered = await readPage(sandbox, `/api/v3/${path}?${filter}&size=3`);
		expect(filtered.total).toBeLessThan(all.total);
		sandbox.misbehave({ kind: 'ignoreFilter' });
		expect(await readPage(sandbox, `/api/v3/${path}?${filter}&size=3`)).toEqual(all);
	},
);

it('shows a patient and a return in lists only later, those of the seed at once', async () => {
	const time = { now: new Date('2026-01-01T00:00:00Z') };
	const lagging = await startSandbox({ now: () => time.now });
	lagging.misbehave({ kind: 'listLag', ms: 1000 });
	await call(lagging, 'POST', '/api/v3/patient', NEW_PATIENT);
	await call(lagging, 'POST', '/api/v3/return', RETURN);
	const totals = async () => [
		(await readPage(lagging, '/api/v3/patient')).total,
		(await readPage(lagging, '/api/v3/return')).total,
	];
	expect(await totals()).toEqual([40, 7]);
	const found = await readPage<Patient>(lagging, '/api/v3/patient?externalIdentifier=nova-1');
	expect(found.content).toEqual([]);
	time.now = new Date('2026-01-01T00:00:01Z');
	expect(await totals()).toEqual([41, 8]);
	await lagging.stop();
});

it('takes its time', async () => {
	sandbox.misbehave({ kind: 'latency', ms: 60, match: { path: '/api/v3/inventory' } });
	const started = performance.now();
	await call(sandbox, 'GET', '/api/v3/inventory');
	expect(performance.now() - started).toBeGreaterThanOrEqual(55);
});

it('refuses in any shape', async () => {
	sandbox.misbehave({ kind: 'errorShape', shape: 'errors' });
	const answer = await call(sandbox, 'DELETE', `/api/v3/return/${seedIds.completedReturn}`);
	expect(answer.body).toEqual({ errors: [expect.stringContaining('cannot be voided')] });
});
