import { seedIds } from '../../../../sandbox';
import { Editor } from '../pages/editor';
import { importExample } from '../setup/exampleWorkflow';
import { page, stage } from '../setup/given';

const editor = new Editor(page, stage.n8n);

/** Opens an example, runs it by the button, and reads what it gave. */
async function run(file: string) {
	await editor.open(await importExample(stage, file));
	const { id } = await editor.runWorkflow();
	return await stage.n8n.readExecution(id);
}

beforeEach(() => stage.sandbox.reset());

describe('an example that is run by hand', () => {
	it('places an order for a patient, and gets its summary as a file', async () => {
		const execution = await run('order-for-a-patient.json');

		expect(execution.status).toBe('success');
		expect(execution.items('Place order')).toMatchObject([
			{ json: { currentStatus: 'orderPlaced', patientId: seedIds.patient } },
		]);
		const [summary] = execution.items('Get summary PDF');
		expect(summary?.binary?.data).toMatchObject({
			fileName: `impilo-order-${String(summary?.json.id)}.pdf`,
			mimeType: 'application/pdf',
		});
	});

	it('places an order for a site', async () => {
		const execution = await run('order-for-a-site.json');

		expect(execution.items('Place order')).toMatchObject([
			{ json: { currentStatus: 'orderPlaced', siteId: seedIds.site, patientId: null } },
		]);
	});

	it('places an order with a return', async () => {
		const execution = await run('order-with-a-return.json');

		expect(execution.items('Place order')).toMatchObject([
			{ json: { currentStatus: 'orderPlaced', patientId: seedIds.otherPatient } },
		]);
	});

	it('shows a refusal, which leaves by the other output', async () => {
		const execution = await run('refused-order.json');

		expect(execution.status).toBe('success');
		expect(execution.items('Placed')).toEqual([]);
		expect(execution.items('Refused')).toMatchObject([
			{ json: { error: expect.any(String), details: { howToFix: expect.any(String) } } },
		]);
	});

	it('lists orders and gets each', async () => {
		const execution = await run('list-and-get-orders.json');

		const listed = execution.items('List orders').map(({ json }) => json.id);
		expect(listed).toHaveLength(5);
		expect(execution.items('Get order').map(({ json }) => json.id)).toEqual(listed);
	});
});
