import { TIMEOUT_CODE, TOO_LARGE_CODE } from './connectionCodes';
import { readJson } from './json';
import { AnswerLost } from './outcome';

/** About 40 pages of orders; still fits in memory times concurrency. */
export const LARGEST_ANSWER_MIB = 32;
const LARGEST_ANSWER_BYTES = LARGEST_ANSWER_MIB * 1024 * 1024;

/** The body that n8n gives with `encoding: 'stream'`: already unpacked. */
interface BodyStream extends AsyncIterable<Uint8Array> {
	destroy: (reason?: Error) => void;
}

function isStream(body: unknown): body is BodyStream {
	return typeof body === 'object' && body !== null && Symbol.asyncIterator in body;
}

/**
 * Waits for an answer until the deadline. n8n's own time-out starts again with every byte.
 *
 * @throws AnswerLost at the deadline; a later answer is discarded
 */
export async function beforeDeadline<T extends { body: unknown }>(
	deadline: AbortSignal,
	answering: Promise<T>,
): Promise<T> {
	let giveUp = (): void => {};
	const expired = new Promise<never>((_, reject) => {
		giveUp = () => {
			reject(new AnswerLost(TIMEOUT_CODE));
			answering.then(({ body }) => discardBody(body)).catch(() => {});
		};
	});
	deadline.addEventListener('abort', giveUp, { once: true });
	try {
		return await Promise.race([answering, expired]);
	} finally {
		deadline.removeEventListener('abort', giveUp);
	}
}

function discardBody(body: unknown): void {
	if (isStream(body)) body.destroy();
}

/**
 * Reads the body with a limit: a few compressed megabytes can unpack to more than n8n's memory.
 *
 * @returns a Buffer for a file, otherwise the JSON value, or text if it isn't JSON
 * @throws AnswerLost if it's too large, or not complete at the deadline
 * @throws the stream's error if the connection is lost, or it can't be unpacked
 */
export async function readBody(
	body: unknown,
	deadline: AbortSignal,
	asFile: boolean,
): Promise<unknown> {
	if (!isStream(body)) return body;
	const bytes = await readBytes(body, deadline);
	return asFile ? bytes : readJson(bytes.toString('utf8').replace(/^\uFEFF/, ''));
}

async function readBytes(stream: BodyStream, deadline: AbortSignal): Promise<Buffer> {
	const giveUp = (): void => stream.destroy(new AnswerLost(TIMEOUT_CODE));
	deadline.addEventListener('abort', giveUp, { once: true });
	try {
		const chunks: Uint8Array[] = [];
		let length = 0;
		for await (const chunk of stream) {
			length += chunk.byteLength;
			if (length > LARGEST_ANSWER_BYTES) throw new AnswerLost(TOO_LARGE_CODE);
			chunks.push(chunk);
		}
		return Buffer.concat(chunks);
	} finally {
		deadline.removeEventListener('abort', giveUp);
	}
}
