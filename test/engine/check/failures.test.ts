import type { Fault } from '../../../sandbox';
import { NEW_PATIENT } from '../create/orderForm';
import { CONTINUE, IMPILO, pick, useImpilo, withoutWaiting, type VirtualTime } from '../impiloRun';
import { errorsOf, failureOf, hintsOf, pairingOf } from '../outcome';
import { changesOf, checkedOf, checkForm, checkRows, countByPath, messagesOf } from './checkRun';

const rig = useImpilo({ patients: 300 });
let time: VirtualTime;
beforeEach(() => {
	time = withoutWaiting();
});

const at = (path: string): Pick<Fault, 'match'> => ({ match: { path: `/api/v3${path}` } });
const item = (ref: string, contents: object = { orderItems: [301] }, patient = 1234) => ({
	ref,
	contents: JSON.stringify(contents),
	patient,
});
const ITEMS = [
	item('a'),
	item('b', { orderKits: [1000] }),
	item('c', { returnPackedKits: [8001] }),
];
const FORM = checkRows({ additionalFields: { emailLabel: true } });
const manyItems = (count: number) =>
	Array.from({ length: count }, (_, index) => item(`ref-${index}`, undefined, 1274 + index));

describe('Impilo does not answer at first', () => {
	it.each<[string, Fault]>([
		['a 503', { kind: 'status', status: 503, times: 1 }],
		['a 429', { kind: 'status', status: 429, retryAfter: 3, times: 1 }],
		['a lost answer', { kind: 'loseAnswer', when: 'afterCommit', times: 1 }],
	])('%s: it is asked again', async (_what, fault) => {
		for (const path of ['/order', '/patient', '/kit', '/inventory/impilo']) {
			rig.sandbox.misbehave({ ...fault, ...at(path) });
		}
		const run = await rig.runImpilo(FORM, ITEMS);

		expect(messagesOf(run)).toEqual([[], [], []]);
		expect(countByPath(rig.sandbox)).toEqual({
			'/order': 2,
			'/patient': 2,
			'/kit': 2,
			'/item': 1,
			'/inventory/impilo': 2,
		});
		expect(time.waits.length).toBeGreaterThan(0);
		expect(changesOf(rig.sandbox)).toEqual([]);
		expect(hintsOf(run).join()).toContain('Requests were sent again 4 times');
	});
});

