import type { Locator } from 'playwright-core';

import { Editor } from '../pages/editor';
import { importExample, listExamples, readExample } from '../setup/exampleWorkflow';
import { page, stage } from '../setup/given';

describe('an example on the canvas', () => {
	const editor = new Editor(page, stage.n8n);

	it.each(listExamples())(
		'%s has no node that needs a remedy, and a note that fits',
		async (file) => {
			const { nodes } = readExample(file);
			await editor.open(await importExample(stage, file));
			for (const { name, type } of nodes) {
				if (!type.endsWith('.stickyNote')) await editor.node(name).waitFor();
			}

			expect(await page.getByTestId('node-issues').count()).toBe(0);
			const note = page.locator('[data-test-id="sticky"]').first();
			await note.waitFor();
			expect(await findBottom(note.locator('p, li').last())).toBeLessThan(await findBottom(note));
			expect(await note.innerText()).not.toMatch(/[*_`]/);
		},
	);

	it.each(listExamples())('%s has nothing that lies on something else', (file) => {
		const boxes = readExample(file).nodes.map(({ name, position: [x, y], parameters, type }) =>
			type.endsWith('.stickyNote')
				? { name, x, y, width: Number(parameters.width), height: Number(parameters.height) }
				: { name, x, y, width: NODE_SIZE, height: NODE_SIZE + LABEL_HEIGHT },
		);

		const overlaps = boxes.flatMap((one, index) =>
			boxes
				.slice(index + 1)
				.filter(
					(other) =>
						one.x < other.x + other.width &&
						other.x < one.x + one.width &&
						one.y < other.y + other.height &&
						other.y < one.y + one.height,
				)
				.map((other) => `${one.name} and ${other.name}`),
		);
		expect(overlaps).toEqual([]);
	});
});

const NODE_SIZE = 96;
/** Of a name below a node, and what it does. */
const LABEL_HEIGHT = 44;

async function findBottom(part: Locator): Promise<number> {
	const box = await part.boundingBox();
	if (box === null) throw new Error('It is not to be seen');
	return box.y + box.height;
}
