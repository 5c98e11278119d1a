import path from 'node:path';

import {
	assignCredential,
	listExamples,
	readExample,
} from '../../examples/editor/exampleWorkflows';

const EXAMPLES = path.join(__dirname, '..', '..', 'examples');
const CREDENTIAL = { id: 'abc', name: 'Impilo sandbox' };

it('gives the credential to every Impilo node of every example, and leaves others alone', async () => {
	const files = await listExamples(EXAMPLES);
	expect(files).toContain('order-for-a-patient.json');

	for (const file of files) {
		const example = await readExample(EXAMPLES, file);
		const { nodes, ...workflow } = assignCredential(example, CREDENTIAL);

		expect(workflow).toEqual({
			name: example.name,
			connections: example.connections,
			settings: example.settings,
		});
		const withoutCredential = (list: typeof nodes) =>
			list.map(({ credentials, ...node }) => ({ ...node, ...credentials, impiloApi: undefined }));
		expect(withoutCredential(nodes)).toEqual(withoutCredential(example.nodes));
		const impiloNodes = nodes.filter(({ type }) => type.startsWith('n8n-nodes-impilo.'));
		expect(impiloNodes.length).toBeGreaterThan(0);
		for (const node of impiloNodes) expect(node.credentials?.impiloApi).toEqual(CREDENTIAL);
	}
});