describe('something cannot be read', () => {
	it.each<[string, number[]]>([
		['/item', [0]],
		['/kit', [1]],
		['/inventory/impilo', [0, 1]],
		['/order', [0, 1, 2]],
		['/patient', [0, 1, 2]],
	])('%s, with Continue: the items that need it fail', async (path, failed) => {
		rig.sandbox.misbehave({ kind: 'status', status: 503, ...at(path) });
		const run = await rig.runImpilo(FORM, ITEMS, CONTINUE);

		expect(pairingOf(run, 1)).toEqual(failed.map((each) => ({ item: each })));
		expect(pairingOf(run)).toEqual(
			[0, 1, 2].filter((each) => !failed.includes(each)).map((each) => ({ item: each })),
		);
		expect(run.items(IMPILO, 1)[0]?.json).toMatchObject({
			error: expect.stringMatching(/^Impilo is not available at the moment/),
			details: { httpCode: 503, howToFix: expect.stringContaining('later') },
		});
		expect(hintsOf(run)[0]).toContain('Impilo could not be asked about item');
	});

	it('one part of many: only its items fail', async () => {
		const items = manyItems(120);
		rig.sandbox.misbehave({ kind: 'status', status: 403, times: 1, ...at('/patient') });
		const run = await rig.runImpilo(FORM, items, { ...CONTINUE });

		expect(pairingOf(run, 1)).toEqual(Array.from({ length: 50 }, (_, index) => ({ item: index })));
		expect(checkedOf(run)).toHaveLength(70);
	});

	it('a request that is refused once: its items are asked about again, fewer at a time', async () => {
		rig.sandbox.misbehave({ kind: 'status', status: 400, times: 1, ...at('/patient') });
		const run = await rig.runImpilo(FORM, manyItems(60), { ...CONTINUE });

		expect(checkedOf(run)).toHaveLength(60);
	});

	it('an ID that no address can hold: a problem of that item', async () => {
		const items = [item('a'), item('b\ud83d'), item('c'.repeat(20_000)), item('d')];
		const run = await rig.runImpilo(FORM, items, CONTINUE);

		expect(messagesOf(run)).toEqual([
			[],
			['External Order IDs contains a character that cannot be sent'],
			['External Order IDs is longer than 250 characters'],
			[],
		]);
	});

	it('an ID that Impilo has in other letters only: that item fails, and names the order', async () => {
		const content = [{ id: 5001, externalOrderIds: ['B'], patient: { id: 1234 } }];
		const body = { content, page: 1, size: 250, total: 1, last: true };
		rig.answer(body, at('/order').match);
		const run = await rig.runImpilo(FORM, ITEMS, CONTINUE);

		expect(pairingOf(run, 1)).toEqual([{ item: 1 }]);
		expect(run.items(IMPILO, 1)[0]?.json).toMatchObject({
			error: expect.stringMatching(/ignores upper and lower case.* order 5001/),
			details: { howToFix: expect.stringContaining('If you mean order 5001') },
		});
		expect(checkedOf(run)).toHaveLength(2);
	});

	it('a patient whom Impilo has in other letters only: as in Create, the item fails', async () => {
		const content = [{ id: 12, externalIdentifier: 'MRN-1' }];
		rig.answer({ content, page: 1, size: 250, total: 1, last: true }, at('/patient').match);
		const form = checkForm({ patientId: pick('mrn-1', 'externalIdentifier') });
		const message = failureOf(await rig.runImpilo({ ...form, operation: 'create' })).message;

		expect(message).toMatch(/ignores upper and lower case.* patient 12/);
		expect(failureOf(await rig.runImpilo(form)).message).toBe(message);
		expect(Object.keys(countByPath(rig.sandbox))).not.toContain('/patient/identifier/mrn-1');
	});

	it('without Continue: the run stops at the first, and sends nothing new', async () => {
		const items = manyItems(200);
		rig.sandbox.misbehave({ kind: 'status', status: 403, ...at('/order') });
		const run = await rig.runImpilo({ ...FORM, options: { concurrency: 1 } }, items);

		expect(run.status).toBe('error');
		expect(failureOf(run).message).toBe('The API key is not allowed to do this [item 0]');
		// The next in line was on its way already.
		expect(rig.sandbox.requests.length).toBeLessThanOrEqual(2);
		expect(run.items(IMPILO)).toEqual([]);
	});

	it('without Continue: the reason is told, not what follows from it', async () => {
		rig.sandbox.misbehave({ kind: 'status', status: 403, every: 2, ...at('/order') });
		const items = manyItems(100);
		const run = await rig.runImpilo({ ...FORM, options: { concurrency: 1 } }, items);

		expect(failureOf(run).message).toContain('The API key is not allowed to do this');
		expect(countByPath(rig.sandbox)['/inventory/impilo']).toBeUndefined();
	});

	it.each(['id', 'email', 'externalIdentifier'])(
		'whoever the list does not have, by %s: only the items that ask for them fail',
		async (by) => {
			const known = { id: 1234, email: 'john.doe@example.com', externalIdentifier: '1234abcd' };
			const unknown = { id: 999999, email: 'no@example.com', externalIdentifier: 'nobody' };
			rig.sandbox.misbehave({ kind: 'status', status: 503, ...at('/patient/.+') });
			const form = checkForm({ patientId: pick(`={{ $json.${by} }}`, by) });
			const run = await rig.runImpilo(form, [known, unknown, known, unknown], CONTINUE);

			expect(pairingOf(run)).toEqual([{ item: 0 }, { item: 2 }]);
			expect(errorsOf(run)).toEqual(
				[1, 3].map(() => expect.stringContaining('Impilo is not available at the moment')),
			);
		},
	);

	it('many who are not in the list, without Continue: the first failure stops the asking', async () => {
		rig.sandbox.misbehave({ kind: 'status', status: 403, ...at('/patient/find-by-email') });
		const form = checkForm({
			patientId: pick('={{ $itemIndex }}@example.com', 'email'),
			options: { concurrency: 2 },
		});
		const items = Array.from({ length: 100 }, () => ({}));
		const run = await rig.runImpilo(form, items);

		expect(failureOf(run).message).toBe('The API key is not allowed to do this [item 0]');
		// The next in line were on their way already.
		expect(countByPath(rig.sandbox)['/patient/find-by-email']).toBeLessThanOrEqual(4);
	});

	it('a key that may not read the stock: it says that this is about the stock', async () => {
		rig.sandbox.misbehave({ kind: 'status', status: 403, ...at('/inventory/impilo') });
		const run = await rig.runImpilo(FORM, ITEMS);

		expect(failureOf(run).message).toBe(
			'The stock could not be read, so the order was not checked. The API key is not allowed to do this [item 0]',
		);
		expect(failureOf(run).description).toMatch(
			/^Ask the administrator .* Check reads the stock at Impilo's sites; Create does not need it\.\n/,
		);
	});

	it('a key that is refused: a few requests, then it says so', async () => {
		rig.sandbox.setApiKeyExpired(true);
		const items = manyItems(500);
		const run = await rig.runImpilo({ ...FORM, options: { concurrency: 2 } }, items, CONTINUE);

		expect(run.items(IMPILO, 1)).toHaveLength(500);
		expect(run.items(IMPILO, 1)[499]?.json.error).toContain('Impilo did not accept the API key');
		expect(rig.sandbox.requests.length).toBeLessThanOrEqual(2);
	});

	it('a server that ignores the filters: it fails, rather than take strangers for ours', async () => {
		rig.sandbox.misbehave({ kind: 'ignoreFilter' });
		for (const form of [
			FORM,
			checkForm(),
			checkForm({ recipient: 'site', siteId: pick(201) }),
			checkForm({ patientId: pick('john.doe@example.com', 'email') }),
			checkForm({ patientId: pick('1234abcd', 'externalIdentifier') }),
		]) {
			const run = await rig.runImpilo(form, [item('nobody-has-this')]);
			expect(run.status).toBe('error');
			expect(failureOf(run).message).toMatch(/^Impilo returned .*(other|not asked for)/);
		}
	});

	it('the execution is stopped: nothing new is sent', async () => {
		const stop = new AbortController();
		stop.abort();
		await rig.runImpilo(FORM, ITEMS, {}, { signal: stop.signal });

		expect(rig.sandbox.requests).toEqual([]);
	});
});

