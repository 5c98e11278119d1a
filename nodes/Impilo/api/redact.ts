const HIDDEN = '[hidden]';
const EMAIL_ADDRESS = /[^\s"'<>()@,;:]+@[^\s"'<>()@,;:]+\.[a-z]{2,}/gi;

/**
 * Takes secrets and personal data out of words that Impilo sent, since it may repeat what it was
 * given.
 *
 * @param personal values that must not be seen, whole words in any case
 */
export function redact(text: string, personal: readonly string[]): string {
	let result = text;
	for (const value of personal) {
		const word = value.trim();
		if (word.length < 2) continue;
		const escaped = word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
		result = result.replace(
			new RegExp(`(?<![\\p{L}\\p{N}])${escaped}(?![\\p{L}\\p{N}])`, 'giu'),
			HIDDEN,
		);
	}
	return result.replace(EMAIL_ADDRESS, HIDDEN);
}
