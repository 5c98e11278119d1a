import { seedIds } from '../../../sandbox';
import { Editor } from './pages/editor';
import { Mouse } from './pages/mouse';
import type { NodeView } from './pages/nodeView';
import { PublicForm } from './pages/publicForm';
import { page, stage } from './setup/given';

/** Three orders in five rows, as a clinic may keep them. */
const SHEET = [
	'order,patient,sku,count',
	'CLINIC-2001,1234abcd,SKU-00301,1',
	'CLINIC-2001,1234abcd,SKU-00302,2',
	'CLINIC-2002,patient-1235,SKU-00303,1',
	'CLINIC-2003,patient-1237,SKU-00304,1',
	'CLINIC-2003,patient-1237,SKU-00306,1',
	'',
].join('\n');

const editor = new Editor(page, stage.n8n);
let mouse: Mouse;
let view: NodeView;

beforeAll(async () => {
	stage.sandbox.reset();
	mouse = await Mouse.watch(page);
});

/** What was placed from the sheet. */
function listPlaced() {
	return stage.sandbox.orders
		.list()
		.filter(({ externalOrderIds }) => externalOrderIds?.some((id) => id.startsWith('CLINIC')))
		.map(({ externalOrderIds, patient, orderItems }) => ({
			externalOrderIds,
			patient: patient?.id,
			lines: orderItems?.map(({ item, count }) => ({ item: item.id, count })),
		}));
}

/** @returns all that n8n shows of the refusal of the node */
async function readRefusal(): Promise<string> {
	const { status } = await editor.runNode(view);
	expect(status).toBe('error');
	expect(await view.isRefusalInSight()).toBe(true);
	expect(listPlaced()).toEqual([]);
	const { message, description } = await view.readRefusal();
	return `${message}\n${description}`;
}

describe('from an empty canvas to the orders of a sheet with a row for each line', () => {
	it('a form takes the sheet, and its rows are read', async () => {
		await editor.openNew();
		view = await editor.addTrigger('On form submission');
		await view.fill('formTitle', 'Orders');
		await view.lines('formFields').getByTestId('fixed-collection-add').click();
		await view.fill('fieldLabel', 'Sheet');
		await view.choose('fieldType', 'File');
		await editor.watchExecution(async () => {
			const [tab] = await Promise.all([page.waitForEvent('popup'), view.execute()]);
			await tab.locator('form').waitFor();
			const form = new PublicForm(tab, tab.url());
			await form.attach('orders.csv', 'text/csv', SHEET);
			await form.submit();
			await tab.close();
		});
		await view.output.getByText('orders.csv').waitFor();
		await view.close();

		view = await editor.addBehind('Extract from File', 'Extract from CSV');
		await view.fill('binaryPropertyName', 'Sheet');
		await editor.runNode(view);

		await view.output.getByText('5 items', { exact: true }).waitFor();
		await view.close();
	});

	it('who drags the columns onto the form is told which way each is to be taken', async () => {
		view = await editor.addBehind('Impilo', 'Create order');
		await view.drag('patient', 'patientId');
		await view.lines('orderItems').getByTestId('fixed-collection-add').click();
		await view.drag('sku', 'itemId');
		await view.drag('count', 'count');
		await view.drag('order', 'externalOrderIds');

		expect(await readRefusal()).toContain('switch Item from By ID to By SKU');
		await view.picker('itemId').chooseWay('By SKU');
		expect(await readRefusal()).toContain('switch Patient from By ID to Own ID');
		await view.picker('patientId').chooseWay('Own ID');
	});

	it('rows of one order are refused by naming the switch, which makes three orders of them', async () => {
		expect(await readRefusal()).toContain('turn on Combine Items Into Orders');
		await view.toggle('combineItems');

		const { status } = await editor.runNode(view);

		expect(status).toBe('success');
		await view.output.getByText('3 items', { exact: true }).waitFor();
		expect(listPlaced()).toEqual([
			{
				externalOrderIds: ['CLINIC-2001'],
				patient: seedIds.patient,
				lines: [
					{ item: 301, count: 1 },
					{ item: 302, count: 2 },
				],
			},
			{
				externalOrderIds: ['CLINIC-2002'],
				patient: seedIds.otherPatient,
				lines: [{ item: 303, count: 1 }],
			},
			{
				externalOrderIds: ['CLINIC-2003'],
				patient: seedIds.accentedPatient,
				lines: [
					{ item: 304, count: 1 },
					{ item: 306, count: 1 },
				],
			},
		]);
	});

	it('it takes 32 clicks, with four drags and three refused runs', async () => {
		const effort = await mouse.read();

		process.stdout.write(
			`From an empty canvas to the orders of a sheet: ${JSON.stringify(effort)}\n`,
		);
		// Without those in the form, which has a tab of its own.
		expect(effort.clicks).toBe(32);
	});
});
