import { ImpiloFailure } from '../../../nodes/Impilo/api/failure';
import { explainOutcome } from '../../../nodes/Impilo/api/explain';
import type { Outcome } from '../../../nodes/Impilo/api/outcome';
import type { ImpiloRequest, KnownRefusal } from '../../../nodes/Impilo/api/request';
import { expectPlainWords } from '../plainWords';
import { answered, API_KEY, TIMEOUT_MS } from '../standIns';

const REFUSALS: readonly KnownRefusal[] = [
	{ status: 400, words: 'out_of_stock', happened: 'Nothing is left', remedy: 'Lower Count.' },
	{
		status: 400,
		words: 'Site {id} closed.',
		happened: 'The site is closed',
		remedy: 'Change Site.',
	},
	{ status: 403, words: 'Not yours', happened: 'It is not yours', remedy: 'Ask for it.' },
];

const REQUEST: ImpiloRequest = {
	method: 'POST',
	path: '/order',
	purpose: 'place the order',
	refusals: REFUSALS,
	personal: ['Nathan Example', 'Nathan', 'Example', 'MRN-20481'],
};

const explain = (
	outcome: Outcome,
	request: Partial<ImpiloRequest> = {},
	timeoutMs = TIMEOUT_MS,
): ImpiloFailure =>
	explainOutcome(
		outcome,
		{ ...REQUEST, ...request },
		{ apiKey: API_KEY, timeoutMs, nowMs: Date.UTC(2026, 0, 31, 12, 0, 0) },
	);

const lost = (code: string): Outcome => ({ kind: 'lost', code });
const unreached = (code: string, isLasting = false): Outcome => ({
	kind: 'unreached',
	code,
	isLasting,
});

