import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Server, Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';

import type { Certificate } from './certificates';

export interface Received {
	method: string;
	/** Path and query, or the whole address where a proxy is asked. */
	target: string;
	headers: IncomingMessage['headers'];
	body: Buffer;
}

/** Answers one request, or does something else to it. */
export type Answer = (
	response: ServerResponse,
	request: Received,
	socket: Socket,
) => void | Promise<void>;

export interface HostileServer {
	port: number;
	/** The requests received, in order. */
	readonly requests: Received[];
	/** Connections that are open. */
	readonly connections: ReadonlySet<Socket>;
	/** How requests are answered from now on. */
	answer: Answer;
	stop(): Promise<void>;
}

/** Starts a server on this machine, with https where it gets a certificate. */
export async function startServer(
	answer: Answer,
	certificate?: Certificate,
): Promise<HostileServer> {
	const requests: Received[] = [];
	const receive = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
		const { method = '', url: target = '', headers, socket } = request;
		const received = { method, target, headers, body: await buffer(request) };
		requests.push(received);
		await hostile.answer(response, received, socket);
	};
	const onRequest = (request: IncomingMessage, response: ServerResponse): void => {
		// Half a request, or a client that is gone before the answer is.
		receive(request, response).catch(() => request.socket.destroy());
	};
	const server = certificate ? createTlsServer(certificate, onRequest) : createServer(onRequest);
	const hostile: HostileServer = { ...(await listen(server)), requests, answer };
	return hostile;
}

/** Lets a server listen on a free port of this machine, and end with all its connections. */
export async function listen(
	server: Server,
): Promise<Pick<HostileServer, 'port' | 'connections' | 'stop'>> {
	const connections = new Set<Socket>();
	server.on('connection', (socket: Socket) => {
		connections.add(socket);
		socket.on('error', () => {});
		socket.once('close', () => connections.delete(socket));
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		port: (server.address() as AddressInfo).port,
		connections,
		stop: async () => {
			const closed = new Promise((resolve) => server.close(resolve));
			for (const socket of connections) socket.destroy();
			await closed;
		},
	};
}
