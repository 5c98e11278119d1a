import type { IncomingMessage, ServerResponse } from 'node:http';
import { parse as parseQuery, type ParsedUrlQuery } from 'node:querystring';

import { createBodyReader } from './webhookBody';

/**
 * The request as a node gets it: Node's own with what Express adds, and what n8n adds (as declared
 * in n8n-workflow): `contentType` without its parameters, `encoding`, `readRawBody()`, `rawBody`
 * once that was called. `body` stays undefined where n8n doesn't parse one.
 */
export interface WebhookRequest extends IncomingMessage {
	method: string;
	/** Decoded, without the query. */
	path: string;
	originalUrl: string;
	params: Record<string, string>;
	/** Plain names only: Express would also read nested ones such as `a[b]=c`. */
	query: ParsedUrlQuery;
	body?: unknown;
	get(name: string): string | string[] | undefined;
}

/** The response as a node gets it: Node's own with Express' methods that nodes use. */
export interface WebhookResponse extends ServerResponse {
	status(code: number): this;
	/** Text is sent as HTML unless a content type is set, a `Buffer` as bytes, the rest as JSON. */
	send(body?: unknown): this;
	json(body?: unknown): this;
	sendStatus(code: number): this;
	set(name: string, value: string): this;
	header(name: string, value: string): this;
	get(name: string): number | string | string[] | undefined;
	type(contentType: string): this;
}

/** Adds to Node's request, in place, what nodes expect of n8n's. */
export function dressRequest(message: IncomingMessage): WebhookRequest {
	const { method = 'GET', url = '/', headers } = message;
	const [path = '/', query = ''] = url.split('?');
	const request = Object.assign(message, {
		method,
		path: decodeURIComponent(path),
		originalUrl: url,
		params: {},
		query: parseQuery(query),
		...readContentType(headers['content-type']),
		get: (name: string) => headers[name.toLowerCase()],
	}) as WebhookRequest;
	request.readRawBody = createBodyReader(request);
	return request;
}

function readContentType(
	header: string | undefined,
): Partial<Pick<WebhookRequest, 'contentType' | 'encoding'>> {
	if (header === undefined) return {};
	const [type = '', ...parameters] = header.split(';');
	const charset = parameters
		.map((parameter) => parameter.trim().toLowerCase())
		.find((parameter) => parameter.startsWith('charset='))
		?.slice('charset='.length)
		.replaceAll('"', '');
	return { contentType: type.toLowerCase(), encoding: (charset ?? 'utf-8') as BufferEncoding };
}

/** Adds to Node's response, in place, the methods that nodes expect of Express'. */
export function dressResponse(message: ServerResponse): WebhookResponse {
	const response = message as WebhookResponse;
	const setHeader = (name: string, value: string) => {
		response.setHeader(name, value);
		return response;
	};
	const defaultType = (type: string) => {
		if (!response.hasHeader('Content-Type')) response.setHeader('Content-Type', type);
	};
	return Object.assign(response, {
		status: (code: number) => {
			response.statusCode = code;
			return response;
		},
		send: (body?: unknown) => {
			if (typeof body === 'string') {
				defaultType('text/html; charset=utf-8');
				return finish(response, body);
			}
			if (body === undefined || body === null) return finish(response, body ?? '');
			if (!ArrayBuffer.isView(body)) return response.json(body);
			defaultType('application/octet-stream');
			return finish(response, Buffer.from(body.buffer, body.byteOffset, body.byteLength));
		},
		json: (body?: unknown) => {
			defaultType('application/json; charset=utf-8');
			return finish(response, JSON.stringify(body) as string | undefined);
		},
		sendStatus: (code: number) => response.status(code).type('text/plain').send(String(code)),
		set: setHeader,
		header: setHeader,
		get: (name: string) => response.getHeader(name),
		type: (contentType: string) => setHeader('Content-Type', contentType),
	});
}

function finish(response: WebhookResponse, body: Buffer | string | undefined): WebhookResponse {
	const hasNoBody = response.statusCode === 204 || response.statusCode === 304;
	if (hasNoBody) {
		response.removeHeader('Content-Type');
		response.removeHeader('Content-Length');
	} else if (body !== undefined) {
		response.setHeader('Content-Length', Buffer.byteLength(body));
	}
	if (hasNoBody || body === undefined || response.req.method === 'HEAD') response.end();
	else response.end(body);
	return response;
}
