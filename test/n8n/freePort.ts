import { createServer } from 'node:net';

const HOST = '127.0.0.1';

/** Finds a port of this machine that nobody listens on. */
export async function findFreePort(): Promise<number> {
	const server = createServer();
	return await new Promise((resolve, reject) => {
		server.once('error', reject);
		server.listen(0, HOST, () => {
			const address = server.address();
			const port = typeof address === 'object' && address !== null ? address.port : undefined;
			server.close(() => {
				if (port === undefined) reject(new Error('This machine gave no free port'));
				else resolve(port);
			});
		});
	});
}
