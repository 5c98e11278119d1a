import './environment';

import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';

import { getHtmlPolicy } from './engineGenerations';
import type { WebhookAnswer } from './webhookDelivery';
import { describeWebhookError, WebhookRefusal } from './webhookErrors';
import {
	dressRequest,
	dressResponse,
	type WebhookRequest,
	type WebhookResponse,
} from './webhookMessages';

/**
 * Handles a request.
 *
 * @param path what follows the endpoint's name in the URL
 * @throws what is answered as an error
 */
export type WebhookEndpoint = (
	request: WebhookRequest,
	response: WebhookResponse,
	path: string,
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
				void handle(dressRequest(message), dressResponse(reply), endpoints);
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

async function handle(
	request: WebhookRequest,
	response: WebhookResponse,
	endpoints: Record<string, WebhookEndpoint>,
): Promise<void> {
	try {
		if (request.method === 'OPTIONS') {
			response.status(204).json({});
			return;
		}
		const [, name = '', ...segments] = request.path.split('/');
		const endpoint = endpoints[name];
		if (endpoint === undefined) throw new WebhookRefusal(404, `Cannot ${request.method}`);
		const path = segments.join('/').replace(/\/$/, '');
		try {
			send(response, await endpoint(request, response, path));
		} catch (error) {
			const { status, body } = describeWebhookError(error as Error);
			response.status(status).json(body);
		}
	} catch {
		// The node answered already, and n8n wanted to answer too: Express then cuts the connection.
		request.socket.destroy();
	}
}

function send(response: WebhookResponse, answer: WebhookAnswer): void {
	if (answer.isSentByNode) return;
	const { status, body, isSandboxed } = answer;
	response.status(status);
	const policy = isSandboxed ? getHtmlPolicy() : undefined;
	if (policy !== undefined) response.setHeader('Content-Security-Policy', policy);
	if (body instanceof Readable) body.pipe(response);
	else if (typeof body === 'string') response.send(body);
	else response.json(body);
}
