import { createHash } from 'node:crypto';

import { holdsSecret } from '../../../nodes/Impilo/trigger/webhookSecret';

const SECRET = 'a-secret-of-the-account';

function hashOf(text: string): string {
	return createHash('sha256').update(text).digest('hex');
}

describe('holdsSecret', () => {
	it.each(['x', SECRET, 'ß-größe-🩺', 'a'.repeat(10_000), ' with spaces '])(
		'takes %j',
		(secret) => {
			expect(holdsSecret(secret, hashOf(secret))).toBe(true);
		},
	);

	it.each<[string, unknown]>([
		['another of the same length', 'A-secret-of-the-account'],
		['one that ends differently', 'a-secret-of-the-accounT'],
		['a shorter one', 'a-secret-of-the-accoun'],
		['a longer one', `${SECRET}x`],
		['one with a space', `${SECRET} `],
		['one in Unicode', 'ä-secret-of-the-account'],
		['an empty one', ''],
		['its hash', hashOf(SECRET)],
		['no header', undefined],
		['null', null],
		['a header that came twice', [SECRET, SECRET]],
		['a list of one', [SECRET]],
		['a number', 7],
		['true', true],
		['an object', { toString: () => SECRET }],
	])('refuses %s', (_, header) => {
		expect(holdsSecret(header, hashOf(SECRET))).toBe(false);
	});

	it('tells composed from decomposed letters', () => {
		expect(holdsSecret('gro\u0308ße', hashOf('gr\u00f6ße'))).toBe(false);
	});

	it.each(['', 'abc', hashOf(SECRET).slice(1), `${hashOf(SECRET)}0`, 'é'.repeat(32)])(
		'refuses rather than throws where the hash is %j',
		(hash) => {
			expect(holdsSecret(SECRET, hash)).toBe(false);
		},
	);
});
