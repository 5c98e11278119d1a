import type { Outcome } from '../../../nodes/Impilo/api/outcome';
import { disenroll } from '../../../nodes/Impilo/patient/disenroll';
import { createRun } from '../once/world';
import type { Transmit } from '../standIns';
import { answered, createClient, pageOf, rejectionOf, valuesOf } from '../standIns';

const LOST: Outcome = { kind: 'lost', code: 'ECONNRESET' };

it('returns for a patient in doubt are not asked for again by another item', async () => {
	const forms = [0, 1].map(() => ({ patientId: 5, createReturns: true, archive: false }));
	const sent: string[] = [];
	const client = createClient(async ({ method }) => {
		sent.push(method);
		return await Promise.resolve(
			method === 'POST' ? LOST : answered(200, { id: 5, enrolled: true }),
		);
	});
	const run = {
		...createRun(client, forms, { continues: true }),
		valuesOf: (itemIndex: number) => valuesOf(forms[itemIndex] ?? {}),
	};
	const outputs = await disenroll.execute(run);

	expect(outputs.map(({ json }) => json.error)).toEqual(
		[0, 1].map(() => expect.stringContaining('It is not known whether Impilo has disenrolled')),
	);
	expect(sent.filter((method) => method === 'POST')).toHaveLength(1);
});

describe('a later try of Retry On Fail', () => {
	const PATIENT = { id: 5, email: 'q@example.com', enrolled: true, archived: true };
	const BY_ID = { mode: 'id', value: 5 };
	const BY_EMAIL = { mode: 'email', value: 'q@example.com' };
	const REFUSED = answered(403, 'Access Denied');

	/** Tries twice: Impilo answers the first POST so, and nothing at all on the second try. */
	async function tryTwice(patientId: object, post: Outcome) {
		const form = { patientId, createReturns: true, archive: false };
		let isDown = false;
		const client = createClient(async ({ method, path }): ReturnType<Transmit> => {
			const read = path === '/patient' ? pageOf([PATIENT]) : answered(200, PATIENT);
			return await Promise.resolve(isDown ? REFUSED : method === 'POST' ? post : read);
		});
		const attempt = async () =>
			await disenroll.execute({
				...createRun(client, [form]),
				valuesOf: () => valuesOf(form),
			});
		const first = await attempt().catch((reason: unknown) => reason);
		isDown = true;
		return { first, attempt };
	}

	it.each([
		['the patient cannot be read', BY_ID],
		['the patient cannot be found', BY_EMAIL],
	])('asks the same question where %s', async (_, patientId) => {
		const { first, attempt } = await tryTwice(patientId, LOST);
		const question =
			'It is not known whether Impilo has disenrolled patient 5 and created the returns. ';

		expect(first).toMatchObject({ message: expect.stringContaining(question) });
		expect(await rejectionOf(attempt())).toMatchObject({
			message: `${question}The API key is not allowed to do this [item 0]`,
			description: expect.stringContaining('Check Patients and Returns'),
		});
	});

	it('asks for no returns that another item has asked for, whichever comes first', async () => {
		const patient = { ...PATIENT, enrolled: null };
		const forms = [BY_EMAIL, BY_ID].map((patientId) => ({ patientId, createReturns: true }));
		const asked: unknown[] = [];
		let isFirst = true;
		let tellAsked = (): void => {};
		const isAsked = new Promise<void>((resolve) => (tellAsked = resolve));
		const transmit: Transmit = async ({ method, path, body }) => {
			if (method === 'POST') {
				asked.push(body);
				tellAsked();
			}
			if (path !== '/patient') return answered(200, patient);
			await isAsked;
			return isFirst ? REFUSED : pageOf([patient]);
		};
		const run = createRun(createClient(transmit), forms);
		const attempt = async (concurrency: number) =>
			await disenroll.execute({
				...run,
				client: createClient(transmit),
				concurrency,
				valuesOf: (itemIndex) => valuesOf({ archive: false, ...forms[itemIndex] }),
			});
		await rejectionOf(attempt(2));
		isFirst = false;
		const outputs = await attempt(1);

		expect(asked).toEqual(
			[true, false].map((createReturns) => ({ archive: false, createReturns })),
		);
		expect(outputs.map(({ json }) => json.returnsRequested)).toEqual([false, true]);
	});

	it('gives what the earlier one did, and asks nothing', async () => {
		const { first, attempt } = await tryTwice(BY_EMAIL, answered(200));

		expect(await attempt()).toEqual(first);
		expect(first).toMatchObject([{ json: { id: 5, archived: true, returnsRequested: true } }]);
	});
});
