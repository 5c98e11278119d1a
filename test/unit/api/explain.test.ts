import type { ExplanationContext } from '../../../nodes/Impilo/api/explain';
import { explainOutcome, findKnownRefusal } from '../../../nodes/Impilo/api/explain';
import { Doubt, doubtOf, ImpiloFailure } from '../../../nodes/Impilo/api/failure';
import type { Outcome } from '../../../nodes/Impilo/api/outcome';
import type { ImpiloRequest, KnownRefusal } from '../../../nodes/Impilo/api/request';
import { expectPlainWords } from '../plainWords';
import { answered, API_KEY, TIMEOUT_MS } from '../standIns';

const NO_KIT: KnownRefusal = {
	status: 400,
	words: 'kit_is_gone',
	happened: 'The kit is gone',
	remedy: 'Choose another kit.',
};
const NO_SITE: KnownRefusal = {
	status: 400,
	words: 'Site {id} not found.',
	happened: 'Impilo does not know this site',
	remedy: 'Choose another site.',
};
const SWITCHED_OFF: KnownRefusal = {
	status: 403,
	words: 'Kits are disabled.',
	happened: 'Kits are switched off',
	remedy: 'Ask Impilo to switch them on.',
};
const REFUSALS = [NO_KIT, NO_SITE, SWITCHED_OFF];

const REQUEST: ImpiloRequest = {
	method: 'POST',
	path: '/order',
	purpose: 'place the order',
	refusals: REFUSALS,
	personal: ['Nathan Example', 'Nathan', 'Example', 'MRN-20481'],
};
const CONTEXT: ExplanationContext = {
	apiKey: API_KEY,
	timeoutMs: TIMEOUT_MS,
	nowMs: Date.UTC(2026, 0, 31, 12, 0, 0),
};

const explain = (
	outcome: Outcome,
	{
		request,
		context,
	}: { request?: Partial<ImpiloRequest>; context?: Partial<typeof CONTEXT> } = {},
) => explainOutcome(outcome, { ...REQUEST, ...request }, { ...CONTEXT, ...context });

const lost = (code: string): Outcome => ({ kind: 'lost', code });
const unreached = (code: string, isLasting = false): Outcome => ({
	kind: 'unreached',
	code,
	isLasting,
});
const never = (code: string): Outcome => unreached(code, true);
const throttled = (retryAfter: string) => answered(429, undefined, { 'retry-after': retryAfter });
const until = (time: string) => throttled(`Sat, 31 Jan 2026 ${time}:00 GMT`);
const PACKED = answered(200, 'x', { 'content-encoding': 'exi' });

