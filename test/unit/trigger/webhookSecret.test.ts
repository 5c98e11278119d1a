import { createHash } from 'node:crypto';

import { holdsSecret } from '../../../nodes/Impilo/trigger/webhookSecret';

const SECRET = 'a-secret-of-the-account';

function hashOf(text: string): string {
	return createHash('sha256').update(text).digest('hex');
}

describe('holdsSecret', () => {
	it.each([SECRET, 'x', 'ß-größe-🩺', 'a'.repeat(10_000), ' with spaces '])(
		'accepts %j',
		(secret) => {
			expect(holdsSecret(secret, hashOf(secret))).toBe(true);
		},
	);

	it.each<[string, unknown]>([
		['another of the same length', 'A-secret-of-the-account'],
		['its hash', hashOf(SECRET)],
		['a header that came twice', [SECRET, SECRET]],
		['a list of one', [SECRET]],
		['an object', { toString: () => SECRET }],
	])('refuses %s', (_, header) => {
		expect(holdsSecret(header, hashOf(SECRET))).toBe(false);
	});

	it.each(['', 'abc', hashOf(SECRET).slice(1), `${hashOf(SECRET)}0`, 'é'.repeat(32)])(
		'refuses rather than throws where the saved hash is %j',
		(hash) => {
			expect(holdsSecret(SECRET, hash)).toBe(false);
		},
	);
});
