import { RESOURCES } from '../../../nodes/Impilo/resources';
import { Editor } from './pages/editor';
import type { NodePanel } from './pages/nodePanel';
import { page, stage } from './setup/given';

let panel: NodePanel;

beforeAll(async () => {
	const editor = new Editor(page, stage.n8n);
	await editor.openNew();
	panel = await editor.openNodePanel();
});

describe('the panel in which nodes are searched for', () => {
	it.each([
		...['Impilo', 'impilo', 'remote patient monitoring', 'RPM', 'medical devices'],
		...['medical device', 'blood pressure', 'spirometer', 'shipment'],
	])('finds the node by "%s", and says that it orders', async (searchText) => {
		const entry = await panel.find(searchText, 'Impilo');

		expect(await entry.innerText()).toContain('Orders medical devices');
		const icon = entry.locator('img[src*="impilo"]').first();
		const width = await icon.evaluate((image: { naturalWidth: number }) => image.naturalWidth);
		expect(width).toBeGreaterThan(0);
	});

	it('offers one trigger, which leaves the actions in sight, and each operation as an action', async () => {
		await (await panel.find('Impilo', 'Impilo')).click();

		await panel.entry('On new Impilo event').waitFor();
		const triggers = (await panel.names()).filter((name) => name.startsWith('On '));
		expect(triggers).toEqual(['On new Impilo event']);
		expect(await panel.isInSight('Actions')).toBe(true);
		await panel.unfold('Actions');

		const actions = RESOURCES.flatMap(({ operations }) =>
			operations.map(({ option }) => option.action),
		);
		for (const action of actions) {
			await panel.entry(action).waitFor();
		}
	});
});
