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
	it.each(['Impilo', 'impilo', 'remote patient monitoring', 'RPM', 'medical devices'])(
		'finds the node by "%s"',
		async (searchText) => {
			const entry = await panel.find(searchText, 'Impilo');

			const icon = entry.locator('img[src*="impilo"]').first();
			const width = await icon.evaluate((image: { naturalWidth: number }) => image.naturalWidth);
			expect(width).toBeGreaterThan(0);
		},
	);

	it('offers the operations as actions, and the events as triggers', async () => {
		await (await panel.find('Impilo', 'Impilo')).click();

		await panel.entry('On any order status change').waitFor();
		const [firstTrigger] = (await panel.names()).filter((name) => name.startsWith('On '));
		expect(firstTrigger).toBe('On any order status change');
		await panel.unfold('Actions');

		const actions = RESOURCES.flatMap(({ operations }) =>
			operations.map(({ option }) => option.action),
		);
		for (const action of actions) {
			await panel.entry(action).waitFor();
		}
	});
});
