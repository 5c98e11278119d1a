import { connect, createServer } from 'node:net';

import type { INodeParameters } from 'n8n-workflow';

import { createForm } from '../engine/create/orderForm';
import { expectPlainWords } from '../unit/plainWords';
import { keepSilent, say } from './answers';
import type { Certificate, Certificates } from './certificates';
import { useEncryptedRun } from './encryptedRun';
import { passOn } from './forwarding';
import { isPost, GET_ORDER, ORDER_ID } from './rig';
import { listen, startServer, type Answer, type HostileServer } from './hostileServer';
import type { RunnerResult } from './runnerJob';

const network = useEncryptedRun();

const CREATE: INodeParameters = createForm({ externalOrderIds: 'A' });

async function runAt(baseUrl: string, parameters: INodeParameters): Promise<RunnerResult> {
	return await network.runner.ask({ baseUrl, apiKey: network.sandbox.apiKey, parameters });
}

/** Runs the node against a server that shows a certificate. */
async function runAgainst(
	answer: Answer,
	certificate: Certificate | undefined,
	parameters: INodeParameters = GET_ORDER,
): Promise<RunnerResult & Pick<HostileServer, 'requests'>> {
	const server = await startServer(answer, certificate);
	try {
		const result = await runAt(`https://localhost:${server.port}`, parameters);
		return { ...result, requests: server.requests };
	} finally {
		await server.stop();
	}
}

it('a good certificate lets the node work', async () => {
	const { message, output, requests } = await runAgainst(
		passOn(network.sandbox),
		network.certificates.good,
		CREATE,
	);

	expect(message).toBe('');
	expect(output).toEqual([expect.objectContaining({ externalOrderIds: ['A'] })]);
	expect(requests.filter(isPost)).toHaveLength(1);
	expect(network.sandbox.orders.find({ externalOrderIds: ['A'] })).toHaveLength(1);
});

type Kind = Exclude<keyof Certificates, 'authority' | 'good'>;

const BAD: Array<[Kind, why: string, remedy: RegExp]> = [
	['expired', 'its certificate has expired', /date and time/],
	['notYetValid', 'its certificate is not valid yet', /date and time/],
	['wrongName', 'its certificate is for another host', /Base URL.*proxy/],
	['selfSigned', 'its certificate is not trusted', /NODE_EXTRA_CA_CERTS/],
	['unknownIssuer', 'its certificate is not trusted', /NODE_EXTRA_CA_CERTS/],
];

it.each(BAD)('a bad certificate is explained, and nothing sent: %s', async (kind, why, remedy) => {
	const answer = passOn(network.sandbox);
	const { message, description, requests } = await runAgainst(
		answer,
		network.certificates[kind],
		CREATE,
	);

	expect(message).toBe(`Impilo could not be reached: ${why}. Nothing was sent [item 0]`);
	expect(description).toMatch(remedy);
	expectPlainWords(message);
	expectPlainWords(description);
	expect(requests).toEqual([]);
});

it('an https address that speaks http is explained, and nothing sent', async () => {
	const { message, description, requests } = await runAgainst(keepSilent, undefined, CREATE);

	expect(message).toBe(
		'Impilo could not be reached: no encrypted connection could be made. Nothing was sent [item 0]',
	);
	expect(description).toContain('https');
	expectPlainWords(description);
	expect(requests).toEqual([]);
});

it('an http address that speaks https is explained', async () => {
	const server = await startServer(keepSilent, network.certificates.good);
	const { message, description } = await runAt(`http://127.0.0.1:${server.port}`, GET_ORDER);
	await server.stop();

	expect(message).toBe("Impilo's answer was lost: the connection was closed [item 0]");
	expectPlainWords(description);
	expect(server.requests).toEqual([]);
});

it('an https address that closes every connection is explained', async () => {
	const server = createServer((socket) => socket.once('data', () => socket.destroy()));
	const { port, stop } = await listen(server);
	const { message } = await runAt(`https://localhost:${port}`, GET_ORDER);
	await stop();

	expect(message).toBe("Impilo's answer was lost: the connection was closed [item 0]");
});

it('a redirect to http is not followed, so the key stays encrypted', async () => {
	const plain = await startServer(say(200, `{"id":${ORDER_ID}}`));
	const location = `http://localhost:${plain.port}/api/v3/order/${ORDER_ID}`;
	const { message, description, requests } = await runAgainst(
		say(301, '', { location }),
		network.certificates.good,
	);
	await plain.stop();

	expect(message).toMatch(/^The answer is a redirect to another address/);
	expect(description).toContain(
		`It leads to http://localhost:${plain.port}, and was not followed. `,
	);
	expect(requests).toHaveLength(1);
	expect(plain.connections.size + plain.requests.length).toBe(0);
});

it('an encrypted connection that breaks after the POST is no refusal', async () => {
	const real = await startServer(passOn(network.sandbox), network.certificates.good);
	let isBroken = false;
	const middle = await listen(
		createServer((front) => {
			const back = connect(real.port, '127.0.0.1');
			back.on('error', () => front.destroy());
			front.on('error', () => back.destroy());
			front.pipe(back);
			back.on('data', (data: Buffer) => {
				const isAnswerToPost = real.requests.some(isPost) && !isBroken;
				if (isAnswerToPost) {
					isBroken = true;
					front.end('HTTP/1.1 400 Bad Request\r\n\r\nThis is not encrypted at all.');
				} else {
					front.write(data);
				}
			});
			front.on('close', () => back.destroy());
		}),
	);
	const parameters = createForm({ externalOrderIds: 'B' });
	const { message, output } = await runAt(`https://localhost:${middle.port}`, parameters);
	await Promise.all([middle.stop(), real.stop()]);

	expect(message).toBe('');
	expect(output).toEqual([expect.objectContaining({ externalOrderIds: ['B'] })]);
	expect(isBroken).toBe(true);
	expect(real.requests.filter(isPost)).toHaveLength(1);
	expect(network.sandbox.orders.find({ externalOrderIds: ['B'] })).toHaveLength(1);
});
