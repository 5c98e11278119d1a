import type { Order, Sandbox } from '../../sandbox';

export interface Answer {
	status: number;
	headers: Headers;
	text: string;
	body: unknown;
}

/** Where a sandbox is, whichever process it runs in. */
type Address = Pick<Sandbox, 'url' | 'apiKey'>;

/** Calls the sandbox over HTTP with its key; a string body is sent as it is. */
export async function call(
	sandbox: Address,
	method: string,
	path: string,
	body?: unknown,
	headers: Record<string, string> = { 'Impilo-API-Key': sandbox.apiKey },
): Promise<Answer> {
	const response = await fetch(`${sandbox.url}${path}`, {
		method,
		headers: { 'Content-Type': 'application/json', ...headers },
		body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body),
	});
	const text = await response.text();
	return {
		status: response.status,
		headers: response.headers,
		text,
		body: parseIfJson(text),
	};
}

export async function readPage<T = Order>(sandbox: Address, path: string) {
	const answer = await call(sandbox, 'GET', path);
	expect(answer.status).toBe(200);
	return answer.body as {
		content: T[];
		page: number;
		size: number;
		total: number;
		first: boolean;
		last: boolean;
	};
}

function parseIfJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
