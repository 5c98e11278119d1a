import { sandboxKeys } from '../../../sandbox';
import { Editor } from './pages/editor';
import type { NodeView } from './pages/nodeView';
import { removeAddedCredentials } from './setup/addedCredentials';
import { page, stage } from './setup/given';

let view: NodeView;

beforeAll(async () => {
	const editor = new Editor(page, stage.n8n);
	await editor.openNew();
	view = await editor.addAction('Impilo', 'Get many orders');
});

afterAll(async () => await removeAddedCredentials(stage));

describe('the credential', () => {
	it('fails its test with a wrong key and says why, and passes it with the right one', async () => {
		const dialog = await view.createCredential();
		await dialog.window.getByText('Orders are real: devices are shipped.').waitFor();
		await dialog.chooseEnvironment('Custom');
		await dialog.window.getByText('Orders are real').waitFor({ state: 'hidden' });
		await dialog.fill('baseUrl', stage.sandbox.url);
		await dialog.fill('apiKey', 'a-wrong-key');

		await dialog.save();

		expect(await dialog.readRefusal()).toContain(
			'Impilo does not know this API key, or it has expired. Check that Environment matches the key',
		);

		await dialog.fill('apiKey', stage.sandbox.apiKey);
		await dialog.save();
		await dialog.isClosed();

		const again = await view.editCredential();
		await again.showsSuccess();
		await again.close();
	});

	it('says so where the key may not read orders', async () => {
		const dialog = await view.editCredential();
		await dialog.showsSuccess();
		await dialog.fill('apiKey', sandboxKeys.accessDenied);

		await dialog.save();

		expect(await dialog.readRefusal()).toContain(
			'Impilo knows this API key, but it may not read orders.',
		);
		await dialog.close();
	});
});
