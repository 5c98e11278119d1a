import { seedIds } from '../../../../sandbox';
import { PublicForm } from '../pages/publicForm';
import { importExample, readExample, readSample } from '../setup/exampleWorkflow';
import { page, stage } from '../setup/given';

let workflowId = '';

/** Imports and publishes an example, and opens its form. */
async function openForm(file: string): Promise<PublicForm> {
	workflowId = await importExample(stage, file);
	await stage.n8n.activate(workflowId);
	const trigger = readExample(file).nodes.find(({ type }) => type.endsWith('.formTrigger'));
	const form = new PublicForm(page, `${stage.n8n.url}/form/${String(trigger?.webhookId)}`);
	await form.open();
	return form;
}

/**
 * Sends the form, and reads what the workflow gave.
 *
 * @param title of the page that ends the form, where the workflow has one
 */
async function submit(form: PublicForm, title?: string) {
	const execution = stage.n8n.waitForExecution({ workflowId });
	execution.catch(() => undefined);
	await form.submit(title);
	return await stage.n8n.readExecution((await execution).id);
}

/** n8n begins a file of CSV with it, as Excel does. */
const BYTE_ORDER_MARK = '\uFEFF';

const sheetOf = (...rows: readonly string[]): string => `${rows.join('\n')}\n`;

/**
 * Uploads a sheet to the form of an example, whose last page gives one.
 *
 * @param title of the last page
 */
async function uploadSheet(example: string, sheet: string, title: string) {
	if (workflowId !== '') await stage.n8n.deactivate(workflowId);
	const form = await openForm(example);
	await form.attach('orders.csv', 'text/csv', sheet);
	const execution = stage.n8n.waitForExecution({ workflowId });
	execution.catch(() => undefined);
	const { name, content } = await form.submitForFile(title);
	const text = await form.text();
	const { id } = await execution;
	return {
		execution: await stage.n8n.readExecution(id),
		/** Of the page. */
		text,
		file: { name, lines: content.replace(BYTE_ORDER_MARK, '').trim().split('\n') },
		/** The file as it is, to be corrected and uploaded. */
		content,
	};
}

beforeEach(() => stage.sandbox.reset());

afterEach(async () => {
	await stage.n8n.deactivate(workflowId);
	workflowId = '';
});

describe('the example that ships a kit when a form is submitted', () => {
	const ADDRESS = {
		'First name': 'Nora',
		'Last name': 'Example',
		Street: '1 Example Street',
		City: 'Sampleton',
		State: 'CA',
		'Zip code': '90010',
	};

	it('makes the patient known, and places the order', async () => {
		const form = await openForm('ship-a-kit-from-a-form.json');
		for (const [label, text] of Object.entries(ADDRESS)) await form.fill(label, text);
		await form.fill('Email', 'nora@example.com');

		const execution = await submit(form);

		expect(execution.status).toBe('success');
		expect(execution.items('Refused')).toEqual([]);
		expect(execution.items('Placed')).toMatchObject([
			{ json: { message: expect.stringMatching(/^Order \d+ is placed: orderPlaced\.$/) } },
		]);
		const order = stage.sandbox.orders
			.list()
			.find(({ externalOrderIds }) => externalOrderIds?.some((text) => text.startsWith('form-')));
		expect(order).toMatchObject({
			patient: { firstName: 'Nora', lastName: 'Example', email: 'nora@example.com' },
			orderKits: [{ kit: { id: seedIds.kit }, count: 1 }],
		});
	});

	it('does without an email address', async () => {
		const form = await openForm('ship-a-kit-from-a-form.json');
		for (const [label, text] of Object.entries(ADDRESS)) await form.fill(label, text);

		const execution = await submit(form);

		expect(execution.items('Refused')).toEqual([]);
		expect(execution.items('Placed')).toHaveLength(1);
	});
});

const HEADER = 'orderId,patient,kit,count';
const ALL_PLACED = 'All orders are placed';
const SOME_REFUSED = 'Some rows are refused';

