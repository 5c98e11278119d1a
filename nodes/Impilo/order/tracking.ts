import type { Maybe } from '../api/json';
import { listOf } from '../api/json';
import { normalizeWord } from '../api/words';

/** A tracking number as Impilo sends one. */
export interface ImpiloTrackingNumber {
	carrier?: Maybe<string>;
	value?: Maybe<string>;
}

/** A tracking number with Simplify on. */
export interface TrackingNumber {
	carrier: string | null;
	value: string | null;
	/** The page that tracks the parcel; null if the carrier isn't known. */
	url: string | null;
}

/** The carriers' public pages, to which the tracking number is added. */
const PAGES: ReadonlyMap<string, string> = new Map([
	['dhl', 'https://www.dhl.com/global-en/home/tracking.html?tracking-id='],
	['dhlexpress', 'https://www.dhl.com/global-en/home/tracking.html?tracking-id='],
	['fedex', 'https://www.fedex.com/fedextrack/?trknbr='],
	['ups', 'https://www.ups.com/track?tracknum='],
	['usps', 'https://tools.usps.com/go/TrackConfirmAction?tLabels='],
]);

/** Simplifies tracking numbers; whatever Impilo left out is null. */
export function simplifyTracking(
	numbers: Maybe<Array<Maybe<ImpiloTrackingNumber>>>,
): TrackingNumber[] {
	return listOf(numbers).map(({ carrier, value }) => ({
		carrier: carrier ?? null,
		value: value ?? null,
		url: trackingUrl(carrier, value),
	}));
}

/**
 * The address of the page that tracks a parcel.
 *
 * @param carrier in any spelling, with or without the service after it, e.g. "FED_EX" or "UPS Ground"
 * @returns null if the carrier isn't known, or a part is missing
 */
export function trackingUrl(carrier: unknown, value: unknown): string | null {
	const page = findPage(carrier);
	const number = typeof value === 'string' ? value.trim() : '';
	return page === undefined || number === '' ? null : `${page}${encodeURIComponent(number)}`;
}

/** The first words, if they are the name of a carrier: "Upstate" isn't UPS. */
function findPage(carrier: unknown): string | undefined {
	if (typeof carrier !== 'string') return undefined;
	const words = carrier.replace(/([a-z])([A-Z])/g, '$1 $2').split(/[\s_-]+/);
	const names = words.map((_, index) => normalizeWord(words.slice(0, index + 1).join('')));
	return names.map((name) => PAGES.get(name)).find((page) => page !== undefined);
}
