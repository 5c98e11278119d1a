const HIDDEN = '[hidden]';
const SHORTEST_WORD = 2;
const EMAIL_ADDRESS = /[^\s"'<>()@,;:]+@[^\s"'<>()@,;:]+\.[a-z]{2,}/gi;

/**
 * Takes secrets and personal data out of words that Impilo sent, since it may repeat what it was
 * given.
 *
 * @param personal values that must not be seen, whole words in any case
 */
export function redact(text: string, personal: readonly string[]): string {
	let result = text;
	const words = personal
		.map((value) => value.trim())
		.filter((word) => word.length >= SHORTEST_WORD)
		// A short value may be part of a longer one, which would then no longer be found.
		.sort((one, other) => other.length - one.length);
	for (const word of words) {
		const pattern = word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/\s+/g, '\\s+');
		result = result.replace(
			new RegExp(`(?<![\\p{L}\\p{N}])${pattern}(?![\\p{L}\\p{N}])`, 'giu'),
			HIDDEN,
		);
	}
	return result.replace(EMAIL_ADDRESS, HIDDEN);
}