const EVERY_KIND: Array<[string, Outcome, RegExp, RegExp]> = [
	['a stop', { kind: 'stopped' }, /stopped before Impilo answered/, /before you run it again/],
	['a time-out', lost('ECONNABORTED'), /did not answer within 60 seconds$/, /later/],
	['a closed connection', lost('EPIPE'), /answer was lost: the connection was closed$/, /later/],
	['an unknown loss', lost('unknown'), /^Impilo's answer was lost$/, /later/],
	['an unknown name', unreached('ENOTFOUND'), /its host name was not found\. Nothing/, /Base URL/],
	['an expired certificate', never('CERT_HAS_EXPIRED'), /has expired\. Nothing/, /date and time/],
	[
		'a certificate of tomorrow',
		never('CERT_NOT_YET_VALID'),
		/is not valid yet\. Nothing/,
		/date and time/,
	],
	[
		'an unknown certificate',
		never('CERT_UNTRUSTED'),
		/is not trusted\. Nothing/,
		/NODE_EXTRA_CA_CERTS/,
	],
	['no encryption', never('EPROTO'), /no encrypted connection .* Nothing/, /https/],
	['a broken encryption', lost('ERR_SSL_BAD_RECORD_TYPE'), /encrypted connection broke$/, /later/],
	['something else than HTTP', lost('HPE_INVALID_CONSTANT'), /not an answer from a web/, /later/],
	['bad gzip', lost('Z_DATA_ERROR'), /could not be decompressed$/, /later/],
	['bad Brotli', lost('ERR__ERROR_FORMAT_PADDING_1'), /could not be decompressed$/, /later/],
	['half an answer', lost('INCOMPLETE'), /was incomplete$/, /later/],
	['an endless answer', lost('TOO_LARGE'), /larger than 32 MB/, /lower Limit/],
	['no connection', unreached('ENEW'), /could be made\. Nothing was sent$/, /network/],
	['an unreadable 200', answered(200, 'x'), /cannot be read/, /Base URL/],
	['an empty 204', answered(204), /an empty answer$/, /Base URL/],
	['an empty 200', answered(200, ''), /an empty answer$/, /Base URL/],
	['a web page', answered(200, '<html></html>'), /is a web page/, /^Check.*login page/],
	['a packed answer', PACKED, /n8n cannot decompress$/, /proxy/],
	['HTTP 302', answered(302), /did not come from Impilo/, /proxy/],
	[
		'HTTP 400',
		answered(400),
		/refused to place the order and did not say why \(HTTP 400\)/,
		/^Check the fields.*ask Impilo why/,
	],
	['HTTP 401', answered(401), /did not accept the API key/, /credential.*API Key.*expire/],
	['HTTP 403', answered(403), /API key is not allowed/, /credential/],
	['HTTP 403 as a web page', answered(403, '<html></html>'), /or a firewall/, /network of n8n/],
	['HTTP 407', answered(407), /^A proxy.*asks for a user name/, /HTTPS_PROXY.*NO_PROXY/],
	['HTTP 404', answered(404), /nothing at this address/, /ID.*Environment/],
	['HTTP 408', answered(408), /not available.*could not place the order \(HTTP 408\)/, /later/],
	['HTTP 409', answered(409), /refused to place the order.*\(HTTP 409\)/, /ask Impilo/],
	['HTTP 413', answered(413), /^This is more than Impilo accepts in one request/, /several items/],
	['HTTP 503', answered(503), /not available.*could not place the order \(HTTP 503\)/, /later/],
	['HTTP 429', answered(429), /^Impilo accepts no more requests for now$/, /Concurrency/],
	['HTTP 429 for two minutes', throttled('120'), /requests for now$/, /later/],
	['HTTP 429 for long', throttled('601'), /no more requests for 11 minutes$/, /Concurrency/],
	['HTTP 429 until a date', until('12:30'), /for 30 minutes$/, /later/],
	['HTTP 429 until before', until('11:30'), /requests for now$/, /later/],
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
		const certain = EVERY_KIND.filter(([, outcome]) =>
			explain(outcome).message.includes('Nothing was sent'),
		).map(([, outcome]) => outcome.kind);

		expect(new Set(certain)).toEqual(new Set(['unreached']));
	});

	it('quotes unknown words', () => {
		const failure = explain(
			answered(400, { errors: ['count too high', { message: 'see line 2' }] }),
		);

		expect(failure.message).toBe(
			'Impilo refused to place the order: "count too high · see line 2"',
		);
		expect(failure.apiMessage).toBe('count too high · see line 2');
	});

	it('names the fields that Impilo names, also of known words', () => {
		const fields = { returnDevices: ['is_empty'], kit: ['kit_is_gone'] };

		expect(
			explain(answered(400, { errors: { returnDevices: fields.returnDevices } })).message,
		).toBe('Impilo refused to place the order: "returnDevices: is_empty"');
		expect(explain(answered(400, { errors: fields }))).toMatchObject({
			message: 'The kit is gone',
			apiMessage: 'returnDevices: is_empty · kit: kit_is_gone',
		});
	});

	it('hides personal data in the name of a field', () => {
		expect(explain(answered(400, { errors: { Nathan: 'is_empty' } })).apiMessage).toBe(
			'[hidden]: is_empty',
		);
	});

	it('explains known words, even beside others, and quotes them, too', () => {
		const failure = explain(answered(400, { error: 'Bad Request', message: 'kit_is_gone' }));

		expect(failure.message).toBe('The kit is gone');
		expect(failure.remedy).toBe('Choose another kit.');
		expect(failure.apiMessage).toBe('kit_is_gone · Bad Request');
	});

	it.each([
		[
			'https://login.wifi.test/sign-in?next=%2Fapi',
			/^It leads to https:\/\/login\.wifi\.test, and was not followed\. /,
		],
		[
			'http://app.impiloplatform.com/',
			/^It leads to http:\/\/app\.impiloplatform\.com, and was not followed\. /,
		],
		[
			`https://${API_KEY}.wifi.test/`,
			/^It leads to https:\/\/\[hidden\]\.wifi\.test, and was not followed\. /,
		],
		['/sign-in', /^It was not followed\. Check/],
		['javascript:alert(1)', /^It was not followed\. Check/],
		[undefined, /^It was not followed\. Check/],
	])('says where a redirect leads, and no more of it: %s', (location, words) => {
		const { remedy, apiMessage } = explain(answered(302, '', { location }));

		expect(remedy).toMatch(words);
		expect(remedy).not.toMatch(/sign-in|alert/);
		expect(apiMessage).toBeUndefined();
	});

	it('does not take the words of a login page or a proxy for those of Impilo', () => {
		const page = '<html><title>Sign in, Nathan</title></html>';
		const { apiMessage, remedy } = explain(answered(200, page));

		expect(apiMessage).toBeUndefined();
		expect(remedy).toMatch(/^The page says "Sign in, \[hidden\]"\. Check/);
		for (const status of [302, 404, 407]) {
			expect(explain(answered(status, page)).apiMessage).toBeUndefined();
		}
		expect(explain(answered(400, page)).apiMessage).toBe('Sign in, [hidden]');
	});

	it.each([
		[401, 'Impilo did not accept the API key'],
		[403, 'The API key is not allowed to do this'],
		[500, 'Impilo is not available at the moment and could not place the order (HTTP 500)'],
	])('explains HTTP %d by its status when known words do not fit it', (status, message) => {
		const failure = explain(answered(status, { message: 'kit_is_gone' }));

		expect(failure.message).toBe(message);
		expect(failure.apiMessage).toBe('kit_is_gone');
	});

	it('joins several explanations, each once', () => {
		const failure = explain(
			answered(400, { errors: ['kit_is_gone', 'Site 7 not found', 'KIT_IS_GONE'] }),
		);

		expect(failure.message).toBe('The kit is gone; Impilo does not know this site');
		expect(failure.remedy).toBe('Choose another kit. Choose another site.');
	});

	it("prefers the request's own explanation of a 403 to the general one", () => {
		const refused = answered(403, { message: 'Access Denied' });
		const own: KnownRefusal = { ...SWITCHED_OFF, words: 'Access Denied' };

		expect(explain(refused).message).toBe('The API key is not allowed to do this');
		expect(explain(refused, { request: { refusals: [own] } }).message).toBe(own.happened);
	});

	it.each([400, 401, 403, 404, 409, 429, 500, 503])(
		'hides the key and personal values: HTTP %d',
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
		['500 characters whole', 'a'.repeat(500), 'a'.repeat(500)],
		['the first 500 of more', 'a'.repeat(501), `${'a'.repeat(500)}…`],
		[
			'several texts together',
			['a'.repeat(300), 'b'.repeat(300)],
			`${'a'.repeat(300)} · ${'b'.repeat(197)}…`,
		],
		[
			'no part of a value at the cut',
			`${'a'.repeat(493)} Nathan Example refused`,
			`${'a'.repeat(493)} [hidde…`,
		],
	])('quotes %s', (_, errors, expected) => {
		const { apiMessage, message } = explain(answered(400, { errors }));

		expect(apiMessage).toBe(expected);
		expect(message).toBe(`Impilo refused to place the order: "${expected}"`);
	});

	it.each<[string, number, unknown, number]>([
		['is refused in words that nobody knows', 400, 'Nathan moved', 1],
		['is refused in these and others', 422, ['kit_is_gone', 'Nathan moved'], 1],
		['is refused in words that are known', 400, 'kit_is_gone', 0],
		['is refused without a word', 400, '', 0],
		['is throttled', 429, 'Nathan moved', 0],
		['comes with a key that is refused', 401, 'Invalid token', 0],
		['may have been carried out', 500, 'Nathan moved', 0],
		['is answered by a proxy', 407, 'Nathan moved', 0],
		['is sent elsewhere', 302, 'Nathan moved', 0],
	])('finds out whom to hide where a request %s, or not', async (_, status, errors, times) => {
		const find = jest.fn(async () => await Promise.resolve(['Nathan']));
		const failure = explain(answered(status, { errors }), { request: { personal: [find] } });
		const before = JSON.stringify([failure.message, failure.remedy, failure.apiMessage]);
		const full = await failure.inFull();

		expect(find).toHaveBeenCalledTimes(times);
		expect(before + JSON.stringify([full.message, full.remedy])).not.toContain('Nathan');
		expect(full.apiMessage?.includes('[hidden]') ?? false).toBe(times === 1);
	});

	it('says why Impilo is not quoted where it cannot be found out whom to hide', async () => {
		const find = async () => await Promise.reject(new Error('Down'));
		const failure = explain(answered(409, 'Nathan moved'), { request: { personal: [find] } });

		expect(await failure.inFull()).toMatchObject({
			message: 'Impilo refused to place the order (HTTP 409)',
			remedy: expect.stringMatching(/^What Impilo said is not shown/),
			apiMessage: undefined,
			status: 409,
		});
	});

	it('is told in full in a doubt, too', async () => {
		const find = async () => await Promise.resolve(['Nathan']);
		const refusal = explain(answered(400, 'Nathan moved'), { request: { personal: [find] } });
		const remedyOf = (reason: unknown) => `Look. ${(reason as ImpiloFailure).remedy}`;
		const full = await doubtOf(refusal, 'Who knows?', remedyOf).inFull();

		expect(full).toBeInstanceOf(Doubt);
		expect(full.message).toBe('Who knows? Impilo refused to place the order: "[hidden] moved"');
		expect(full.remedy).toMatch(/^Look\. Change what Impilo names/);
	});

	it('quotes nothing where it cannot be made sure that nothing personal is in it', () => {
		const personal = [{ trim: 5 } as unknown as string];
		const { message, apiMessage } = explain(answered(400, { message: 'No Nathan' }), {
			request: { personal },
		});

		expect(apiMessage).toBeUndefined();
		expect(message).toBe('Impilo refused to place the order and did not say why (HTTP 400)');
		const redirect = answered(302, '', { location: 'https://nathan.wifi.test' });
		expect(explain(redirect, { request: { personal } }).remedy).toMatch(/^It was not followed\. /);
	});

	it.each([
		['letters without a blank', 'a'.repeat(1_000_000)],
		['full stops', `${'.'.repeat(1_000_000)}x`],
		['at signs', `${'a@a.'.repeat(250_000)}`],
	])('takes no time for a million characters: %s', (_, body) => {
		expect(explain(answered(400, body)).message).toMatch(/^Impilo refused to place the order/);
	});
});

