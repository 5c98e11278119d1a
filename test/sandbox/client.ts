import { startSandbox, type Order, type Sandbox, type SandboxOptions } from '../../sandbox';

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

/** A sandbox of the tests of a file. */
export interface SandboxRig {
	readonly sandbox: Sandbox;
	/** Starts another one, which ends with the test. */
	start(options: SandboxOptions): Promise<Sandbox>;
	/** Calls Impilo's API, below `/api/v3`. */
	api(method: string, path: string, body?: unknown): Promise<Answer>;
	list<T = Order>(path: string): ReturnType<typeof readPage<T>>;
	/** Calls what the sandbox can do besides, below `/sandbox`, which takes no key. */
	control(method: string, path: string, body?: unknown): Promise<Answer>;
}

/** Starts a sandbox for all tests of a file, each of which finds it as it was. */
export function useSandbox(options?: SandboxOptions): SandboxRig {
	let sandbox: Sandbox;
	const others: Sandbox[] = [];
	beforeAll(async () => {
		sandbox = await startSandbox(options);
	});
	beforeEach(() => sandbox.reset());
	afterEach(async () => {
		for (const other of others.splice(0)) await other.stop();
	});
	afterAll(async () => await sandbox.stop());
	return {
		get sandbox() {
			return sandbox;
		},
		async start(otherOptions) {
			const other = await startSandbox(otherOptions);
			others.push(other);
			return other;
		},
		api: async (method, path, body) => await call(sandbox, method, `/api/v3${path}`, body),
		list: async <T>(path: string) => await readPage<T>(sandbox, `/api/v3${path}`),
		control: async (method, path, body) => await call(sandbox, method, `/sandbox${path}`, body, {}),
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
