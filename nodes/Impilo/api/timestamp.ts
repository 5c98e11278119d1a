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

const ZONE = /(z|gmt|[+-]\d{2}:?\d{2})$/i;
/** How far a time may be off, without its zone, and in whole seconds. */
const OFF_WITHOUT_ZONE_MS = 24 * 60 * 60 * 1000;
const OFF_MS = 1000;

/**
 * Whether a time of Impilo's is certainly earlier than another, whatever zone it may be in.
 *
 * @param ms milliseconds since 1970
 * @returns undefined if it isn't a time
 */
export function isEarlier(timestamp: unknown, ms: number): boolean | undefined {
	const atMs = readTimestamp(timestamp);
	if (atMs === undefined) return undefined;
	const isExact = typeof timestamp === 'number' || ZONE.test(String(timestamp));
	return atMs < ms - (isExact ? OFF_MS : OFF_WITHOUT_ZONE_MS);
}
