import { generate } from 'selfsigned';

/** A certificate and its key, as PEM. */
export interface Certificate {
	cert: string;
	key: string;
}

export interface Certificates {
	/** The authority that a client has to trust, as PEM. */
	authority: string;
	good: Certificate;
	expired: Certificate;
	notYetValid: Certificate;
	/** For another host than the one it's used at. */
	wrongName: Certificate;
	selfSigned: Certificate;
	/** Of an authority that nobody trusts. */
	unknownIssuer: Certificate;
}

const DAY_MS = 24 * 60 * 60 * 1000;
/** The host of every server in these tests, by name and by address. */
const THIS_MACHINE = [
	{ type: 2, value: 'localhost' },
	{ type: 7, ip: '127.0.0.1' },
] as const;
const ANOTHER_HOST = [{ type: 2, value: 'impilo.example.com' }] as const;

interface Wishes {
	issuer?: Certificate;
	names?: ReadonlyArray<(typeof THIS_MACHINE)[number] | (typeof ANOTHER_HOST)[number]>;
	/** From when until when it's valid, in days from now. */
	days?: [from: number, to: number];
}

async function make(
	commonName: string,
	{ issuer, names = THIS_MACHINE, days: [from, to] = [-1, 1] }: Wishes = {},
): Promise<Certificate> {
	const made = await generate([{ name: 'commonName', value: commonName }], {
		keyType: 'ec',
		algorithm: 'sha256',
		notBeforeDate: new Date(Date.now() + from * DAY_MS),
		notAfterDate: new Date(Date.now() + to * DAY_MS),
		ca: issuer,
		extensions: [
			{ name: 'basicConstraints', cA: false },
			{ name: 'subjectAltName', altNames: [...names] },
		],
	});
	return { cert: made.cert, key: made.private };
}

async function makeAuthority(commonName: string): Promise<Certificate> {
	const made = await generate([{ name: 'commonName', value: commonName }], {
		keyType: 'ec',
		algorithm: 'sha256',
		extensions: [
			{ name: 'basicConstraints', cA: true, critical: true },
			{ name: 'keyUsage', keyCertSign: true, critical: true },
		],
	});
	return { cert: made.cert, key: made.private };
}

/** Makes certificates of every kind that a server may show, valid today where they are valid at all. */
export async function makeCertificates(): Promise<Certificates> {
	const issuer = await makeAuthority('Test Authority');
	return {
		authority: issuer.cert,
		good: await make('localhost', { issuer }),
		expired: await make('localhost', { issuer, days: [-3, -2] }),
		notYetValid: await make('localhost', { issuer, days: [2, 3] }),
		wrongName: await make('impilo.example.com', { issuer, names: ANOTHER_HOST }),
		selfSigned: await make('localhost'),
		unknownIssuer: await make('localhost', { issuer: await makeAuthority('Unknown Authority') }),
	};
}
