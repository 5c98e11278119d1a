import { connectN8n } from '../../scripts/n8n';

afterEach(() => jest.restoreAllMocks());

it('deletes what it made, whatever fails on the way, and then says what failed first', async () => {
	const deletions: string[] = [];
	let made = 0;
	jest.spyOn(globalThis, 'fetch').mockImplementation(async (url, { method } = {}) => {
		const path = String(url).replace('http://127.0.0.1:9/rest', '');
		if (method === 'DELETE') deletions.push(path);
		if (/1\/deactivate|2\/archive/.test(path)) return new Response('busy', { status: 500 });
		const data = { id: String(++made), status: 'not_published' };
		return await Promise.resolve(Response.json({ data: path === '/settings' ? {} : data }));
	});
	const owner = { url: 'http://127.0.0.1:9', email: 'a@example.com', password: 'invented' };
	const n8n = await connectN8n(owner);
	made = 0;
	await n8n.createWorkflow({ name: 'A', nodes: [], connections: {}, settings: {} });
	await n8n.createWorkflow({ name: 'B', nodes: [], connections: {}, settings: {} });
	await n8n.createCredential({ name: 'C', type: 'impiloApi', data: {} });

	await expect(n8n.stop()).rejects.toThrow(/500 to POST \/rest\/workflows\/1\/deactivate/);
	expect(deletions).toEqual(['/workflows/1', '/workflows/2', '/credentials/3']);
	await n8n.stop();
	expect(deletions).toHaveLength(3);
});
