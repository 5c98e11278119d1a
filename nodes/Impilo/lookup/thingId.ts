import { InputRefusal } from '../run/refusal';

/** What Impilo gives IDs to, by its name in the API's addresses. */
export type Thing = 'order' | 'patient' | 'site' | 'item' | 'kit' | 'device' | 'packedKit';

const THING_WORDS: Record<Thing, string> = {
	order: 'an order',
	patient: 'a patient',
	site: 'a site',
	item: 'an item',
	kit: 'a kit',
	device: 'a device',
	packedKit: 'a packed kit',
};

const ID_REMEDY = 'Give the ID that Impilo shows, a whole number such as 1042.';

/**
 * Reads an ID: a whole positive number, the same as text, or the address of the thing at Impilo, as
 * copied from the browser.
 *
 * @param field the display name, with the line where there are several
 * @throws InputRefusal
 */
export function parseThingId(value: unknown, thing: Thing, field: string): number {
	const isBlank = typeof value === 'string' && value.trim() === '';
	if (value === undefined || value === null || isBlank) {
		throw new InputRefusal(`${field} is empty`, `Choose ${THING_WORDS[thing]}, or give its ID.`);
	}
	if (typeof value !== 'number' && typeof value !== 'string') {
		throw new InputRefusal(`${field} is not an ID`, ID_REMEDY);
	}
	const text = String(value).trim();
	const digits = /^https?:\/\//i.test(text) ? readIdFromAddress(text, thing, field) : text;
	const id = /^\d+$/.test(digits) ? Number(digits) : NaN;
	if (!Number.isInteger(id) || id < 1) {
		throw new InputRefusal(`${field} is not a whole positive number`, ID_REMEDY);
	}
	// Impilo's IDs are 64-bit numbers, JSON's are exact to 2^53 only: a rounded ID is another thing's.
	if (!Number.isSafeInteger(id)) {
		throw new InputRefusal(
			`${field} is too large a number to be handled exactly`,
			'Check the ID. The largest that can be sent is 9007199254740991.',
		);
	}
	return id;
}

/** Finds the number behind the word for the thing, and refuses an address that names something else. */
function readIdFromAddress(address: string, thing: Thing, field: string): string {
	const url = URL.canParse(address) ? new URL(address) : undefined;
	const route = url?.hash.replace(/^#/, '').split('?')[0] ?? '';
	const segments = `${url?.pathname ?? ''}/${route}`.split('/');
	const things = segments.map(nameThing);
	const position = things.lastIndexOf(thing);
	const id = position < 0 ? undefined : findId(segments.slice(position + 1));
	if (id !== undefined) return id;

	const other = things.find((named) => named !== undefined && named !== thing);
	throw new InputRefusal(
		other === undefined
			? `${field} is an address that does not say which ${thing === 'packedKit' ? 'packed kit' : thing} it is`
			: `${field} is the address of ${THING_WORDS[other]}, not of ${THING_WORDS[thing]}`,
		ID_REMEDY,
	);
}

/** The ID stands next to the word, or behind one that names nothing, as in `/order/summary/1042`. */
function findId(segments: string[]): string | undefined {
	const [next = '', afterNext] = segments;
	const id = /^\d+$/.test(next) || nameThing(next) !== undefined ? next : afterNext;
	return id !== undefined && /^\d+$/.test(id) ? id : undefined;
}

/** "kits", "kit" and "packed-kits" in an address name a thing. */
function nameThing(segment: string): Thing | undefined {
	const word = segment.toLowerCase().replace(/[-_]/g, '').replace(/s$/, '');
	return (Object.keys(THING_WORDS) as Thing[]).find((thing) => thing.toLowerCase() === word);
}
