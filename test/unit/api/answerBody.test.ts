import { Readable } from 'node:stream';

import { beforeDeadline, LARGEST_ANSWER_MIB, readBody } from '../../../nodes/Impilo/api/answerBody';
import { rejectionOf, settle } from '../standIns';

const NEVER = new AbortController().signal;

function streamOf(...chunks: Array<string | Buffer>): Readable {
	return Readable.from(
		chunks.map((chunk) => Buffer.from(chunk)),
		{ objectMode: false },
	);
}

/** A body of which no more comes. */
function unfinished(): Readable {
	return new Readable({ read: () => {} });
}

describe('readBody', () => {
	it.each<[string, Array<string | Buffer>, unknown]>([
		['JSON', ['{"id":', '1}'], { id: 1 }],
		['JSON after a byte order mark', ['\uFEFF{"id":1}'], { id: 1 }],
		['a character cut in two', [Buffer.from([0x22, 0xc3]), Buffer.from([0xa9, 0x22])], 'é'],
		['null', ['null'], null],
		['text', ['No such order'], 'No such order'],
		['nothing', [], ''],
	])('reads %s', async (_, chunks, expected) => {
		expect(await readBody(streamOf(...chunks), NEVER, false)).toEqual(expected);
	});

	it('gives a file as it is', async () => {
		expect(await readBody(streamOf('{"id"', ':1}'), NEVER, true)).toEqual(Buffer.from('{"id":1}'));
	});

	it.each([undefined, '', { id: 1 }, Buffer.from('{}')])(
		'gives back what is no stream: %j',
		async (body) => {
			expect(await readBody(body, NEVER, false)).toBe(body);
		},
	);

	it('takes as much as is allowed, and no byte more', async () => {
		const mebibyte = Buffer.alloc(1024 * 1024, ' ');
		const most = Array.from({ length: LARGEST_ANSWER_MIB }, () => mebibyte);
		const full = streamOf(...most);
		const overfull = streamOf(...most, ' ', ...most);

		expect(await readBody(full, NEVER, true)).toHaveLength(LARGEST_ANSWER_MIB * mebibyte.length);
		await expect(readBody(overfull, NEVER, true)).rejects.toMatchObject({ code: 'TOO_LARGE' });
		expect(overfull.destroyed).toBe(true);
		expect(overfull.readableEnded).toBe(false);
	});

	it('gives up at the deadline, and lets the connection go', async () => {
		const deadline = new AbortController();
		const body = unfinished();
		const reading = rejectionOf(readBody(body, deadline.signal, false));
		body.push('{"id":');
		await settle();
		expect(body.destroyed).toBe(false);

		deadline.abort();
		expect(await reading).toMatchObject({ code: 'ECONNABORTED' });
		expect(body.destroyed).toBe(true);
	});

	it('passes on how the body ended', async () => {
		const body = unfinished();
		const reading = rejectionOf(readBody(body, NEVER, false));
		body.destroy(Object.assign(new Error('aborted'), { code: 'ECONNRESET' }));

		expect(await reading).toMatchObject({ code: 'ECONNRESET' });
	});
});

describe('beforeDeadline', () => {
	it('gives the answer', async () => {
		const answer = { body: 'a' };

		expect(await beforeDeadline(NEVER, Promise.resolve(answer))).toBe(answer);
	});

	it('gives up at the deadline, and throws away what comes later', async () => {
		const deadline = new AbortController();
		let answer: (given: { body: unknown }) => void = () => {};
		const answering = new Promise<{ body: unknown }>((resolve) => {
			answer = resolve;
		});
		const waiting = rejectionOf(beforeDeadline(deadline.signal, answering));
		deadline.abort();
		expect(await waiting).toMatchObject({ code: 'ECONNABORTED' });

		const body = unfinished();
		answer({ body });
		await settle();
		expect(body.destroyed).toBe(true);
	});

	it('does not mind what fails after it has given up', async () => {
		const deadline = new AbortController();
		let fail: (reason: Error) => void = () => {};
		const answering = new Promise<{ body: unknown }>((_, reject) => {
			fail = reject;
		});
		const waiting = rejectionOf(beforeDeadline(deadline.signal, answering));
		deadline.abort();
		await waiting;

		const unhandled = jest.fn();
		process.on('unhandledRejection', unhandled);
		fail(new Error('too late'));
		await settle();
		process.off('unhandledRejection', unhandled);
		expect(unhandled).not.toHaveBeenCalled();
	});

	it('leaves nothing on the deadline', async () => {
		const deadline = new AbortController();
		const removed = jest.spyOn(deadline.signal, 'removeEventListener');
		await beforeDeadline(deadline.signal, Promise.resolve({ body: undefined }));
		await readBody(streamOf('{}'), deadline.signal, false);

		expect(removed).toHaveBeenCalledTimes(2);
	});
});