const EVERY_KIND: Array<[string, Outcome, RegExp, RegExp]> = [
	['a stop', { kind: 'stopped' }, /stopped before Impilo answered/, /before you run it again/],
	['a time-out', lost('ECONNABORTED'), /did not answer within 60 seconds/, /later/],
	['a cut connection', lost('ECONNRESET'), /lost: the connection was closed/, /later/],
	['a closed pipe', lost('EPIPE'), /lost: the connection was closed/, /later/],
	['a socket time-out', lost('ETIMEDOUT'), /lost: the connection timed out/, /later/],
	['a bad answer', lost('ERR_BAD_RESPONSE'), /^Impilo's answer was lost$/, /later/],
	['something unknown', lost('unknown'), /^Impilo's answer was lost$/, /later/],
	['a refused connection', unreached('ECONNREFUSED'), /the connection was refused/, /Base URL/],
	['an unknown name', unreached('ENOTFOUND'), /its name was not found/, /Base URL/],
	['a broken look-up', unreached('EAI_AGAIN'), /its name could not be looked up/, /network/],
	['an unreachable host', unreached('EHOSTUNREACH'), /no route to its address/, /network/],
	['an unreachable network', unreached('ENETUNREACH'), /no route to its network/, /network/],
	[
		'an old certificate',
		unreached('CERT_HAS_EXPIRED', true),
		/certificate has expired/,
		/Base URL/,
	],
	[
		'an own certificate',
		unreached('DEPTH_ZERO_SELF_SIGNED_CERT', true),
		/certificate is not trusted/,
		/Base URL/,
	],
	[
		'a certificate of another',
		unreached('ERR_TLS_CERT_ALTNAME_INVALID', true),
		/certificate is for another name/,
		/Base URL/,
	],
	['a bad address', unreached('ERR_INVALID_URL', true), /no connection could be made/, /Base URL/],
	['no connection at all', unreached('ENEW'), /no connection could be made/, /network/],
	['HTTP 200 unread', answered(200, 'x'), /cannot be read/, /Base URL/],
	['HTTP 204 unread', answered(204), /cannot be read/, /Base URL/],
	['HTTP 302', answered(302), /did not come from Impilo/, /proxy/],
	['HTTP 400', answered(400), /refused to place the order and did not say why \(HTTP 400\)/, /ask/],
	['HTTP 401', answered(401), /did not accept the API key/, /credential.*API Key.*expire/],
	['HTTP 403', answered(403), /API key is not allowed/, /credential/],
	['HTTP 404', answered(404), /nothing at this address/, /ID.*Environment/],
	['HTTP 408', answered(408), /not available.*could not place the order \(HTTP 408\)/, /later/],
	['HTTP 409', answered(409), /refused to place the order.*\(HTTP 409\)/, /ask Impilo/],
	['HTTP 429', answered(429), /^Impilo accepts no more requests for now$/, /Concurrency/],
	[
		'HTTP 429 for long',
		answered(429, undefined, { 'retry-after': '601' }),
		/no more requests for 11 minutes$/,
		/Concurrency/,
	],
	[
		'HTTP 429 until a date',
		answered(429, undefined, { 'retry-after': 'Sat, 31 Jan 2026 12:30:00 GMT' }),
		/no more requests for 30 minutes$/,
		/Concurrency/,
	],
	[
		'HTTP 429 until a date that is past',
		answered(429, undefined, { 'retry-after': 'Sat, 31 Jan 2026 11:30:00 GMT' }),
		/^Impilo accepts no more requests for now$/,
		/Concurrency/,
	],
	[
		'HTTP 429 for two minutes',
		answered(429, undefined, { 'retry-after': '120' }),
		/^Impilo accepts no more requests for now$/,
		/later/,
	],
	['HTTP 500', answered(500), /not available.*could not place the order \(HTTP 500\)/, /later/],
	['HTTP 503', answered(503), /not available.*could not place the order \(HTTP 503\)/, /later/],
];

describe('explainOutcome', () => {
	it.each(EVERY_KIND)('says what happened and what to do: %s', (_, outcome, happened, remedy) => {
		const failure = explain(outcome);

		expect(failure).toBeInstanceOf(ImpiloFailure);
		expect(failure.message).toMatch(happened);
		expect(failure.remedy).toMatch(remedy);
		expectPlainWords(failure.message);
		expectPlainWords(failure.remedy);
		expect(failure.status).toBe(outcome.kind === 'answered' ? outcome.status : undefined);
	});

	it('says that nothing was sent only where that is certain', () => {
		const sure = EVERY_KIND.filter(([, outcome]) =>
			explain(outcome).message.includes('Nothing was sent'),
		).map(([, outcome]) => outcome.kind);

		expect(new Set(sure)).toEqual(new Set(['unreached']));
	});

	it('names the time that it has waited', () => {
		expect(explain(lost('ECONNABORTED'), {}, 5_000).message).toContain('5 seconds');
	});

	it.each([
		['nothing', undefined],
		['an unknown reason', { message: 'Token expired' }],
		['a web page', '<html><title>Sign in</title></html>'],
		['an empty object', {}],
	])('explains 401 with %s by the key', (_, body) => {
		expect(explain(answered(401, body)).message).toBe('Impilo did not accept the API key');
	});

	it('lets unknown words pass through, readable', () => {
		const failure = explain(
			answered(400, { errors: ['count too high', { message: 'see line 2' }] }),
		);

		expect(failure.message).toBe(
			'Impilo refused to place the order: "count too high · see line 2"',
		);
		expect(failure.apiMessage).toBe('count too high · see line 2');
	});

	it('keeps the words of Impilo beside its own explanation', () => {
		const failure = explain(answered(400, { message: 'out_of_stock' }));

		expect(failure.message).toBe('Nothing is left');
		expect(failure.apiMessage).toBe('out_of_stock');
	});

	it('has no words of Impilo where there are none', () => {
		expect(explain(answered(400, '')).apiMessage).toBeUndefined();
		expect(explain(lost('ECONNRESET')).apiMessage).toBeUndefined();
	});

	it('explains documented words although others stand beside them', () => {
		const failure = explain(answered(400, { error: 'Bad Request', message: 'out_of_stock' }));

		expect(failure.message).toBe('Nothing is left');
	});

	it.each([
		[401, 'Impilo did not accept the API key'],
		[403, 'The API key is not allowed to do this'],
		[500, 'Impilo is not available at the moment and could not place the order (HTTP 500)'],
	])('goes by HTTP %d where the documented words do not fit it', (status, message) => {
		const failure = explain(answered(status, { message: 'out_of_stock' }));

		expect(failure.message).toBe(message);
		expect(failure.apiMessage).toBe('out_of_stock');
	});

	it('joins several explanations, each once', () => {
		const errors = ['Site 7 closed', 'out_of_stock', 'SITE 8 CLOSED.'];
		const failure = explain(answered(400, { errors }));

		expect(failure.message).toBe('The site is closed; Nothing is left');
		expect(failure.remedy).toBe('Change Site. Lower Count.');
	});

	it.each<[number, string, string]>([
		[422, '"Out_Of_Stock."', 'Nothing is left'],
		[400, 'Site 201 closed', 'The site is closed'],
		[400, 'Not yours', 'Impilo refused to place the order: "Not yours"'],
		[403, 'not yours', 'It is not yours'],
		[403, 'out_of_stock', 'The API key is not allowed to do this'],
		[
			403,
			'The requested feature has been disabled.',
			'This feature is switched off for your Impilo account',
		],
		[403, 'The requested resource is forbidden.', 'The role of the API key does not allow this'],
	])('knows what HTTP %d with %s means', (status, message, happened) => {
		expect(explain(answered(status, { message })).message).toBe(happened);
	});

	it('says what a 404 means for the request', () => {
		const notFound = { happened: 'Impilo has no order 7', remedy: 'Check Order.' };
		const failure = explain(answered(404, { message: 'Not Found' }), { notFound });

		expect(failure.message).toBe('Impilo has no order 7');
		expect(failure.remedy).toBe('Check Order.');
	});

	it('says what a 404 means only for a 404', () => {
		const notFound = { happened: 'Impilo has no order 7', remedy: 'Check Order.' };

		expect(explain(answered(400, 'x'), { notFound }).message).not.toContain('no order 7');
	});

	it.each([400, 401, 403, 404, 409, 429, 500, 503])(
		'shows neither the key nor a personal value: HTTP %d',
		(status) => {
			const body = {
				message: `Key ${API_KEY} and patient Nathan Example (MRN-20481, nathan@example.com) refused`,
			};
			const failure = explain(answered(status, body));
			const shown = JSON.stringify([failure.message, failure.remedy, failure.apiMessage]);

			expect(failure.apiMessage).toBe(
				'Key [hidden] and patient [hidden] ([hidden], [hidden]) refused',
			);
			for (const secret of [API_KEY, 'Nathan', 'Example', 'MRN-20481', 'example.com']) {
				expect(shown).not.toContain(secret);
			}
		},
	);

	it.each([
		['500 signs whole', 'a'.repeat(500), 'a'.repeat(500)],
		['more than 500 signs cut', 'a'.repeat(501), `${'a'.repeat(500)}…`],
		['several texts together', ['a'.repeat(300), 'b'.repeat(300)], /^a{300} · b{197}…$/],
	])('quotes %s', (_, errors, expected) => {
		const { apiMessage, message } = explain(answered(400, { errors }));

		expect(apiMessage).toEqual(
			typeof expected === 'string' ? expected : expect.stringMatching(expected),
		);
		expect(message).toBe(`Impilo refused to place the order: "${apiMessage}"`);
	});

	it('hides a value that lies across the place where the quote is cut', () => {
		const words = `${'a'.repeat(493)} Nathan Example refused`;

		expect(explain(answered(400, { message: words })).apiMessage).toBe(
			`${'a'.repeat(493)} [hidde…`,
		);
	});

	it('holds nothing but words', () => {
		const failure = explain(answered(400, { message: 'x', request: { apiKey: API_KEY } }));

		expect(Object.keys(failure).sort()).toEqual(['apiMessage', 'remedy', 'status']);
	});
});

it('quotes words that are not known for the request', () => {
	const refused = answered(400, { message: 'out_of_stock' });

	expect(explain(refused, { refusals: [], purpose: 'subscribe to order.status' }).message).toBe(
		'Impilo refused to subscribe to order.status: "out_of_stock"',
	);
});
