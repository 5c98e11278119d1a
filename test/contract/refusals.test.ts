import type { INodeParameters, INodeProperties } from 'n8n-workflow';

import { ImpiloApi } from '../../credentials/ImpiloApi.credentials';
import { Impilo } from '../../nodes/Impilo/Impilo.node';
import { documentedRefusals, sandboxKeys, seedIds, type ErrorShape } from '../../sandbox';
import { createForm, NEW_PATIENT, postsOf } from '../engine/create/orderForm';
import type { WorkflowRun } from '../engine/harness';
import { IMPILO, pick, startImpilo, withoutWaiting, type ImpiloRig } from '../engine/impiloRun';
import { failureOf } from '../engine/outcome';

/** Every refusal that the Create Order reference documents, as the user reads it. */

let rig: ImpiloRig;
beforeAll(async () => {
	rig = await startImpilo();
});
beforeEach(() => {
	rig.sandbox.reset();
	withoutWaiting();
});
afterEach(() => jest.restoreAllMocks());
afterAll(async () => await rig.stop());

interface Documented {
	status: number;
	/** Impilo's words, as they come over the wire. */
	words: string;
	/** The form that makes the sandbox say so by itself; else it is told to. */
	form?: INodeParameters;
	apiKey?: string;
	happened: string;
	/** Display names that the remedy has to name. */
	fields: string[];
}

const { kit, loanerKit, item } = seedIds;
const orderItem = (id: number, count = 1) => ({
	orderItems: { item: [{ itemId: pick(id), count }] },
});
const kits = (...lines: Array<[number, number]>): INodeParameters => ({
	orderItems: {},
	orderKits: { kit: lines.map(([id, count]) => ({ kitId: pick(id), count })) },
});
const standard = { additionalFields: { shippingOption: 'standard' } };
const patientOfSite = (siteId: number) => ({
	recipient: 'newPatient',
	...NEW_PATIENT,
	patientFields: { siteId: pick(siteId) },
});

