import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

import { demandFreePort } from '../../examples/editor/portCheck';

it('says how to choose another port where this one is in use, and nothing where it is free', async () => {
	const server = createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;

	await expect(demandFreePort(port)).rejects.toThrow(
		`Port ${port} is in use, perhaps by an n8n that runs already, or may not be used.\nChoose another one: npm start -- --port 5678`,
	);

	server.close();
	await once(server, 'close');
	await expect(demandFreePort(port)).resolves.toBeUndefined();
});
