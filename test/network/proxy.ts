import { createServer, request as forward, type IncomingMessage } from 'node:http';
import { connect, createServer as createTcpServer, type Socket } from 'node:net';

import { listen, type HostileServer } from './hostileServer';

export interface Proxy extends Pick<HostileServer, 'port' | 'stop'> {
	/** The first line of every request to the proxy itself, e.g. "CONNECT localhost:443". */
	readonly asked: string[];
	/** The user names and passwords it was given, as sent. */
	readonly logins: Array<string | undefined>;
	/** Everything that came in, tunnels included. */
	received(): string;
}

/** The proxy's answer to those who ask for a tunnel, instead of making it. */
export type Refusal = (socket: Socket) => void;

/** Starts a proxy on this machine. */
export async function startProxy(refuse?: Refusal): Promise<Proxy> {
	const asked: string[] = [];
	const logins: Array<string | undefined> = [];
	const chunks: Buffer[] = [];
	const note = ({ method, url, headers }: IncomingMessage): void => {
		asked.push(`${method} ${url}`);
		logins.push(headers['proxy-authorization']);
	};

	const server = createServer((request, response) => {
		note(request);
		const { method, url = '', headers } = request;
		const onward = forward(url, { method, headers }, (answer) => {
			response.writeHead(answer.statusCode ?? 502, answer.headers);
			answer.pipe(response);
		});
		onward.on('error', () => response.destroy());
		request.pipe(onward);
	});
	server.on('connect', (request: IncomingMessage, socket: Socket, start: Buffer) => {
		note(request);
		if (refuse) return refuse(socket);
		const [host, port] = (request.url ?? '').split(':');
		const target = connect(Number(port), host, () => {
			socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
			target.write(start);
			socket.pipe(target).pipe(socket);
		});
		target.on('error', () => socket.destroy());
		socket.on('close', () => target.destroy());
	});
	const inner = await listen(server);
	// Every byte passes here first, whether it's for the proxy itself or for a tunnel.
	const tap = await listen(
		createTcpServer((front) => {
			const back = connect(inner.port, '127.0.0.1');
			front.on('data', (chunk: Buffer) => chunks.push(chunk));
			front.on('close', () => back.destroy());
			back.on('error', () => front.destroy());
			back.on('close', () => front.end());
			front.pipe(back).pipe(front);
		}),
	);
	return {
		port: tap.port,
		asked,
		logins,
		received: () => Buffer.concat(chunks).toString('latin1'),
		stop: async () => {
			await Promise.all([tap.stop(), inner.stop()]);
		},
	};
}
