/** n8n replaces a message in which it finds one of these, even inside a word. */
const N8N_ERROR_CODES = [
	'ECONNREFUSED',
	'ECONNRESET',
	'ENOTFOUND',
	'ETIMEDOUT',
	'ERRADDRINUSE',
	'EADDRNOTAVAIL',
	'ECONNABORTED',
	'EHOSTUNREACH',
	'EAI_AGAIN',
	'ENOENT',
	'EISDIR',
	'ENOTDIR',
	'EACCES',
	'EEXIST',
	'EPERM',
	'GETADDRINFO',
];

/** Checks that a text says what happened rather than that something did. */
export function expectPlainWords(text: string): void {
	expect(text.trim()).not.toBe('');
	expect(text).not.toMatch(/error|problem|failure|mistake/i);
	const found = N8N_ERROR_CODES.filter((code) => text.toUpperCase().includes(code));
	expect({ text, found }).toEqual({ text, found: [] });
}
