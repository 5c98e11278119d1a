import type { Outcome } from '../../../nodes/Impilo/api/outcome';
import {
	findSuccess,
	isAnsweredWith,
	isWebPage,
	outcomeOfAnswer,
	outcomeOfLostBody,
	outcomeOfThrown,
} from '../../../nodes/Impilo/api/outcome';
import { answered } from '../standIns';

const STOPPED: Outcome = { kind: 'stopped' };
const lost = (code: string, status?: number): Outcome => ({
	kind: 'lost',
	code,
	...(status !== undefined && { status }),
});
const unreached = (code: string, isLasting = false): Outcome => ({
	kind: 'unreached',
	code,
	isLasting,
});

/** An error as n8n throws it, with so many others around the one that tells. */
function wrap(innermost: unknown, layers: number): unknown {
	let thrown = innermost;
	for (let layer = 0; layer < layers; layer++) thrown = { message: 'wrapped', cause: thrown };
	return thrown;
}

describe('outcomeOfThrown', () => {
	const CERTIFICATES = [
		...['DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN', 'INVALID_CA'],
		...['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'UNABLE_TO_GET_ISSUER_CERT'],
		...['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'ERR_TLS_CERT_ALTNAME_INVALID'],
		...[
			'UNTRUSTED',
			'REJECTED',
			'REVOKED',
			'SIGNATURE_FAILURE',
			'HAS_EXPIRED',
			'NOT_YET_VALID',
		].map((end) => `CERT_${end}`),
	];
	const ROUTES = [
		'EHOSTUNREACH',
		'ENETUNREACH',
		'EHOSTDOWN',
		'ENETDOWN',
		'ECONNRESET',
		'ETIMEDOUT',
	];

	it.each<[string, string[], (code: string) => Outcome]>([
		['never reached', ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'], (code) => unreached(code)],
		['unreached for long', [...CERTIFICATES, 'ERR_INVALID_URL'], (code) => unreached(code, true)],
		['lost', [...ROUTES, 'ECONNABORTED', 'ENEW', 'ERR_SSL_WRONG_VERSION', 'EPROTO'], lost],
		['stopped', ['ERR_CANCELED', 'ABORT_ERR'], () => STOPPED],
	])('codes that mean: %s', (_, codes, outcome) => {
		for (const code of codes) {
			expect(outcomeOfThrown({ code })).toEqual(outcome(code));
			// n8n 1.123 to 2.20 keep nothing else.
			expect(outcomeOfThrown({ httpCode: code, cause: undefined })).toEqual(outcome(code));
		}
	});

	it('never reached Impilo if the connection was still being made', () => {
		for (const code of ROUTES) {
			for (const syscall of ['connect', 'getaddrinfo']) {
				expect(outcomeOfThrown({ code, syscall })).toEqual(unreached(code));
			}
			for (const syscall of ['read', 'write', 'shutdown']) {
				expect(outcomeOfThrown({ code, syscall })).toEqual(lost(code));
			}
		}
		expect(outcomeOfThrown({ code: 'EPROTO', syscall: 'write' })).toEqual(
			unreached('EPROTO', true),
		);
	});

	const inside = (code: string, syscall: string) => wrap({ code, cause: { code, syscall } }, 1);
	const errors = [
		{ code: 'ETIMEDOUT', syscall: 'connect' },
		{ code: 'EACCES', syscall: 'connect' },
	];
	const aggregate = Object.assign(new AggregateError(errors), { code: 'ETIMEDOUT' });
	const combined = (others: unknown) => ({ code: 'ETIMEDOUT', errors: others });

	it.each<[string, unknown, Outcome]>([
		['what the socket said', inside('ETIMEDOUT', 'connect'), unreached('ETIMEDOUT')],
		['what the socket said later', inside('ETIMEDOUT', 'read'), lost('ETIMEDOUT')],
		['a handshake', inside('EPROTO', 'write'), unreached('EPROTO', true)],
		[
			'a call with another code',
			{ code: 'ECONNABORTED', cause: { code: 'ETIMEDOUT', syscall: 'connect' } },
			lost('ECONNABORTED'),
		],
		['a host with several addresses', aggregate, unreached('ETIMEDOUT')],
		['the same, wrapped', wrap(aggregate, 2), unreached('ETIMEDOUT')],
		['no addresses', combined([]), lost('ETIMEDOUT')],
		['something other than a list', combined({ syscall: 'connect' }), lost('ETIMEDOUT')],
		['something other than an error', combined(['connect']), lost('ETIMEDOUT')],
		['another call', combined([{ syscall: 'connect' }, { syscall: 'read' }]), lost('ETIMEDOUT')],
		['no call', combined([{ syscall: 'connect' }, {}]), lost('ETIMEDOUT')],
		['one layer', wrap({ code: 'ECONNREFUSED' }, 1), unreached('ECONNREFUSED')],
		['five layers', wrap({ code: 'ECONNREFUSED' }, 5), unreached('ECONNREFUSED')],
		['six layers', wrap({ code: 'ECONNREFUSED' }, 6), lost('unknown')],
		['empty codes', { code: 500, cause: { code: '', cause: { code: 'E' } } }, lost('E')],
		[
			'the code of the cause, before that of n8n',
			{ httpCode: 'ENOTFOUND', cause: { code: 'ECONNRESET' } },
			lost('ECONNRESET'),
		],
		['a status', { httpCode: '502' }, lost('unknown')],
		['text', 'ECONNREFUSED', lost('unknown')],
		['null', null, lost('unknown')],
		['an error without a code', new Error('connect ECONNREFUSED'), lost('unknown')],
	])('finds the code in %s', (_, thrown, outcome) => {
		expect(outcomeOfThrown(thrown)).toEqual(outcome);
	});

	it('ends with an error that is its own cause', () => {
		const thrown: { cause?: unknown } = {};
		thrown.cause = thrown;
		expect(outcomeOfThrown(thrown)).toEqual(lost('unknown'));
	});
});

it.each<[number, unknown, boolean]>([
	[200, '{"id": 1', true],
	[201, ' [1, ', true],
	[200, { id: 1 }, false],
	[200, [], false],
	[200, '', false],
	[200, 'OK', false],
	[200, Buffer.from('{'), false],
	[400, '{"message": "No', false],
])('the answer %d %j is lost: %s', (status, body, isLost) => {
	const headers = { a: 'b' };
	expect(outcomeOfAnswer(status, headers, body)).toEqual(
		isLost ? lost('INCOMPLETE', status) : answered(status, body, headers),
	);
});

it('an answer that broke off is lost after a success, and complete after a refusal', () => {
	const headers = { 'retry-after': '1' };
	expect(outcomeOfLostBody({ code: 'ECONNRESET' }, 201, {})).toEqual(lost('ECONNRESET', 201));
	for (const status of [302, 400, 429, 503]) {
		const outcome = outcomeOfLostBody({ code: 'ECONNRESET' }, status, headers);
		expect(outcome).toEqual(answered(status, undefined, headers));
	}
	for (const status of [200, 503]) {
		expect(outcomeOfLostBody({ code: 'ERR_CANCELED' }, status, {})).toEqual(STOPPED);
	}
});

it.each<[unknown[], boolean]>([
	[['<!DOCTYPE html>', '\n <html lang="en">', '<?xml version="1.0"?>', '<HEAD>'], true],
	[['', '{}', 'a < b', '<b>', '%PDF-1.7 <html>'], false],
	[[undefined, null, 7, { html: '<html>' }], false],
])('%j are web pages: %s', (bodies, expected) => {
	for (const body of bodies) {
		expect(isWebPage(body)).toBe(expected);
		if (typeof body === 'string') expect(isWebPage(Buffer.from(body))).toBe(expected);
	}
});

const COMPRESSED = { 'content-encoding': 'exi' };

it.each<[string, Outcome, boolean]>([
	['404', answered(404), true],
	['404 with words', answered(404, { message: 'Not Found' }), true],
	['410', answered(410), true],
	['a web page', answered(404, '<html></html>'), false],
	['a web page as bytes', answered(404, Buffer.from('<!doctype html>')), false],
	['what is compressed', answered(404, 'x', COMPRESSED), false],
	['200', answered(200), false],
	['400', answered(400), false],
	['an answer that broke off', lost('ECONNRESET', 404), false],
	['no connection', unreached('ECONNREFUSED'), false],
])('404 or 410 is said by %s: %s', (_, outcome, expected) => {
	expect(isAnsweredWith([404, 410], outcome)).toBe(expected);
});

it.each<[string, Outcome[], boolean]>([
	['a success', [200, 201, 204, 299].map((status) => answered(status, { id: 7 })), true],
	['another status', [199, 300, 400, 500].map((status) => answered(status)), false],
	['what is compressed', [answered(200, 'x', COMPRESSED)], false],
	['a web page', [answered(200, '<html></html>')], false],
	['no answer', [lost('ECONNRESET'), unreached('ECONNREFUSED'), STOPPED], false],
])('%s is a success, or not', (_, outcomes, expected) => {
	for (const outcome of outcomes) expect(findSuccess(outcome) !== undefined).toBe(expected);
});
