/** The account that a new n8n is set up with. Not a secret: its n8n can only be reached from this machine. */
export interface Owner {
	email: string;
	firstName: string;
	lastName: string;
	password: string;
}

export const OWNER: Owner = {
	email: 'owner@example.com',
	firstName: 'Owner',
	lastName: 'Example',
	password: 'Not-a-secret-1',
};

/** n8n's internal API, the one that its editor uses, as its owner. */
export interface RestClient {
	/**
	 * @param path below `/rest`, with a leading slash
	 * @returns what n8n gives as `data`
	 * @throws Error with status and answer, when n8n refuses
	 */
	request(
		method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
		path: string,
		body?: object,
	): Promise<unknown>;
}

/**
 * Logs in as the owner of an n8n, which a new one is set up with.
 *
 * @throws Error when there is an owner already, with another email address or password
 */
export async function logInAsOwner(url: string, owner = OWNER): Promise<RestClient> {
	const client = createRestClient(url);
	if (isNew(await client.request('GET', '/settings'))) {
		await client.request('POST', '/owner/setup', owner);
	} else {
		const { email, password } = owner;
		await client.request('POST', '/login', { emailOrLdapLoginId: email, password });
	}
	return client;
}

function createRestClient(url: string): RestClient {
	let cookie = '';
	return {
		async request(method, path, body) {
			const response = await fetch(`${url}/rest${path}`, {
				method,
				headers: { 'content-type': 'application/json', cookie },
				body: body === undefined ? undefined : JSON.stringify(body),
			});
			const text = await response.text();
			if (!response.ok) {
				throw new Error(
					`n8n answered ${response.status} to ${method} ${path}: ${text.slice(0, 500)}`,
				);
			}
			const set = response.headers.getSetCookie().find((line) => line.startsWith('n8n-auth='));
			cookie = set?.split(';')[0] ?? cookie;
			const answer: unknown = text === '' ? {} : JSON.parse(text);
			return typeof answer === 'object' && answer !== null && 'data' in answer
				? answer.data
				: undefined;
		},
	};
}

function isNew(settings: unknown): boolean {
	const { userManagement } = settings as { userManagement?: { showSetupOnFirstLoad?: boolean } };
	return userManagement?.showSetupOnFirstLoad === true;
}