const DOCUMENTED: Documented[] = [
	...[
		{
			words:
				'Order must contain at least one of: orderItems, orderKits, returnItems, returnDevices, or returnPackedKits',
			happened: 'The order is empty',
			fields: ['Order Items', 'Order Kits', 'Returns'],
		},
		{
			words: 'shippingOption is required when emailLabel is false and return items are included',
			form: { orderItems: {}, returns: { returnDevices: [{ deviceId: String(seedIds.device) }] } },
			happened: 'The order returns items, but does not say how to ship the return label',
			fields: ['Additional Fields', 'Shipping Option', 'Email Label'],
		},
		{
			words: 'patient or site required',
			happened: 'The order has no recipient',
			fields: ['Ship To', 'Patient', 'Site'],
		},
		{
			words: 'insufficient_inventory',
			form: orderItem(seedIds.scarceItem, 4),
			happened: 'No fulfillment site has enough in stock',
			fields: ['Count', 'Order Items', 'Order Kits'],
		},
		{
			words: 'Order contains Items that are marked as non-orderable. Order cannot be placed.',
			form: orderItem(seedIds.nonOrderableItem),
			happened: 'One of the items cannot be ordered',
			fields: ['Order Items'],
		},
		{
			words: 'item_not_orderable',
			form: orderItem(seedIds.itemNotOrderable),
			happened: 'One of the items cannot be ordered',
			fields: ['Order Items'],
		},
		{
			words: 'max_one_loaner_kit',
			form: kits([loanerKit, 1], [loanerKit, 1]),
			happened: 'The order has more than one loaner kit',
			fields: ['Order Kits'],
		},
		{
			words: 'qty_over_one_loaner_kit',
			form: kits([loanerKit, 2]),
			happened: 'A loaner kit can only be ordered once',
			fields: ['Order Kits', 'Count'],
		},
		{
			words: 'no_returns_with_loaner_kit',
			form: {
				...kits([loanerKit, 1]),
				returns: { returnItems: [{ itemId: pick(item), count: 1 }] },
				...standard,
			},
			happened: 'An order with a loaner kit cannot have returns',
			fields: ['Returns'],
		},
		{
			words: 'no_loaner_kit_to_site',
			form: { ...kits([loanerKit, 1]), recipient: 'site', siteId: pick(seedIds.site) },
			happened: 'A loaner kit can only go to a patient',
			fields: ['Ship To', 'Order Kits'],
		},
		{
			words: 'Device cannot be included both as a return device and in a packed kit',
			form: {
				orderItems: {},
				returns: {
					returnDevices: [{ deviceId: String(seedIds.deviceInPackedKit) }],
					returnPackedKits: [{ packedKitId: String(seedIds.packedKit), quantity: 1 }],
				},
				...standard,
			},
			happened: 'A device would be returned twice: by itself and inside a packed kit',
			fields: ['Returns'],
		},
		{
			words: 'patient_does_not_exist',
			form: { patientId: pick(seedIds.unknownPatient) },
			happened: 'Impilo does not know this patient',
			fields: ['Patient', 'Environment'],
		},
		{
			words: 'invalid_order',
			form: { recipient: 'site', siteId: pick(seedIds.unknownSite) },
			happened: 'Impilo could not match the recipient with your account',
			fields: ['Patient', 'Site', 'Environment'],
		},
		{ words: 'Patient required', happened: 'The order has no patient', fields: ['Ship To'] },
		{
			words: 'Must provide a non-blank string for firstName.',
			happened: 'The new patient has no first name',
			fields: ['First Name'],
		},
		{
			words: 'Must provide a non-blank string for lastName.',
			happened: 'The new patient has no last name',
			fields: ['Last Name'],
		},
		{
			words: 'Must provide an Address for Patient.',
			happened: 'The new patient has no address',
			fields: [
				'Address Line One',
				'Address City',
				'Address State',
				'Address Zip Code',
				'Address Country',
			],
		},
		{
			words: `Site ${seedIds.unknownSite} not found`,
			form: patientOfSite(seedIds.unknownSite),
			happened: 'Impilo does not know this site',
			fields: ['Site', 'Environment'],
		},
		{
			words: `Site ${seedIds.inactiveSite} not active`,
			form: patientOfSite(seedIds.inactiveSite),
			happened: 'The site is not active',
			fields: ['Site'],
		},
		{
			words: 'Unable to find the Site provided.',
			happened: 'Impilo does not know this site',
			fields: ['Site', 'Environment'],
		},
		{
			words: 'Must provide a Line One value in the Address.',
			happened: 'The address of the new patient has no first line',
			fields: ['Address Line One'],
		},
		{
			words: 'Must provide a City value in the Address.',
			happened: 'The address of the new patient has no city',
			fields: ['Address City'],
		},
		{
			words: 'Must provide a State value in the Address.',
			happened: 'The address of the new patient has no state',
			fields: ['Address State'],
		},
		{
			words: 'Must provide a Country value in the Address.',
			happened: 'The address of the new patient has no country',
			fields: ['Address Country'],
		},
		{
			words: 'Must provide a Zip Code value in the Address.',
			happened: 'The address of the new patient has no zip code',
			fields: ['Address Zip Code'],
		},
		{
			words: 'Invalid JSON format',
			happened: 'Impilo could not read the order',
			fields: ['Specify Contents', 'Contents JSON'],
		},
		{
			words: 'Invalid data provided',
			form: orderItem(seedIds.unknownItem),
			happened: 'Impilo does not accept one of the values of the order',
			fields: ['Returns', 'Date of Birth', 'Email', 'Phone Number', 'External Order IDs'],
		},
	].map((refusal) => ({ status: 400, ...refusal })),
	{
		status: 401,
		words: 'Missing, invalid, or expired authentication token',
		apiKey: sandboxKeys.expired,
		happened: 'Impilo did not accept the API key',
		fields: ['Environment', 'API Key'],
	},
	{
		status: 403,
		words: 'Access Denied',
		apiKey: sandboxKeys.accessDenied,
		happened: 'The API key is not allowed to do this',
		fields: [],
	},
	{
		status: 403,
		words: 'The requested feature has been disabled.',
		apiKey: sandboxKeys.featureDisabled,
		happened: 'This feature is switched off for your Impilo account',
		fields: ['Returns'],
	},
	{
		status: 403,
		words: 'The requested resource is forbidden.',
		apiKey: sandboxKeys.resourceForbidden,
		happened: 'The role of the API key does not allow this',
		fields: [],
	},
];

