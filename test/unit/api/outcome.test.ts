import type { Outcome } from '../../../nodes/Impilo/api/outcome';
import {
	findSuccess,
	isWebPage,
	outcomeOfAnswer,
	outcomeOfLostBody,
	outcomeOfThrown,
	isAnsweredWith,
} from '../../../nodes/Impilo/api/outcome';
import { answered } from '../standIns';

/** An error as n8n throws it, with so many others around the one that tells. */
function wrap(innermost: unknown, layers: number): unknown {
	let thrown = innermost;
	for (let layer = 0; layer < layers; layer++) thrown = { message: 'wrapped', cause: thrown };
	return thrown;
}

describe('outcomeOfThrown', () => {
	it.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'])('%s never reached Impilo', (code) => {
		expect(outcomeOfThrown({ code })).toEqual({ kind: 'unreached', code, isLasting: false });
	});

	it.each(['CERT_HAS_EXPIRED', 'ERR_INVALID_URL'])(
		'%s never reached Impilo, and will not soon',
		(code) => {
			expect(outcomeOfThrown({ code })).toEqual({ kind: 'unreached', code, isLasting: true });
		},
	);

	it.each([
		'EHOSTUNREACH',
		'ENETUNREACH',
		'EHOSTDOWN',
		'ENETDOWN',
		'ECONNRESET',
		'ETIMEDOUT',
		'ECONNABORTED',
		'ENEW',
	])('%s may have reached Impilo', (code) => {
		expect(outcomeOfThrown({ code })).toEqual({ kind: 'lost', code });
	});

	it.each(['ERR_CANCELED', 'ABORT_ERR'])('%s means that the user stopped', (code) => {
		expect(outcomeOfThrown({ code })).toEqual({ kind: 'stopped' });
	});

	it.each(['EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'ENETDOWN', 'ETIMEDOUT', 'ECONNRESET'])(
		'%s while connecting never reached Impilo',
		(code) => {
			for (const syscall of ['connect', 'getaddrinfo']) {
				expect(outcomeOfThrown({ code, syscall })).toEqual({
					kind: 'unreached',
					code,
					isLasting: false,
				});
			}
			for (const syscall of ['read', 'write', 'shutdown']) {
				expect(outcomeOfThrown({ code, syscall })).toEqual({ kind: 'lost', code });
			}
		},
	);

	it('finds what the socket said where the HTTP library only took over its code', () => {
		const inside = (code: string, syscall: string) => wrap({ code, cause: { code, syscall } }, 1);

		expect(outcomeOfThrown(inside('ETIMEDOUT', 'connect'))).toMatchObject({ kind: 'unreached' });
		expect(outcomeOfThrown(inside('ETIMEDOUT', 'read'))).toMatchObject({ kind: 'lost' });
		expect(outcomeOfThrown(inside('EPROTO', 'write'))).toMatchObject({ kind: 'unreached' });
		const other = { code: 'ECONNABORTED', cause: { code: 'ETIMEDOUT', syscall: 'connect' } };
		expect(outcomeOfThrown(other)).toEqual({ kind: 'lost', code: 'ECONNABORTED' });
	});

	it('takes a host as unreached when the connection to each of its addresses failed', () => {
		const errors = [
			Object.assign(new Error('a'), { code: 'ETIMEDOUT', syscall: 'connect' }),
			Object.assign(new Error('b'), { code: 'EACCES', syscall: 'connect' }),
		];
		const aggregate = Object.assign(new AggregateError(errors), { code: 'ETIMEDOUT' });
		const unreached = { kind: 'unreached', code: 'ETIMEDOUT', isLasting: false };

		expect(outcomeOfThrown(aggregate)).toEqual(unreached);
		expect(outcomeOfThrown({ code: 'EHOSTUNREACH', errors })).toMatchObject({ kind: 'unreached' });
		expect(outcomeOfThrown(wrap(aggregate, 2))).toEqual(unreached);
	});

	it.each<[string, unknown]>([
		['no errors', []],
		['something other than a list', { syscall: 'connect' }],
		['something other than an error', ['connect']],
		['an error of another call', [{ syscall: 'connect' }, { syscall: 'read' }]],
		['an error without a call', [{ syscall: 'connect' }, {}]],
	])('takes a combined error with %s in it as lost', (_, errors) => {
		expect(outcomeOfThrown({ code: 'ETIMEDOUT', errors })).toEqual({
			kind: 'lost',
			code: 'ETIMEDOUT',
		});
	});

	it('tells a connection that was never encrypted from one that broke later', () => {
		expect(outcomeOfThrown({ code: 'EPROTO', syscall: 'write' })).toEqual({
			kind: 'unreached',
			code: 'EPROTO',
			isLasting: true,
		});
		for (const error of [{ code: 'EPROTO' }, { code: 'ERR_SSL_WRONG_VERSION_NUMBER' }]) {
			expect(outcomeOfThrown(error)).toEqual({ kind: 'lost', code: error.code });
		}
	});

	it.each([1, 2, 5])('finds the code inside %d other errors', (layers) => {
		expect(outcomeOfThrown(wrap({ code: 'ECONNREFUSED' }, layers))).toEqual({
			kind: 'unreached',
			code: 'ECONNREFUSED',
			isLasting: false,
		});
	});

	it.each([
		['text', 'ECONNREFUSED'],
		['nothing', undefined],
		['null', null],
		['an error without a code', new Error('connect ECONNREFUSED')],
		['a code that is a number', { code: 404 }],
		['an empty code', { code: '' }],
		['a code too deep inside', wrap({ code: 'ECONNREFUSED' }, 6)],
	])('takes %s as lost', (_, thrown) => {
		expect(outcomeOfThrown(thrown)).toEqual({ kind: 'lost', code: 'unknown' });
	});

	it.each([
		['ECONNREFUSED', { kind: 'unreached', code: 'ECONNREFUSED', isLasting: false }],
		['CERT_HAS_EXPIRED', { kind: 'unreached', code: 'CERT_HAS_EXPIRED', isLasting: true }],
		['ERR_CANCELED', { kind: 'stopped' }],
		['EHOSTUNREACH', { kind: 'lost', code: 'EHOSTUNREACH' }],
		['ECONNRESET', { kind: 'lost', code: 'ECONNRESET' }],
		['ETIMEDOUT', { kind: 'lost', code: 'ETIMEDOUT' }],
		['502', { kind: 'lost', code: 'unknown' }],
		[null, { kind: 'lost', code: 'unknown' }],
	])('takes %s from an error of n8n that has lost its cause', (httpCode, outcome) => {
		expect(outcomeOfThrown({ httpCode, cause: undefined })).toEqual(outcome);
	});

	it('ends with an error that is its own cause', () => {
		const thrown: { cause?: unknown } = {};
		thrown.cause = thrown;

		expect(outcomeOfThrown(thrown)).toEqual({ kind: 'lost', code: 'unknown' });
	});
});

