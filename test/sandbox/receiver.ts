import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { type Sandbox, type Subscription, type WebhookType } from '../../sandbox';
import { call } from './client';

export interface ReceivedEvent {
	method: string | undefined;
	path: string | undefined;
	headers: IncomingHttpHeaders;
	text: string;
	at: number;
	/** Closes the connection unanswered. */
	abandon: () => void;
}

export interface Receiver {
	readonly url: string;
	readonly received: ReceivedEvent[];
	/** What is answered from now on, one after the other, the last one for ever. */
	answers: Array<number | 'nothing'>;
	/** The bodies that came in. */
	readonly events: Array<{ id: string; type: string; payload: Record<string, unknown> }>;
	/** Resolves when so many have come in. */
	waitFor(count: number): Promise<void>;
	stop(): Promise<void>;
}

/** Where webhooks are sent: a server of its own on this machine, which answers 200 to begin with. */
export async function startReceiver(): Promise<Receiver> {
	const server = createServer(async (request, response) => {
		const { method, url: path, headers } = request;
		receiver.received.push({
			method,
			path,
			headers,
			text: await text(request),
			at: performance.now(),
			abandon: () => response.destroy(),
		});
		const [answer] = receiver.answers.length > 1 ? receiver.answers.splice(0, 1) : receiver.answers;
		server.emit('received');
		if (answer === undefined || answer === 'nothing') return;
		response.writeHead(answer, answer === 302 ? { location: '/elsewhere' } : {}).end('thanks');
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	const receiver: Receiver = {
		url: `http://127.0.0.1:${port}/hook`,
		received: [],
		answers: [200],
		get events() {
			return receiver.received.map((received) => JSON.parse(received.text));
		},
		async waitFor(count) {
			while (receiver.received.length < count) await once(server, 'received');
		},
		async stop() {
			server.closeAllConnections();
			server.close();
			await once(server, 'close');
		},
	};
	return receiver;
}

export async function subscribe(
	sandbox: Sandbox,
	type: WebhookType,
	url: string,
): Promise<Subscription> {
	const answer = await call(sandbox, 'POST', '/api/v3/webhook', { type, url });
	expect(answer.status).toBe(201);
	return answer.body as Subscription;
}