describe('findKnownRefusal', () => {
	const find = (words: string, status: number) => findKnownRefusal(words, status, REFUSALS);

	it.each([
		'Site 42 not found.',
		'Site 9007199254740991 not found',
		'SITE 42 NOT FOUND',
		'"Site 42 not found."',
		"'Site 42 not found'.",
		'  Site 42 not found  ',
	])('recognizes %j', (words) => {
		expect(find(words, 400)).toBe(NO_SITE);
	});

	it.each([
		'',
		'.',
		'Site not found',
		'Site  not found',
		'Site Nowhere not found',
		'Site 42a not found',
		'Site -42 not found',
		'Site 4.2 not found',
		'Site 42 43 not found',
		'Site 42, patient Nathan not found',
		'The site 42 not found',
		'Site 42 not found in this list',
		'kit is gone',
	])('does not recognize %j', (words) => {
		expect(find(words, 400)).toBeUndefined();
	});

	it.each([404, 409, 422, 429])('recognizes what is documented for 400 with %d', (status) => {
		expect(find('kit_is_gone', status)).toBe(NO_KIT);
	});

	it.each<[string, number]>([
		['kit_is_gone', 200],
		['kit_is_gone', 302],
		['kit_is_gone', 401],
		['kit_is_gone', 403],
		['kit_is_gone', 500],
		['Kits are disabled.', 400],
		['Kits are disabled.', 401],
		['Kits are disabled.', 404],
	])('does not recognize %j with %d', (words, status) => {
		expect(find(words, status)).toBeUndefined();
	});
});
