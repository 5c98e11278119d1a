import { createServer } from 'node:net';

const HOST = '127.0.0.1';

/** Whether something could listen on this port of this machine now. */
export async function isPortFree(port: number): Promise<boolean> {
	const server = createServer();
	return await new Promise((resolve) => {
		server.once('error', () => resolve(false));
		server.listen(port, HOST, () => server.close(() => resolve(true)));
	});
}

/** @throws Error that says how to choose another one, where the port is in use */
export async function demandFreePort(port: number): Promise<void> {
	if (await isPortFree(port)) return;
	throw new Error(
		`Port ${port} is in use, perhaps by an n8n that runs already, or may not be used.\nChoose another one: npm start -- --port ${port === 5678 ? 5680 : 5678}`,
	);
}