describe('the example that places bulk orders from a spreadsheet', () => {
	const FILE = 'bulk-orders-from-a-spreadsheet.json';
	const ROWS = [
		HEADER,
		'BULK-1,1234abcd,1000,1',
		'BULK-2,patient-1235,1001,2',
		`BULK-3,nobody-knows,1000,1`,
		`BULK-4,patient-1238,${seedIds.unknownKit},1`,
		'BULK-5,patient-1239,1002,1',
		'BULK-6,patient-1240,1000,none',
	];

	it('places what it can, and gives the refused rows back with what to change', async () => {
		const { execution, file, text } = await uploadSheet(FILE, sheetOf(...ROWS), SOME_REFUSED);

		expect(execution.status).toBe('success');
		expect(text).toContain('Placed: 3. Found, and not placed again: 0. Refused: 3 (rows: 3).');
		expect(file).toEqual({
			name: 'refused-rows.csv',
			lines: [
				`${HEADER},whatHappened,howToFix`,
				expect.stringMatching(
					/^BULK-3,nobody-knows,1000,1,Impilo has no patient with this .*Check/,
				),
				expect.stringMatching(
					/^BULK-4,patient-1238,\d+,1,Impilo does not accept .*Check the values/,
				),
				expect.stringMatching(
					/^BULK-6,patient-1240,1000,none,.*Count is not a whole number.*Enter/,
				),
			],
		});
		expect(listPlaced('BULK-')).toEqual(['BULK-1', 'BULK-2', 'BULK-5']);
	});

	it('places only what is missing when the sheet is corrected and uploaded', async () => {
		await uploadSheet(FILE, sheetOf(...ROWS.slice(0, 3)), ALL_PLACED);

		const corrected = sheetOf(...ROWS.slice(0, 2), 'BULK-3,patient-1237,1000,1');
		const { file, text } = await uploadSheet(FILE, corrected, ALL_PLACED);

		expect(text).toContain('Placed: 1. Found, and not placed again: 1. Refused: 0.');
		expect(file).toEqual({
			name: 'placed-orders.csv',
			lines: [
				'orderId,impiloOrderId,status',
				expect.stringMatching(/^BULK-1,\d+,orderPlaced$/),
				expect.stringMatching(/^BULK-3,\d+,orderPlaced$/),
			],
		});
		expect(listPlaced('BULK-')).toEqual(['BULK-1', 'BULK-2', 'BULK-3']);
	});

	it('places nothing where nothing can be placed, and refuses a row without an ID', async () => {
		const sheet = sheetOf(HEADER, 'BULK-3,nobody-knows,1000,1', ',1234abcd,1000,1');
		stage.sandbox.clearRequests();

		const { text, file } = await uploadSheet(FILE, sheet, SOME_REFUSED);

		expect(text).toContain('Placed: 0. Found, and not placed again: 0. Refused: 2 (rows: 2).');
		expect(file.lines[2]).toMatch(/^,1234abcd,1000,1,"External Order IDs is empty, and Combine/);
		expect(stage.sandbox.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
	});
});

describe("the example that places the orders of a shop's export", () => {
	const FILE = 'orders-from-a-shops-export.json';
	const SAMPLE = readSample('orders-from-a-shops-export.csv');
	const PLACED = ['SHOP-1001', 'SHOP-1002', 'SHOP-1004'];

	/** The items of an order and their counts. */
	function contentsOf(externalOrderId: string): unknown {
		const order = stage.sandbox.orders
			.list()
			.find(({ externalOrderIds }) => externalOrderIds?.includes(externalOrderId));
		return order?.orderItems?.map(({ item, count }) => [item.id, count]);
	}

	it('places an order with the lines of all its rows, once, and gives refused orders back whole', async () => {
		const { file, text, content } = await uploadSheet(FILE, SAMPLE, SOME_REFUSED);

		expect(text).toContain('Placed: 3. Found, and not placed again: 0. Refused: 1 (rows: 3).');
		const named = /External Order IDs shares an ID with item 4.*An order is only placed/;
		expect(file).toEqual({
			name: 'refused-rows.csv',
			lines: [
				'order,patient,sku,count,note,whatHappened,howToFix',
				expect.stringMatching(/^SHOP-1003,patient-1237,SKU-00304,1,Leave at the door,/),
				expect.stringMatching(/^SHOP-1003,,SKU-0305,1,,.*\[item 4\].*SKU-00305/),
				expect.stringMatching(/^SHOP-1003,,SKU-00306,1,,/),
			],
		});
		expect(file.lines[1]).toMatch(named);
		expect(file.lines[3]).toMatch(named);
		expect(listPlaced('SHOP-')).toEqual(PLACED);
		expect(contentsOf('SHOP-1001')).toEqual([
			[301, 1],
			[302, 2],
		]);

		const again = await uploadSheet(FILE, content, SOME_REFUSED);
		expect(again.text).toContain(
			'Placed: 0. Found, and not placed again: 0. Refused: 1 (rows: 3).',
		);
		expect(again.file.lines).toEqual([
			file.lines[0],
			...file.lines
				.slice(1)
				.map((line) => expect.stringContaining(line.split(',').slice(0, 5).join(','))),
		]);

		const corrected = again.content.replace(',SKU-0305,', ',SKU-00305,');
		const last = await uploadSheet(FILE, corrected, ALL_PLACED);

		expect(last.text).toContain('Placed: 1. Found, and not placed again: 0. Refused: 0.');
		expect(last.file.lines).toEqual([
			'order,impiloOrderId,status',
			expect.stringMatching(/^SHOP-1003,\d+,orderPlaced$/),
		]);
		expect(listPlaced('SHOP-')).toEqual([...PLACED, 'SHOP-1003'].sort());
		expect(contentsOf('SHOP-1003')).toEqual([
			[304, 1],
			[305, 1],
			[306, 1],
		]);
	});

	it('finds what is placed when the whole export is corrected and uploaded', async () => {
		await uploadSheet(FILE, SAMPLE, SOME_REFUSED);

		const corrected = SAMPLE.replace(',SKU-0305,', ',SKU-00305,');
		const { text, file } = await uploadSheet(FILE, corrected, ALL_PLACED);

		expect(text).toContain('Placed: 1. Found, and not placed again: 3. Refused: 0.');
		expect(file.lines).toHaveLength(5);
		expect(listPlaced('SHOP-')).toEqual([...PLACED, 'SHOP-1003'].sort());
	});
});

describe('the example that places bulk orders only when all rows were checked', () => {
	const FILE = 'bulk-orders-checked-first.json';
	const GOOD_ROWS = ['BULK-1,1234abcd,1000,1', 'BULK-2,patient-1235,1001,2'];

	it('gives the sheet back with what to correct, and places nothing', async () => {
		const sheet = sheetOf(
			HEADER,
			...GOOD_ROWS,
			'BULK-3,nobody-knows,1000,1',
			`BULK-4,patient-1238,${seedIds.unknownKit},none`,
		);
		stage.sandbox.clearRequests();

		const { execution, text, file, content } = await uploadSheet(
			FILE,
			sheet,
			'Nothing is placed yet',
		);

		expect(execution.status).toBe('success');
		expect(text).toContain('Orders that can be placed: 2 of 4. None was placed.');
		expect(file).toEqual({
			name: 'to-correct.csv',
			lines: [
				`${HEADER},whatHappened,howToFix,warnings`,
				`${GOOD_ROWS[0]},,,`,
				`${GOOD_ROWS[1]},,,`,
				expect.stringMatching(
					/^BULK-3,nobody-knows,1000,1,Impilo has no patient with this .*Check/,
				),
				expect.stringMatching(/^BULK-4,patient-1238,\d+,none,.*Count is not a whole number.*Enter/),
			],
		});
		expect(execution.items('Place orders')).toEqual([]);
		expect(stage.sandbox.requests.filter(({ method }) => method !== 'GET')).toEqual([]);

		const corrected = content
			.replace('nobody-knows', 'patient-1237')
			.replace(/,\d+,none/, ',1000,1');
		const last = await uploadSheet(FILE, corrected, ALL_PLACED);

		expect(last.text).toContain('Placed: 4. Found, and not placed again: 0. Refused: 0.');
		expect(last.file.lines).toEqual([
			'orderId,impiloOrderId,status',
			...[1, 2, 3, 4].map((row) =>
				expect.stringMatching(new RegExp(`^BULK-${row},\\d+,orderPlaced$`)),
			),
		]);
		expect(listPlaced('BULK-')).toEqual(['BULK-1', 'BULK-2', 'BULK-3', 'BULK-4']);
	});

	it('places nothing where a row has no ID: it would be placed again with the next upload', async () => {
		const sheet = sheetOf(HEADER, ...GOOD_ROWS, ',patient-1237,1000,1');

		const { text, file } = await uploadSheet(FILE, sheet, 'Nothing is placed yet');

		expect(text).toContain('Orders that can be placed: 2 of 3. None was placed.');
		expect(file.lines[3]).toMatch(/^,patient-1237,1000,1,,,"The expression in External Order IDs/);
		expect(listPlaced('BULK-')).toEqual([]);
	});

	it('gives a row back that Impilo refuses although it was checked', async () => {
		stage.sandbox.refuseNext('insufficient_inventory');

		const { text, file } = await uploadSheet(FILE, sheetOf(HEADER, ...GOOD_ROWS), SOME_REFUSED);

		expect(text).toContain('Placed: 1. Found, and not placed again: 0. Refused: 1 (rows: 1).');
		expect(file.lines).toEqual([
			`${HEADER},whatHappened,howToFix`,
			expect.stringMatching(/^BULK-\d,[\w-]+,\d+,\d,.*has enough in stock.*,.*Lower Count/),
		]);
		expect(listPlaced('BULK-')).toHaveLength(1);
	});
});

describe('the example that enrolls a patient and ships the starter kit', () => {
	const FILE = 'enroll-and-ship-the-starter-kit.json';
	const PATIENT = {
		'Patient ID': 'MRN-E2E-1',
		'First name': 'Nora',
		'Last name': 'Example',
		'Date of birth': '1980-01-31',
		Street: '1 Example Street',
		City: 'Sampleton',
		State: 'CA',
		'Zip code': '90010',
	};
	const ORDERED = 'The starter kit is ordered';
	const NOT_ORDERED = 'The starter kit is not ordered';

	async function enroll(title: string, differences: Partial<typeof PATIENT> = {}) {
		const form = await openForm(FILE);
		for (const [label, text] of Object.entries({ ...PATIENT, ...differences })) {
			await form.fill(label, text);
		}
		const execution = await submit(form, title);
		return { execution, text: await form.text() };
	}

	function listStarterKits() {
		return stage.sandbox.orders
			.list()
			.filter(({ externalOrderIds }) => externalOrderIds?.some((id) => id.startsWith('starter-')));
	}

	function findEnrolled() {
		return [...stage.sandbox.patients.values()].filter(
			({ externalIdentifier }) => externalIdentifier === PATIENT['Patient ID'],
		);
	}

	it('creates the patient, checks the order, places it, and shows its status', async () => {
		const { execution, text } = await enroll(ORDERED);

		expect(execution.status).toBe('success');
		expect(execution.items('Check order')).toMatchObject([
			{ json: { canBePlaced: true, existingOrderId: null, problems: [] } },
		]);
		const [patient, ...others] = findEnrolled();
		expect(others).toEqual([]);
		expect(patient).toMatchObject({ firstName: 'Nora', dateOfBirth: '1980-01-31', enrolled: true });
		expect(listStarterKits()).toMatchObject([
			{
				patient: { id: patient?.id },
				orderKits: [{ kit: { id: seedIds.kit }, count: 1 }],
				externalOrderIds: [`starter-kit-${patient?.id}`],
			},
		]);
		const [order] = listStarterKits();
		expect(text).toContain(`Order ${order?.id} of patient ${patient?.id} is at: orderPlaced.`);
		expect(text).not.toContain('Nora');
	});

	it('updates the patient, and ships nothing again, when the form is sent again', async () => {
		await enroll(ORDERED);
		await stage.n8n.deactivate(workflowId);

		const { execution, text } = await enroll(ORDERED, { Street: '2 Example Street' });

		expect(findEnrolled()).toMatchObject([{ address: { lineOne: '2 Example Street' } }]);
		const [order, ...others] = listStarterKits();
		expect(others).toEqual([]);
		expect(execution.items('Check order')).toMatchObject([
			{ json: { canBePlaced: true, existingOrderId: order?.id } },
		]);
		expect(text).toContain(`Order ${order?.id} `);
	});

	it('says what is in the way, and places nothing', async () => {
		const kit = stage.sandbox.kits.get(seedIds.kit);
		if (kit === undefined) throw new Error('The sandbox has no such kit');
		kit.archived = true;

		const { execution, text } = await enroll(NOT_ORDERED);

		expect(execution.status).toBe('success');
		expect(text).toContain(`Kit ${seedIds.kit} is archived. Choose another kit`);
		expect(execution.items('Place order')).toEqual([]);
		expect(listStarterKits()).toEqual([]);
	});

	it('says what is not right about the patient', async () => {
		const { execution, text } = await enroll('The patient is not enrolled', {
			'Date of birth': '2999-01-31',
		});

		expect(text).toContain('Date of Birth is in the future. Enter the date of birth');
		expect(execution.items('Check order')).toEqual([]);
		expect(findEnrolled()).toEqual([]);
	});

	it('says what Impilo has refused', async () => {
		stage.sandbox.refuseNext('insufficient_inventory');

		const { text } = await enroll(NOT_ORDERED);

		expect(text).toMatch(/has enough in stock.*Lower Count/);
		expect(listStarterKits()).toEqual([]);
	});
});

describe('the example for a patient who leaves', () => {
	async function leave(patientId: string, title: string) {
		const form = await openForm('patient-leaves.json');
		await form.fill('Patient ID', patientId);
		const execution = await submit(form, title);
		return { execution, text: await form.text() };
	}

	it('disenrolls the patient, and lists the returns that were created', async () => {
		const { patientWithDevice, deviceWithPatient } = seedIds;
		const known = new Set(stage.sandbox.returns.keys());

		const { execution, text } = await leave(
			`patient-${patientWithDevice}`,
			'The patient is disenrolled',
		);

		expect(execution.status).toBe('success');
		expect(stage.sandbox.patients.get(patientWithDevice)).toMatchObject({
			enrolled: false,
			archived: false,
		});
		const created = [...stage.sandbox.returns.values()].filter(({ id }) => !known.has(id));
		expect(created).toMatchObject([
			{ patient: { id: patientWithDevice }, returnDevices: [{ id: deviceWithPatient }] },
		]);
		const device = `Pulse Oximeter (${deviceWithPatient})`;
		expect(text).toContain(`Patient ${patientWithDevice} is disenrolled.`);
		expect(text).toContain(`Devices of the patient: ${device}.`);
		expect(text).toContain(`Returns to expect: ${created[0]?.id} with ${device}.`);
	});

	it('does so for a patient without devices', async () => {
		const patientId = 1260;

		const { text } = await leave(`patient-${patientId}`, 'The patient is disenrolled');

		expect(stage.sandbox.patients.get(patientId)).toMatchObject({ enrolled: false });
		expect(text).toContain('Devices of the patient: none.');
		expect(text).toContain('Returns to expect: none.');
	});

	it('changes nothing where Impilo does not know the patient', async () => {
		const { execution, text } = await leave('nobody-knows', 'Nothing was changed');

		expect(execution.items('Disenroll')).toEqual([]);
		expect(text).toContain('Impilo has no patient with this external identifier');
	});
});

/** The external order IDs that begin so, of all orders that the sandbox has, each as often as it is there. */
function listPlaced(beginning: string): string[] {
	return stage.sandbox.orders
		.list()
		.flatMap(({ externalOrderIds }) => externalOrderIds ?? [])
		.filter((id) => id.startsWith(beginning))
		.sort();
}