const WORD_SHAPES: ErrorShape[] = ['string', 'jsonString', 'message', 'error', 'errors'];
const WORDLESS_SHAPES: ErrorShape[] = ['html', 'empty'];
async function refuse(documented: Documented, shape: ErrorShape): Promise<WorkflowRun> {
	const { form, apiKey = rig.sandbox.apiKey, words, status } = documented;
	rig.sandbox.misbehave({ kind: 'errorShape', shape });
	if (form === undefined && apiKey === rig.sandbox.apiKey) {
		rig.sandbox.refuseNext(words, { status });
	}
	return await rig.runImpilo(
		createForm(form),
		[{}],
		{},
		{
			credentials: { impiloApi: { ...rig.credentials.impiloApi, apiKey } },
		},
	);
}

const DISPLAY_NAMES = new Set(
	[...new Impilo().description.properties, ...new ImpiloApi().properties].flatMap(namesOf),
);

/** Names that a remedy may hold beside those of the form. */
const KNOWN_NAMES = new Set([...DISPLAY_NAMES, 'Impilo', 'Credential', 'Impilo Credential']);

/** Display names of a field, of the fields in it, and of its choices. */
function namesOf(property: INodeProperties): string[] {
	const inner = (property.options ?? []).flatMap((option): string[] => {
		if ('values' in option) return [option.displayName, ...option.values.flatMap(namesOf)];
		return 'displayName' in option ? namesOf(option) : [option.name];
	});
	return [property.displayName, ...inner];
}

/** What n8n's conventions forbid, as whole words. */
const WORDS_OF_THE_TRADE = /\b(errors?|problems?|failures?|failed|mistakes?)\b/i;

function expectNothingLeaks(run: WorkflowRun): void {
	const everything = JSON.stringify(run.data);
	for (const key of Object.values(sandboxKeys)) expect(everything).not.toContain(key);
	for (const word of ['John', 'Doe', 'john.doe@example.com', '1980-01-01', '1234abcd']) {
		expect(everything).not.toContain(word);
	}
}

it('the list here is the documented one', () => {
	const inSandbox = documentedRefusals.map(({ status, message }) => `${status} ${message}`);
	const here = DOCUMENTED.map(
		({ status, words }) => `${status} ${words.replace(/^Site \d+/, 'Site {id}')}`,
	);
	expect(here.sort()).toEqual(inSandbox.sort());
});

async function expectExplained(documented: Documented, shape: ErrorShape): Promise<void> {
	const { status, words, happened, fields } = documented;
	const run = await refuse(documented, shape);
	const { message, description } = failureOf(run);

	expect(run.status).toBe('error');
	expect(message).toBe(`${happened} [item 0]`);
	expect(description).toContain(`Impilo said: "${words}"`);
	const remedy = description.split('\n\n')[0] ?? '';
	for (const field of fields) {
		expect(DISPLAY_NAMES).toContain(field);
		expect(remedy).toContain(field);
	}
	const titles = remedy.match(/[A-Z][a-z]+(?: (?:of )?[A-Z][A-Za-z]+)+/g) ?? [];
	// A sentence may start right before a name, e.g. "Lower Count".
	const unknown = titles.filter((title) =>
		[title, title.replace(/^\S+ /, '')].every((name) => !KNOWN_NAMES.has(name)),
	);
	expect(unknown).toEqual([]);
	expect(`${message} ${remedy}`).not.toMatch(WORDS_OF_THE_TRADE);
	expect(run.error).toMatchObject({ name: 'NodeApiError', httpCode: String(status) });
	expect(postsOf(rig.sandbox).map((request) => request.status)).toEqual([status]);
	expectNothingLeaks(run);
}

it.each(DOCUMENTED)(
	'$status "$words" is explained, with fields that there are',
	async (refusal) => {
		await expectExplained(refusal, 'message');
	},
);

const OF_EACH_STATUS = [400, 401, 403].flatMap((status) =>
	DOCUMENTED.filter((refusal) => refusal.status === status).slice(-1),
);

