import { createRequire } from 'node:module';
import { parse as parseForm } from 'node:querystring';
import type { Readable } from 'node:stream';
import { createGunzip, createInflate } from 'node:zlib';

import { jsonParse, UnexpectedError, type INode } from 'n8n-workflow';

import { XML_NAME_PROCESSORS } from './engineGenerations';
import { WebhookRefusal } from './webhookErrors';
import type { WebhookRequest } from './webhookMessages';

/** n8n's default, `N8N_PAYLOAD_SIZE_MAX`. */
export const MAX_BODY_BYTES = 16 * 1024 * 1024;

/** n8n's default for forms. */
const MAX_FORM_KEYS = 1000;

interface XmlParser {
	parseStringPromise(text: string): Promise<unknown>;
}

/** Reads the body once, however often it is asked for. */
export function createBodyReader(request: WebhookRequest): () => Promise<void> {
	return async () => {
		if (request.rawBody !== undefined) return;
		const encoding = request.headers['content-encoding'];
		const isCompressed = encoding === 'gzip' || encoding === 'deflate';
		const announced = isCompressed ? undefined : request.headers['content-length'];
		if (Number(announced) > MAX_BODY_BYTES) throw new Error('request entity too large');
		let stream: Readable = request;
		if (encoding === 'gzip') stream = request.pipe(createGunzip());
		if (encoding === 'deflate') stream = request.pipe(createInflate());
		if (request.destroyed) throw refuseAborted();
		request.rawBody = await readAll(stream, request);
	};
}

async function readAll(stream: Readable, request: WebhookRequest): Promise<Buffer> {
	return await new Promise((resolve, reject) => {
		const chunks: Buffer[] = [];
		let size = 0;
		stream.on('data', (chunk: Buffer) => {
			size += chunk.length;
			if (size > MAX_BODY_BYTES) {
				// What is still to come is thrown away once the answer is sent.
				request.unpipe();
				stream.removeAllListeners('data');
				reject(new Error('request entity too large'));
				return;
			}
			chunks.push(chunk);
		});
		stream.on('end', () => resolve(Buffer.concat(chunks)));
		stream.on('error', reject);
		request.on('close', () => {
			if (!request.complete) reject(refuseAborted());
		});
	});
}

function refuseAborted(): WebhookRefusal {
	return new WebhookRefusal(400, 'Request body stream was aborted mid-read or is not readable');
}

/**
 * Fills the request's `body` by its content type. A node of version 1 has every body read, a later
 * one only those that n8n can parse.
 *
 * @throws WebhookRefusal 422 when the body isn't what its content type says
 * @throws Error when the body is too large, which n8n answers with 500
 * @throws UnexpectedError for `multipart/form-data`, which the harness doesn't read
 */
export async function parseBody(request: WebhookRequest, node: INode): Promise<void> {
	const { contentType } = request;
	if (contentType === 'multipart/form-data') {
		throw new UnexpectedError('The engine harness reads no multipart forms');
	}
	if (node.typeVersion > 1 && !isParsable(contentType)) return;
	if (contentType?.startsWith('multipart/')) return;
	await request.readRawBody();
	const { rawBody, encoding } = request;
	if (rawBody === undefined || rawBody.length === 0) return;
	try {
		const text = () => rawBody.toString(encoding);
		if (contentType === 'application/json') {
			request.body = jsonParse(withoutByteOrderMark(text()));
		} else if (isXml(contentType)) {
			request.body = await createXmlParser().parseStringPromise(text());
		} else if (contentType === 'application/x-www-form-urlencoded') {
			const limits = { maxKeys: MAX_FORM_KEYS };
			request.body = parseForm(withoutByteOrderMark(text()), undefined, undefined, limits);
		} else if (contentType === 'text/plain') {
			request.body = text();
		}
	} catch (error) {
		throw new WebhookRefusal(422, 'Failed to parse request body', (error as Error).message);
	}
}

function isParsable(contentType = ''): boolean {
	return (
		isXml(contentType) ||
		['application/json', 'text/plain', 'application/x-www-form-urlencoded'].some((known) =>
			contentType.startsWith(known),
		)
	);
}

function isXml(contentType = ''): boolean {
	return contentType.endsWith('/xml') || contentType.endsWith('+xml');
}

function withoutByteOrderMark(text: string): string {
	return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

/** n8n's own parser, which comes with n8n-workflow. */
function createXmlParser(): XmlParser {
	const requireFromN8n = createRequire(require.resolve('n8n-workflow'));
	const { Parser } = requireFromN8n('xml2js') as { Parser: new (options: object) => XmlParser };
	return new Parser({
		async: true,
		normalize: true,
		normalizeTags: true,
		explicitArray: false,
		tagNameProcessors: XML_NAME_PROCESSORS,
		attrNameProcessors: XML_NAME_PROCESSORS,
	});
}
