/** A client of an MCP server, as far as calling tools goes. */
export interface McpSession {
	/** @returns what the server answers, as text */
	callTool(name: string, args: object): Promise<string>;
}

/**
 * Opens a session by MCP's transport "Streamable HTTP".
 *
 * @throws Error with what the server says, where it refuses
 */
export async function openMcpSession(url: string): Promise<McpSession> {
	let requests = 0;
	const send = async (method: string, params: object, session?: string): Promise<Response> => {
		const response = await fetch(url, {
			method: 'POST',
			headers: {
				'content-type': 'application/json',
				accept: 'application/json, text/event-stream',
				...(session === undefined ? {} : { 'mcp-session-id': session }),
			},
			body: JSON.stringify({ jsonrpc: '2.0', id: ++requests, method, params }),
		});
		if (response.ok) return response;
		throw new Error(`The MCP server answered ${response.status}: ${await response.text()}`);
	};
	const opened = await send('initialize', {
		protocolVersion: '2025-03-26',
		capabilities: {},
		clientInfo: { name: 'test', version: '1' },
	});
	await opened.text();
	const session = opened.headers.get('mcp-session-id') ?? undefined;
	return {
		async callTool(name, args) {
			const answer = await send('tools/call', { name, arguments: args }, session);
			return await answer.text();
		},
	};
}
