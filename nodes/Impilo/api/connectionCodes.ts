/** An answer took too long: the HTTP library's own code, and the node's. */
export const TIMEOUT_CODE = 'ECONNABORTED';
/** An answer is larger than the node reads. */
export const TOO_LARGE_CODE = 'TOO_LARGE';
/** JSON ends too early: how a cut answer looks if nothing gives its length. */
export const INCOMPLETE_CODE = 'INCOMPLETE';

/** What a code means for a request that ended without a whole answer. */
export interface ConnectionCode {
	/** Without Node.js's code: n8n replaces any message in which it finds one. */
	happened?: string;
	/** What to do, if not the same as for most codes. */
	remedy?: string;
	/** When nothing can have been sent. Any code means that if connecting failed. */
	isUnreached?: 'always' | 'while writing';
	/** Whether another try soon is of no use. */
	isLasting?: boolean;
	/** Whether the user stopped the execution. */
	isStop?: boolean;
}

const UNREACHED = { isUnreached: 'always' } as const;
const UNREACHED_LASTING = { ...UNREACHED, isLasting: true } as const;

const CLOSED: ConnectionCode = { happened: 'the connection was closed' };
const NOT_UNPACKED: ConnectionCode = { happened: 'it could not be decompressed' };

const NOT_TRUSTED: ConnectionCode = {
	...UNREACHED_LASTING,
	happened: 'its certificate is not trusted',
	remedy:
		"Check Environment and Base URL of the credential. If a proxy, or the server at Base URL, has a certificate of your own organization, set the environment variable NODE_EXTRA_CA_CERTS of n8n to the file with its issuer's certificate, and restart n8n.",
};

const CHECK_CLOCK =
	'Check the date and time of the machine that runs n8n. If they are right, contact whoever runs the server at this address, or the proxy in between.';

const CODES: Record<string, ConnectionCode> = {
	ERR_CANCELED: { isStop: true },
	ABORT_ERR: { isStop: true },
	ERR_INVALID_URL: UNREACHED_LASTING,
	ECONNREFUSED: { ...UNREACHED, happened: 'the connection was refused' },
	ENOTFOUND: { ...UNREACHED, happened: 'its host name was not found' },
	EAI_AGAIN: { ...UNREACHED, happened: 'its host name could not be looked up' },
	// An open connection can lose its route as well.
	EHOSTUNREACH: { happened: 'there is no route to its address' },
	ENETUNREACH: { happened: 'there is no route to its network' },
	ETIMEDOUT: { happened: 'the connection timed out' },
	ECONNRESET: CLOSED,
	EPIPE: CLOSED,
	ERR_STREAM_PREMATURE_CLOSE: CLOSED,
	[INCOMPLETE_CODE]: { happened: 'it was incomplete' },
	EPROTO: {
		// During the handshake, the request still waits to be written.
		isUnreached: 'while writing',
		isLasting: true,
		happened: 'no encrypted connection could be made',
		remedy:
			'Check Base URL of the credential: its host and port must answer https. If n8n has a proxy, check that it allows https.',
	},
	CERT_HAS_EXPIRED: {
		...UNREACHED_LASTING,
		happened: 'its certificate has expired',
		remedy: CHECK_CLOCK,
	},
	CERT_NOT_YET_VALID: {
		...UNREACHED_LASTING,
		happened: 'its certificate is not valid yet',
		remedy: CHECK_CLOCK,
	},
	DEPTH_ZERO_SELF_SIGNED_CERT: NOT_TRUSTED,
	SELF_SIGNED_CERT_IN_CHAIN: NOT_TRUSTED,
	UNABLE_TO_VERIFY_LEAF_SIGNATURE: NOT_TRUSTED,
	UNABLE_TO_GET_ISSUER_CERT_LOCALLY: NOT_TRUSTED,
	UNABLE_TO_GET_ISSUER_CERT: NOT_TRUSTED,
	INVALID_CA: NOT_TRUSTED,
	CERT_UNTRUSTED: NOT_TRUSTED,
	CERT_REJECTED: NOT_TRUSTED,
	CERT_REVOKED: NOT_TRUSTED,
	CERT_SIGNATURE_FAILURE: NOT_TRUSTED,
	ERR_TLS_CERT_ALTNAME_INVALID: {
		...UNREACHED_LASTING,
		happened: 'its certificate is for another host',
		remedy:
			'Check Environment and Base URL of the credential: the certificate must name the host in Base URL. A proxy or a login page between n8n and Impilo may also use its own certificate.',
	},
};

/** Codes that come in families, by their prefix. */
const FAMILIES: Array<[prefix: string, meaning: ConnectionCode]> = [
	['Z_', NOT_UNPACKED],
	// Brotli.
	['ERR__', NOT_UNPACKED],
	['ZSTD_', NOT_UNPACKED],
	['HPE_', { happened: 'it is not an answer from a web server' }],
	['ERR_SSL_', { happened: 'the encrypted connection broke' }],
];

/** @returns empty for an unknown code: the answer may just be lost */
export function findConnectionCode(code: string): ConnectionCode {
	return CODES[code] ?? FAMILIES.find(([prefix]) => code.startsWith(prefix))?.[1] ?? {};
}
