const ISO_WITHOUT_ZONE = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?$/;
/** Smaller numbers are seconds: as milliseconds they would be before 1973. */
const SMALLEST_MILLISECONDS = 100_000_000_000;

/**
 * Reads a time. Impilo's format isn't documented; without a zone, UTC is assumed.
 *
 * @returns milliseconds since 1970; undefined if it isn't a time
 */
export function readTimestamp(timestamp: unknown): number | undefined {
	if (typeof timestamp === 'number' && Number.isFinite(timestamp)) {
		return timestamp < SMALLEST_MILLISECONDS ? timestamp * 1000 : timestamp;
	}
	if (typeof timestamp !== 'string') return undefined;
	const ms = Date.parse(ISO_WITHOUT_ZONE.test(timestamp) ? `${timestamp}Z` : timestamp);
	return Number.isNaN(ms) ? undefined : ms;
}