describe('outcomeOfAnswer', () => {
	it.each([200, 201])('takes JSON that does not end for lost: %d', (status) => {
		for (const body of ['{"id": 1', ' [1, ']) {
			expect(outcomeOfAnswer(status, {}, body)).toEqual({
				kind: 'lost',
				code: 'INCOMPLETE',
				status,
			});
		}
	});

	it.each<[number, unknown]>([
		[200, { id: 1 }],
		[200, []],
		[200, ''],
		[200, 'OK'],
		[200, Buffer.from('{')],
		[400, '{"message": "No'],
	])('takes anything else for an answer: %d %j', (status, body) => {
		expect(outcomeOfAnswer(status, { a: 'b' }, body)).toEqual({
			kind: 'answered',
			status,
			headers: { a: 'b' },
			body,
		});
	});
});

describe('outcomeOfLostBody', () => {
	const CUT = { code: 'ECONNRESET' };

	it('keeps what the status said', () => {
		expect(outcomeOfLostBody(CUT, 201, {})).toEqual({
			kind: 'lost',
			code: 'ECONNRESET',
			status: 201,
		});
	});

	it.each([302, 400, 429, 503])('takes %d for an answer without words', (status) => {
		expect(outcomeOfLostBody(CUT, status, { 'retry-after': '1' })).toEqual({
			kind: 'answered',
			status,
			headers: { 'retry-after': '1' },
			body: undefined,
		});
	});

	it.each([200, 503])('knows that the user stopped it: %d', (status) => {
		expect(outcomeOfLostBody({ code: 'ERR_CANCELED' }, status, {})).toEqual({ kind: 'stopped' });
	});
});

describe('isWebPage', () => {
	const PAGES = ['<!DOCTYPE html>', '\n <html lang="en">', '<?xml version="1.0"?>', '<HEAD>'];
	const OTHERS = ['', '{}', 'a < b', '<b>', '%PDF-1.7 <html>'];

	it.each(PAGES)('is one: %j', (page) => {
		expect(isWebPage(page)).toBe(true);
		expect(isWebPage(Buffer.from(page))).toBe(true);
	});

	it.each(OTHERS)('is none: %j', (other) => {
		expect(isWebPage(other)).toBe(false);
		expect(isWebPage(Buffer.from(other))).toBe(false);
	});

	it.each([undefined, null, 7, { html: '<html>' }])('is none: %j', (other) => {
		expect(isWebPage(other)).toBe(false);
	});
});

describe('saidOneOf', () => {
	it.each<[string, Outcome]>([
		['404', answered(404)],
		['404 with words', answered(404, { message: 'Not Found' })],
		['410', answered(410)],
	])('is so for %s', (_, outcome) => {
		expect(isAnsweredWith([404, 410], outcome)).toBe(true);
	});

	it.each<[string, Outcome]>([
		['a web page', answered(404, '<html></html>')],
		['a web page as bytes', answered(404, Buffer.from('<!doctype html>'))],
		['what is still packed', answered(404, 'x', { 'content-encoding': 'exi' })],
		['200', answered(200)],
		['400', answered(400)],
		['an answer that broke off', { kind: 'lost', code: 'ECONNRESET', status: 404 }],
		['no connection', { kind: 'unreached', code: 'ECONNREFUSED', isLasting: false }],
	])('is not so for %s', (_, outcome) => {
		expect(isAnsweredWith([404, 410], outcome)).toBe(false);
	});
});

describe('findSuccess', () => {
	it.each([200, 201, 204, 299])('finds %d', (status) => {
		expect(findSuccess(answered(status, { id: 7 }))).toMatchObject({ body: { id: 7 } });
	});

	it.each<[string, Outcome]>([
		['a web page', answered(200, '<html></html>')],
		['what is still packed', answered(200, 'x', { 'content-encoding': 'exi' })],
		['199', answered(199)],
		['300', answered(300)],
		['400', answered(400)],
		['500', answered(500)],
		['a lost answer', { kind: 'lost', code: 'ECONNRESET' }],
		['no connection', { kind: 'unreached', code: 'ECONNREFUSED', isLasting: false }],
		['a stop', { kind: 'stopped' }],
	])('finds none in %s', (_, outcome) => {
		expect(findSuccess(outcome)).toBeUndefined();
	});
});
