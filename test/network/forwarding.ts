import type { Sandbox } from '../../sandbox';
import type { Answer, Received } from './hostileServer';

/** What Impilo answered to a request. */
export interface RealAnswer {
	status: number;
	body: Buffer;
}

/** Asks the sandbox, as if there was nothing in between. */
export async function ask(sandbox: Sandbox, request: Received): Promise<RealAnswer> {
	const { method, target, headers, body } = request;
	const answer = await fetch(`${sandbox.url}${target}`, {
		method,
		headers: {
			'impilo-api-key': String(headers['impilo-api-key']),
			'content-type': 'application/json',
		},
		body: body.length > 0 ? body : undefined,
	});
	return { status: answer.status, body: Buffer.from(await answer.arrayBuffer()) };
}

/** Passes requests on to the sandbox, and its answers back. */
export const passOn =
	(sandbox: Sandbox): Answer =>
	async (response, request) => {
		const { status, body } = await ask(sandbox, request);
		response.writeHead(status, { 'content-type': 'application/json' }).end(body);
	};
