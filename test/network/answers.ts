import { setTimeout as wait } from 'node:timers/promises';

import type { Answer } from './hostileServer';

export const JSON_TYPE = { 'content-type': 'application/json' };

/** Answers with a whole body. */
export const say =
	(
		status: number,
		body: string | Buffer = '',
		headers: Record<string, string | number> = JSON_TYPE,
	): Answer =>
	(response) => {
		response.writeHead(status, headers).end(body);
	};

/** Writes to the connection, past all rules of HTTP, and closes it. */
export const write =
	(...parts: Array<string | Buffer>): Answer =>
	(_response, _request, socket) => {
		socket.end(Buffer.concat(parts.map((part) => Buffer.from(part))));
	};

/** Writes, and then cuts the connection with a reset. */
export const writeAndReset =
	(...parts: string[]): Answer =>
	async (_response, _request, socket) => {
		await new Promise<void>((resolve) => {
			socket.write(parts.join(''), () => resolve());
		});
		// Otherwise the reset overtakes what was written.
		await wait(20);
		socket.resetAndDestroy();
	};

/** Writes one byte after the other, for as long as the connection lasts. */
export const drip =
	(start: string, byte: string, everyMs: number): Answer =>
	async (_response, _request, socket) => {
		socket.write(start);
		while (!socket.destroyed) {
			await wait(everyMs);
			socket.write(byte);
		}
	};

/** Never answers. */
export const keepSilent: Answer = () => {};
