import type { INodeExecutionData } from 'n8n-workflow';

import { seedIds } from '../../../sandbox';
import { PublicForm } from '../pages/publicForm';
import { importExample, readExample } from '../setup/exampleWorkflow';
import { page, stage } from '../setup/given';

let workflowId: string;

/** Imports and publishes an example, and opens its form. */
async function openForm(file: string): Promise<PublicForm> {
	workflowId = await importExample(stage, file);
	await stage.n8n.activate(workflowId);
	const trigger = readExample(file).nodes.find(({ type }) => type.endsWith('.formTrigger'));
	const form = new PublicForm(page, `${stage.n8n.url}/form/${String(trigger?.webhookId)}`);
	await form.open();
	return form;
}

/** Sends the form, and reads what the workflow gave. */
async function submit(form: PublicForm) {
	const execution = stage.n8n.waitForExecution({ workflowId });
	execution.catch(() => undefined);
	await form.submit();
	return await stage.n8n.readExecution((await execution).id);
}

beforeEach(() => stage.sandbox.reset());

afterEach(async () => await stage.n8n.deactivate(workflowId));

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

describe('the example that places bulk orders from a spreadsheet', () => {
	const ROWS = [
		'orderId,patient,kit,count',
		'BULK-1,1234abcd,1000,1',
		'BULK-2,patient-1235,1001,2',
		`BULK-3,nobody-knows,1000,1`,
		`BULK-4,patient-1238,${seedIds.unknownKit},1`,
		'BULK-5,patient-1239,1002,1',
		'BULK-6,patient-1240,1000,none',
	];

	it('places what it can, and gives the refused rows back with what to change', async () => {
		const form = await openForm('bulk-orders-from-a-spreadsheet.json');
		await form.attach('orders.csv', 'text/csv', `${ROWS.join('\n')}\n`);

		const execution = await submit(form);

		expect(execution.status).toBe('success');
		expect(await readSheet(execution.items('Placed orders'))).toEqual([
			'orderId,impiloOrderId,status',
			expect.stringMatching(/^BULK-1,\d+,orderPlaced$/),
			expect.stringMatching(/^BULK-2,\d+,orderPlaced$/),
			expect.stringMatching(/^BULK-5,\d+,orderPlaced$/),
		]);
		expect(await readSheet(execution.items('Refused rows'))).toEqual([
			'orderId,patient,kit,count,whatHappened,howToFix',
			expect.stringMatching(/^BULK-3,nobody-knows,1000,1,Impilo has no patient with this .*Check/),
			expect.stringMatching(/^BULK-4,patient-1238,\d+,1,Impilo does not accept .*Check the values/),
			expect.stringMatching(/^BULK-6,patient-1240,1000,none,.*Count is not a whole number.*Give/),
		]);
		expect(listPlaced()).toEqual(['BULK-1', 'BULK-2', 'BULK-5']);
	});

	it('places only what is missing when the sheet is corrected and uploaded', async () => {
		const form = await openForm('bulk-orders-from-a-spreadsheet.json');
		await form.attach('orders.csv', 'text/csv', `${ROWS.slice(0, 3).join('\n')}\n`);
		await submit(form);

		await form.open();
		const corrected = [ROWS[0], ROWS[1], 'BULK-3,patient-1237,1000,1'];
		await form.attach('orders.csv', 'text/csv', `${corrected.join('\n')}\n`);
		const execution = await submit(form);

		expect(await readSheet(execution.items('Placed orders'))).toHaveLength(3);
		expect(execution.items('Refused rows')).toEqual([]);
		expect(listPlaced()).toEqual(['BULK-1', 'BULK-2', 'BULK-3']);
	});
});

/** The external order IDs of all bulk orders, as the sandbox has them. */
function listPlaced(): string[] {
	return stage.sandbox.orders
		.list()
		.flatMap(({ externalOrderIds }) => externalOrderIds ?? [])
		.filter((id) => id.startsWith('BULK-'))
		.sort();
}

/** Reads the lines of the file in an item, as a browser gets it from n8n. */
async function readSheet([item]: INodeExecutionData[]): Promise<string[]> {
	const file = item?.binary?.data;
	if (file?.id === undefined) throw new Error('n8n has kept no file');
	const { id, fileName = '', mimeType } = file;
	const response = await page.request.get(`${stage.n8n.url}/rest/binary-data`, {
		params: { id, action: 'download', fileName, mimeType },
	});
	expect(response.status()).toBe(200);
	const text = await response.text();
	return text
		.replace(/^\uFEFF/, '')
		.trim()
		.split('\n');
}