describe('nulls and missing fields', () => {
	const answer = (path: string, content: unknown) =>
		rig.sandbox.misbehave({
			kind: 'status',
			status: 200,
			body: { content, page: 1, size: 250, total: 1, last: true },
			...at(path),
		});
	const contents = {
		orderItems: [301],
		orderKits: [1000],
		returnItems: [301],
		returnDevices: [7011],
	};

	it.each<[string, Record<string, unknown>]>([
		[
			'only the IDs',
			{
				'/order': [{ id: 5001, externalOrderIds: ['a'] }],
				'/patient': [{ id: 1234 }],
				'/item': [{ id: 301 }],
				'/kit': [{ id: 1000 }],
				'/device': [{ id: 7011 }],
				'/inventory/impilo': [{ item: { id: 301 } }],
			},
		],
		[
			'everything else is null',
			{
				'/order': [
					{ id: 5001, externalOrderIds: ['a'], patient: null, site: null, currentStatus: null },
				],
				'/patient': [{ id: 1234, archived: null, enrolled: null, site: null }],
				'/item': [{ id: 301, name: null, orderable: null }],
				'/kit': [{ id: 1000, archived: null, kitItems: null }],
				'/device': [{ id: 7011, currentPatient: null, currentStatus: null, site: null }],
				'/inventory/impilo': [
					null,
					{ item: null },
					{ item: { id: 301 }, newCount: null, site: null },
				],
			},
		],
		[
			'nulls inside',
			{
				'/order': [{ id: null, externalOrderIds: [null, 'a'], patient: { id: null } }],
				'/patient': [{ id: 1234 }, { id: null }],
				'/item': [{ id: 301 }, {}],
				'/kit': [{ id: 1000, kitItems: [null, { item: null, count: 1 }, { item: { id: null } }] }],
				'/device': [{ id: 7011, currentPatient: { id: null }, site: { id: null } }],
				'/inventory/impilo': [{}, { item: { id: 301 }, newCount: null, site: { id: null } }],
			},
		],
	])('%s: what cannot be told is not held against the order', async (_what, answers) => {
		for (const [path, content] of Object.entries(answers)) answer(path, content);
		const run = await rig.runImpilo(checkRows({ additionalFields: { emailLabel: true } }), [
			item('b', contents),
			item('a', contents),
		]);

		expect(run.error?.message).toBeUndefined();
		const [checked, existing] = checkedOf(run);
		expect(checked).toMatchObject({ canBePlaced: true, existingOrderId: null });
		expect(checked?.warnings).toEqual([
			'Impilo does not say who has device 7011, so it could not be checked whether the recipient can return it.',
			expect.stringContaining('Impilo does not say how many of item 301'),
			'Impilo does not say what kit 1000 contains, so its stock could not be checked.',
		]);
		expect(existing?.canBePlaced).toBe(true);
		expect(existing?.warnings).toEqual([expect.stringContaining('Create would return it')]);
	});

	it('sites of which nothing is said', async () => {
		answer('/site', [{ id: 201 }, { id: 202, active: null, name: null }, { id: null }]);
		const form = checkRows({ recipient: 'site', siteId: pick('={{ $json.patient }}') });
		const run = await rig.runImpilo(
			form,
			[201, 202, 999998].map((id) => item(`x${id}`, undefined, id)),
		);

		expect(messagesOf(run)).toEqual([[], [], ['Impilo has no site 999998']]);
	});

	it('no stock is listed at all: a warning', async () => {
		answer('/inventory/impilo', null);
		const run = await rig.runImpilo(checkForm({ externalOrderIds: 'PO-1' }));

		expect(checkedOf(run)).toMatchObject([
			{
				canBePlaced: true,
				warnings: [
					'Impilo lists no stock of item 301 (Blood Pressure Monitor), so it could not be checked.',
				],
			},
		]);
	});

	it('a patient without an ID: a problem', async () => {
		answer('/patient', [{ email: 'john.doe@example.com' }]);
		const run = await rig.runImpilo(
			checkForm({ patientId: pick('john.doe@example.com', 'email') }),
		);

		expect(messagesOf(run)).toEqual([['Impilo found the patient, but did not return the ID']]);
	});

	it('addresses that only contain the one asked for are of others', async () => {
		answer('/patient', [
			{ id: 1, email: 'big.john.doe@example.com' },
			{ id: 2, email: 'JOHN.DOE@example.com' },
			{ id: 3, email: null },
		]);
		const run = await rig.runImpilo(
			checkForm({ patientId: pick('john.doe@example.com', 'email') }),
		);

		expect(checkedOf(run)).toMatchObject([{ canBePlaced: true, order: { patient: { id: 2 } } }]);
	});
});

it('messages and output never hold the key or patient data', async () => {
	rig.sandbox.misbehave({
		kind: 'refuse',
		message: `No ${rig.sandbox.apiKey} for MRN-777 of Quillon`,
		status: 400,
		...at('/patient'),
	});
	const run = await rig.runImpilo(
		checkForm({
			recipient: 'newPatient',
			...NEW_PATIENT,
			patientFields: { externalIdentifier: 'MRN-777' },
		}),
		[{}],
		CONTINUE,
	);

	const output = JSON.stringify(run.outputs(IMPILO));
	expect(output).toContain('No [hidden] for [hidden]');
	expect(output).not.toContain(rig.sandbox.apiKey);
	expect(output).not.toContain('MRN-777');
});
