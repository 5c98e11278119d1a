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

	it.each(['', 'abc', hashOf(SECRET).slice(1), `${hashOf(SECRET)}0`, 'é'.repeat(32)])(
		'refuses rather than throws where the saved hash is %j',
		(hash) => {
			expect(holdsSecret(SECRET, hash)).toBe(false);
		},
	);
});
