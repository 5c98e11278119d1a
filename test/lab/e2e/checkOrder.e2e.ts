import { SCARCE_STOCK, seedIds } from '../../../sandbox';
import { Editor } from './pages/editor';
import type { NodeView } from './pages/nodeView';
import { page, stage } from './setup/given';

const SCARCE_ITEM = 'Spirometer, Limited Edition';
const EXTERNAL_ORDER_ID = 'E2E-CHECKED';

let editor: Editor;
let view: NodeView;

beforeAll(async () => {
	stage.sandbox.reset();
	editor = new Editor(page, stage.n8n);
	await editor.openNew();
	view = await editor.addAction('Impilo', 'Check order before placing it');
});

function listChanges() {
	return stage.sandbox.requests.filter(({ method }) => method !== 'GET');
}

describe('Check', () => {
	it('shows all problems at once, with how to fix each', async () => {
		const identifier = `patient-${seedIds.notEnrolledPatient}`;
		expect(await view.output.getByText('this ships devices').isVisible()).toBe(false);
		await view.picker('patientId').pick(identifier, identifier);
		const kit = await view.addLine('orderKits');
		await kit.pick('diabetes starter', 'Diabetes Starter Kit');
		const item = await view.addLine('orderItems');
		await item.pick('spirometer', SCARCE_ITEM);
		await view.fillInLine('orderItems', 'count', '40');
		await view.fill('externalOrderIds', EXTERNAL_ORDER_ID);
		stage.sandbox.clearRequests();

		const execution = await editor.runNode(view);

		expect(execution.status).toBe('success');
		const [verdict, ...others] = await view.readTable();
		expect(others).toEqual([]);
		expect(verdict).toMatchObject({ canBePlaced: 'false', existingOrderId: 'null' });
		for (const text of [
			'The patient is not enrolled',
			'Choose another patient under Patient',
			`Only ${SCARCE_STOCK} of item ${seedIds.scarceItem} (${SCARCE_ITEM}) are left at Impilo; this order needs 40`,
			'Lower the count',
		]) {
			expect(verdict?.problems).toContain(text);
		}
		await view.output
			.getByText('The order cannot be placed. The patient is not enrolled.')
			.waitFor();
		expect(listChanges()).toEqual([]);
	});

	it('says that the order can be placed, and places nothing', async () => {
		const patient = stage.sandbox.patients.get(seedIds.notEnrolledPatient);
		if (patient === undefined) throw new Error('The sandbox has no such patient');
		patient.enrolled = true;
		await view.fillInLine('orderItems', 'count', String(SCARCE_STOCK));

		const execution = await editor.runNode(view);

		expect(execution.status).toBe('success');
		await view.output.getByText('The order can be placed. Nothing was placed').waitFor();
		expect(await view.readTable()).toMatchObject([
			{ canBePlaced: 'true', problems: '[empty array]' },
		]);
		expect(listChanges()).toEqual([]);
		expect(
			stage.sandbox.orders
				.list()
				.filter(({ externalOrderIds }) => externalOrderIds?.includes(EXTERNAL_ORDER_ID)),
		).toEqual([]);
	});
});
