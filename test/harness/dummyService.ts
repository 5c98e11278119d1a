import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SeenRequest {
	method: string;
	path: string;
	apiKey: string | undefined;
}

export interface DummyService {
	url: string;
	requests: SeenRequest[];
	close(): Promise<void>;
}

/** Answers `/things/<name>` with the name, `/fail…` with 400, a wrong key with 401; hangs on `/hang`. */
export async function startDummyService(): Promise<DummyService> {
	const requests: SeenRequest[] = [];
	const server = createServer((request, response) => answer(request, response, requests));
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return {
		url: `http://127.0.0.1:${port}`,
		requests,
		close: async () =>
			await new Promise((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			}),
	};
}

function answer(request: IncomingMessage, response: ServerResponse, requests: SeenRequest[]): void {
	const path = request.url ?? '';
	const apiKey = request.headers['x-api-key']?.toString();
	requests.push({ method: request.method ?? '', path, apiKey });
	if (path === '/hang') return;
	const status = apiKey !== 'right' ? 401 : path.startsWith('/fail') ? 400 : 200;
	response.writeHead(status, { 'content-type': 'application/json' });
	response.end(JSON.stringify({ name: path.split('/').at(-1) }));
}
