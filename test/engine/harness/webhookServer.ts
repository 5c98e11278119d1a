import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { createGunzip } from 'node:zlib';

/** A request as n8n hands it to a trigger; `body` is missing if n8n doesn't parse it. */
export interface WebhookRequest extends IncomingMessage {
	rawBody: Buffer;
	body?: unknown;
}

/** Node's response with what triggers use of Express'. */
export interface WebhookResponse extends ServerResponse {
	status(code: number): this;
	json(body: unknown): this;
}

/** What n8n answers to a webhook's caller; nothing if the node has answered. */
export type WebhookAnswer = { status: number; body?: unknown } | undefined;

export type WebhookEndpoint = (
	request: WebhookRequest,
	response: WebhookResponse,
) => Promise<WebhookAnswer>;

export interface WebhookServer {
	/** Such as `http://127.0.0.1:40123/`. */
	origin: string;
	/** @param endpoints by the first segment of their URLs' paths */
	serve(endpoints: Record<string, WebhookEndpoint>): void;
	close(): Promise<void>;
}

/** Listens on a free port of the loopback interface; requests wait until `serve` is called. */
export async function listenOnLoopback(): Promise<WebhookServer> {
	const server = createServer();
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	return {
		origin: `http://127.0.0.1:${port}/`,
		serve: (endpoints) => {
			server.on('request', (message: IncomingMessage, reply: ServerResponse) => {
				const response = dressResponse(reply);
				void answer(message, response, endpoints).then((given) => {
					if (given !== undefined) response.status(given.status).json(given.body);
				});
			});
		},
		close: async () => {
			const closed = once(server, 'close');
			server.close();
			server.closeAllConnections();
			await closed;
		},
	};
}

async function answer(
	message: IncomingMessage,
	response: WebhookResponse,
	endpoints: Record<string, WebhookEndpoint>,
): Promise<WebhookAnswer> {
	const endpoint = endpoints[message.url?.split('/')[1] ?? ''];
	if (endpoint === undefined) return { status: 404 };
	try {
		const request: WebhookRequest = Object.assign(message, { rawBody: await readBody(message) });
		try {
			request.body = parseBody(request);
		} catch {
			return { status: 422 };
		}
		return await endpoint(request, response);
	} catch {
		return { status: 500 };
	}
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
	const isPacked = request.headers['content-encoding'] === 'gzip';
	return await buffer(isPacked ? request.pipe(createGunzip()) : request);
}

/** n8n parses forms and XML, too. */
function parseBody({ headers, rawBody }: WebhookRequest): unknown {
	const [type = ''] = (headers['content-type'] ?? '').toLowerCase().split(';');
	if (type === 'application/json' && rawBody.length > 0) {
		return JSON.parse(rawBody.toString()) as unknown;
	}
	if (type === 'text/plain') return rawBody.toString();
	return undefined;
}

function dressResponse(message: ServerResponse): WebhookResponse {
	const response = Object.assign(message, {
		status: (code: number) => {
			response.statusCode = code;
			return response;
		},
		json: (body: unknown) => {
			response.end(JSON.stringify(body));
			return response;
		},
	}) as WebhookResponse;
	return response;
}