describe.each(OF_EACH_STATUS)('$status', (refusal) => {
	it.each(WORD_SHAPES)('is explained when it comes as %s', async (shape) => {
		await expectExplained(refusal, shape);
	});

	it.each(WORDLESS_SHAPES)('is explained by its status when it comes as %s', async (shape) => {
		const run = await refuse(refusal, shape);
		const { message, description } = failureOf(run);
		const byStatus: Record<number, string> = {
			400: 'Impilo refused to place the order',
			401: 'Impilo did not accept the API key',
			403: 'The API key is not allowed to do this',
		};

		expect(message.startsWith(byStatus[refusal.status] ?? '?')).toBe(true);
		expect(message).toMatch(/ \[item 0\]$/);
		expect(`${message} ${description}`).not.toMatch(/[<>]|undefined|\[object/);
		expect(description.length).toBeGreaterThan(20);
		expect(postsOf(rig.sandbox).map((request) => request.status)).toEqual([refusal.status]);
		expectNothingLeaks(run);
	});
});

const PATIENT = { resource: 'patient', patientId: pick(seedIds.patient) };
const ORDER = { orderId: pick(seedIds.placedOrder) };
const CHECK_FILTERS = /^Check the values under Filters\b/;

it.each<[string, INodeParameters, RegExp, string?]>([
	['list orders', { operation: 'getAll', filters: { externalOrderIds: 'PO-1' } }, CHECK_FILTERS],
	[
		'list orders',
		{ operation: 'getAll', filters: { patientId: pick(1) } },
		/ Patient\. /,
		'patient_does_not_exist',
	],
	['read an order', { operation: 'get', ...ORDER }, /^Check Order\b/],
	[
		'find an order',
		{ operation: 'get', orderId: pick('PO-1', 'externalOrderId') },
		/^Check the external order ID\b/,
	],
	['void an order', { operation: 'void', ...ORDER }, /^Check Order\b/],
	['give the summary of an order', { operation: 'getSummary', ...ORDER }, /^Check Order\b/],
	[
		'list patients',
		{ resource: 'patient', operation: 'getAll', filters: { name: 'x' } },
		CHECK_FILTERS,
	],
	[
		'list patients',
		{ resource: 'patient', operation: 'getAll', filters: { siteId: pick(1) } },
		/ Site\b/,
		'Site 1 not found',
	],
	['list everything', { resource: 'patient', operation: 'getAll' }, /^Change what Impilo names/],
	['read a patient', { ...PATIENT, operation: 'get' }, /^Check Patient\b/],
	['disenroll a patient', { ...PATIENT, operation: 'disenroll' }, /^Change what Impilo names/],
])(
	'a refusal to %s names no field of another form: %j',
	async (_what, form, remedy, message = 'Invalid data provided') => {
		const method = form.operation === 'disenroll' ? 'POST' : undefined;
		rig.sandbox.misbehave({ kind: 'refuse', message, match: { method } });
		const { description } = failureOf(await rig.runImpilo(form));

		expect(description).toMatch(remedy);
		expect(description).not.toMatch(/Order Items|Date of Birth|Returns|External Order IDs/);
	},
);

it('several messages in one answer are all explained', async () => {
	rig.sandbox.misbehave({
		kind: 'status',
		status: 400,
		body: {
			errors: [
				'Must provide a City value in the Address.',
				{ message: 'Must provide a State value in the Address.' },
			],
		},
	});
	const { message, description } = failureOf(await rig.runImpilo(createForm()));

	expect(message).toBe(
		'The address of the new patient has no city; The address of the new patient has no state [item 0]',
	);
	expect(description).toContain('Fill Address City. Fill Address State.');
});

it.each([
	['another case', 'INSUFFICIENT_INVENTORY'],
	['a full stop', 'insufficient_inventory.'],
	['quotes', '"insufficient_inventory"'],
])('documented words with %s are recognized', async (_difference, words) => {
	rig.sandbox.refuseNext(words);
	const { message } = failureOf(await rig.runImpilo(createForm()));
	expect(message).toBe('No fulfillment site has enough in stock [item 0]');
});

describe('words that are not documented', () => {
	const UNKNOWN = 'The moon is in the wrong phase for kit 1000';

	it.each(WORD_SHAPES)('pass through when they come as %s', async (shape) => {
		rig.sandbox.misbehave({ kind: 'errorShape', shape });
		rig.sandbox.refuseNext(UNKNOWN);
		const { message, description } = failureOf(await rig.runImpilo(createForm(kits([kit, 1]))));

		expect(message).toBe(`Impilo refused to place the order: "${UNKNOWN}" [item 0]`);
		// Once is enough.
		expect(description).not.toContain(UNKNOWN);
		expect(description).toContain('Change what Impilo names');
	});

	it.each([
		'approvePermissions is missing',
		'ECONNREFUSED by the warehouse',
		'ETIMEDOUT',
		'please grant EPERM',
	])("are not replaced by n8n's own: %s", async (words) => {
		rig.sandbox.refuseNext(words);
		const { message } = failureOf(await rig.runImpilo(createForm()));
		expect(message).toBe(`Impilo refused to place the order: "${words}" [item 0]`);
	});

	it.each([
		[404, 'Impilo has nothing at this address'],
		[409, 'Impilo refused to place the order: "Conflict"'],
		[422, 'Impilo refused to place the order: "Unprocessable Entity"'],
		[302, 'The answer is a redirect to another address, so it did not come from Impilo'],
	])('status %d', async (status, happened) => {
		rig.sandbox.misbehave({ kind: 'status', status, match: { method: 'POST' } });
		const run = await rig.runImpilo(createForm());

		expect(failureOf(run).message).toBe(`${happened} [item 0]`);
		expect(postsOf(rig.sandbox)).toHaveLength(1);
	});

	it('a long page is cut short', async () => {
		rig.sandbox.misbehave({ kind: 'status', status: 400, body: 'x'.repeat(5_000) });
		const { message, description } = failureOf(await rig.runImpilo(createForm()));
		expect(message.length).toBeLessThan(600);
		expect(description.length).toBeLessThan(900);
	});

	it("a proxy's page shows its words, and no markup", async () => {
		rig.sandbox.misbehave({
			kind: 'status',
			status: 400,
			body: '<html><head><title>Request blocked</title></head><body><p>Ref 1</p></body></html>',
			contentType: 'text/html',
			match: { method: 'POST' },
		});
		const { message } = failureOf(await rig.runImpilo(createForm()));
		expect(message).toMatch(
			/^Impilo refused to place the order: "Request blocked\b[^<>]*" \[item 0\]$/,
		);
	});
});

describe('personal data that Impilo repeats', () => {
	/** All but state and country, which say nothing of a person. */
	const PERSONAL: Record<string, string> = {
		firstName: NEW_PATIENT.firstName,
		lastName: NEW_PATIENT.lastName,
		addressLineOne: NEW_PATIENT.addressLineOne,
		addressCity: NEW_PATIENT.addressCity,
		addressZipCode: NEW_PATIENT.addressZipCode,
		dateOfBirth: '1980-01-31',
		email: 'quillon@example.com',
		externalIdentifier: 'MRN-778899',
		phoneNumber: '+1 555 0177',
		lineTwo: 'Backyard Shed',
	};
	const field = (name: string) => `={{ $json.${name} }}`;
	const form = createForm({
		recipient: 'newPatient',
		...NEW_PATIENT,
		firstName: field('firstName'),
		lastName: field('lastName'),
		addressLineOne: field('addressLineOne'),
		addressCity: field('addressCity'),
		addressZipCode: field('addressZipCode'),
		patientFields: {
			addressLineTwo: field('lineTwo'),
			dateOfBirth: field('dateOfBirth'),
			email: field('email'),
			externalIdentifier: field('externalIdentifier'),
			phoneNumber: field('phoneNumber'),
		},
	});
	const ECHO = `No parcel for ${Object.values(PERSONAL).join(', ')}!`;

	/** All that the node itself said: without the trigger's items, where the data come from. */
	const saidBy = (run: WorkflowRun) =>
		JSON.stringify([run.error, run.runs(IMPILO).map(({ error }) => error), run.items(IMPILO)]);

	it.each(WORD_SHAPES)('is hidden when it comes as %s', async (shape) => {
		rig.sandbox.misbehave({ kind: 'errorShape', shape });
		rig.sandbox.refuseNext(ECHO);
		const run = await rig.runImpilo(form, [PERSONAL]);

		expect(failureOf(run).message).toMatch(/"No parcel for \[hidden\]/);
		for (const value of Object.values(PERSONAL)) expect(saidBy(run)).not.toContain(value);
	});

	it('is hidden in the error output, too', async () => {
		rig.sandbox.refuseNext(ECHO);
		const run = await rig.runImpilo(form, [PERSONAL], { onError: 'continueErrorOutput' });
		const [failed] = run.items(IMPILO, 1).map(({ json }) => json);
		const said = JSON.stringify([failed?.error, failed?.details]);

		expect(said).toContain('[hidden]');
		for (const value of Object.values(PERSONAL)) expect(said).not.toContain(value);
	});

	it('is hidden in another case', async () => {
		rig.sandbox.refuseNext(ECHO.toUpperCase());
		const run = await rig.runImpilo(form, [PERSONAL]);
		for (const value of Object.values(PERSONAL)) {
			expect(saidBy(run)).not.toContain(value.toUpperCase());
		}
	});

	it.each([
		['email', 'john.doe@example.com'],
		['externalIdentifier', '1234abcd'],
	])('the %s that names the patient is hidden', async (mode, value) => {
		rig.sandbox.refuseNext(`Nothing for ${value} today`);
		const run = await rig.runImpilo(createForm({ patientId: pick('={{ $json.who }}', mode) }), [
			{ who: value },
		]);

		expect(failureOf(run).message).toContain('"Nothing for [hidden] today"');
		expect(saidBy(run)).not.toContain(value);
	});

	it('the address of the request is hidden as far as it names somebody', async () => {
		const message = 'Bad request: GET /api/v3/patient?name=Nathan%20%C3%91and%C3%BA&page=1';
		rig.sandbox.misbehave({ kind: 'refuse', message });
		const filters = { name: 'Nathan Ñandú' };
		const failure = failureOf(
			await rig.runImpilo({ resource: 'patient', operation: 'getAll', filters }),
		);
		expect(failure.message).toContain('"Bad request: GET /api/v3/patient?name=[hidden]&page=1"');
	});

	it('a note on the order is hidden', async () => {
		rig.sandbox.refuseNext('Not taken: Give it to Ms Testperson next door');
		const { message } = failureOf(
			await rig.runImpilo(
				createForm({ additionalFields: { orderNotes: 'Give it to Ms Testperson next door' } }),
			),
		);
		expect(message).toContain('"Not taken: [hidden]"');
	});

	it('a note of 12,000 characters is hidden, and Impilo is quoted around it', async () => {
		const orderNotes = `Give it to Ms Testperson next door. ${'And ring, please. '.repeat(665)}`;
		rig.sandbox.refuseNext(`Not taken: ${orderNotes}`);
		const { message } = failureOf(
			await rig.runImpilo(createForm({ additionalFields: { orderNotes } })),
		);
		expect(message).toBe('Impilo refused to place the order: "Not taken: [hidden]…" [item 0]');
	});

	it.each(['IN', 'OR', 'ME'])('a state such as %s takes no words out', async (addressState) => {
		const words = 'Nothing in stock or in transit, believe me';
		rig.sandbox.refuseNext(words);
		const { message } = failureOf(await rig.runImpilo({ ...form, addressState }, [PERSONAL]));
		expect(message).toContain(`"${words}"`);
	});

	it('any email address is hidden', async () => {
		rig.sandbox.refuseNext('Ask carer@example.org, please');
		const { message } = failureOf(await rig.runImpilo(createForm()));
		expect(message).toContain('"Ask [hidden], please"');
	});

	it('the API key is hidden', async () => {
		rig.sandbox.refuseNext(`The key ${rig.sandbox.apiKey} may not do this`);
		const run = await rig.runImpilo(createForm());
		expect(failureOf(run).message).toContain('The key [hidden] may not do this');
		expectNothingLeaks(run);
	});
});
