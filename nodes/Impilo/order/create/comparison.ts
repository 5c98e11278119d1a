import type { Maybe } from '../../api/json';
import { isGiven, isObject, listOf } from '../../api/json';
import type { ImpiloPatient } from '../../patient/patient';
import type { Sameness } from '../../patient/comparison';
import { comparePeople, compareValues } from '../../patient/comparison';
import type { ImpiloOrder, ImpiloOrderLine } from '../order';
import type { NewOrder, OrderBody } from './newOrder';

/** How an order at Impilo compares with what an item asks for. */
export type Comparison =
	/** `beyond`: lines that nobody asked for, e.g. "1 × item 512"; Impilo may add an insert. */
	| { is: 'same' | 'unknown'; beyond: string[] }
	| { is: 'otherRecipient' }
	/** What is there of what was asked for, and what was asked for. */
	| { is: 'otherContents'; there: string; asked: string };

/**
 * Compares an order at Impilo with what an item asks for. Impilo may leave anything out, and what it
 * leaves out says nothing.
 *
 * @param order with the ID of an existing patient in its body; without, its recipient is unknown
 */
export function compareOrder(order: NewOrder, there: ImpiloOrder): Comparison {
	const recipient = compareRecipient(order, there);
	if (recipient === 'other') return { is: 'otherRecipient' };
	const contents = compareContents(order.body, there);
	if ('there' in contents) return { is: 'otherContents', ...contents };
	const isSame = recipient === 'same' && contents.isKnown;
	return { is: isSame ? 'same' : 'unknown', beyond: contents.beyond };
}

/** Whether an order goes to the recipient that an item asks for. */
export function compareRecipient({ body, patient }: NewOrder, there: ImpiloOrder): Sameness {
	const { patient: patientThere, site: siteThere } = there;
	const isForPatient = isGiven(patientThere);
	if (body.site !== undefined) {
		return isForPatient ? 'other' : compareValues(body.site.id, siteThere?.id);
	}
	if (!isForPatient) return isGiven(siteThere?.id) ? 'other' : 'unknown';
	const id = body.patient?.id ?? (patient?.by === 'id' ? patient.id : undefined);
	if (isGiven(id)) return compareValues(id, patientThere.id);
	if (patient === undefined) return comparePeople(body.patient ?? {}, patientThere);
	// Two may share an email address, and it may have changed.
	const identifier = patient.by === 'externalIdentifier' ? patient.value : undefined;
	return compareValues(identifier, patientThere.externalIdentifier) === 'same' ? 'same' : 'unknown';
}

/** Whether an order shows all that an item asks for, and hides none of it. */
export function showsAllContents({ body }: NewOrder, there: ImpiloOrder): boolean {
	const contents = compareContents(body, there);
	return !('there' in contents) && contents.isKnown;
}

const LISTS = [
	'orderItems',
	'orderKits',
	'returnItems',
	'returnDevices',
	'returnPackedKits',
] as const;

type ListName = (typeof LISTS)[number];

/** What a line of each list is called, e.g. "2 × item 501". */
const LINE_NAMES: Record<ListName, (id: string, count: number) => string> = {
	orderItems: (id, count) => `${count} × item ${id}`,
	orderKits: (id, count) => `${count} × kit ${id}`,
	returnItems: (id, count) => `return of ${count} × item ${id}`,
	returnDevices: (id) => `return of device ${id}`,
	returnPackedKits: (id, count) => `return of ${count} × packed kit ${id}`,
};

/** Counts by ID; undefined where a line says too little. */
type Counts = Map<string, number> | undefined;

function compareContents(
	body: OrderBody,
	there: ImpiloOrder,
): { isKnown: boolean; beyond: string[] } | { there: string; asked: string } {
	const shown = reliableLists(there);
	let isKnown = true;
	const beyond: string[] = [];
	const differences: Array<{ there: string; asked: string }> = [];
	for (const list of LISTS) {
		const asked = countLines(list, body[list]) ?? new Map<string, number>();
		const counts = shown[list];
		if (counts === undefined) {
			isKnown &&= asked.size === 0;
			continue;
		}
		const name = LINE_NAMES[list];
		for (const [id, count] of asked) {
			const countThere = counts.get(id) ?? 0;
			if (countThere === count) continue;
			differences.push({
				there:
					countThere === 0 ? `no ${name(id, count).replace(/^\d+ × /, '')}` : name(id, countThere),
				asked: name(id, count),
			});
		}
		for (const [id, count] of counts) if (!asked.has(id)) beyond.push(name(id, count));
	}
	if (differences.length === 0) return { isKnown, beyond };
	return {
		there: differences.map((difference) => difference.there).join(', '),
		asked: differences.map((difference) => difference.asked).join(', '),
	};
}

/**
 * The lists that can be relied on. An empty one can't where the order has no line at all, or where packed
 * kits or devices stand beside it, which may be what became of its lines.
 */
function reliableLists(order: ImpiloOrder): Record<ListName, Counts> {
	const { packedKits, devices } = order;
	const hasLines = LISTS.some((list) => listOf(order[list]).length > 0);
	const mayBeMoved = listOf(packedKits).length > 0 || listOf(devices).length > 0;
	const show = (list: ListName): Counts => {
		const lines = order[list];
		if (!Array.isArray(lines)) return undefined;
		const isEmpty = listOf(lines).length === 0;
		return isEmpty && (!hasLines || mayBeMoved) ? undefined : countLines(list, lines);
	};
	const [orderItems, orderKits, returnItems, returnDevices, returnPackedKits] = LISTS.map(show);
	return { orderItems, orderKits, returnItems, returnDevices, returnPackedKits };
}

function countLines(list: ListName, lines: Maybe<Array<Maybe<ImpiloOrderLine>>>): Counts {
	const counts = new Map<string, number>();
	for (const line of listOf(lines)) {
		const isNested = list === 'orderItems' || list === 'orderKits';
		// There, a line's own ID isn't that of an item or kit.
		const id = line.item?.id ?? line.kit?.id ?? (isNested ? undefined : line.id);
		// Devices are a set.
		const isDevice = list === 'returnDevices';
		const count = isDevice ? 1 : (line.count ?? line.quantity);
		if (!isGiven(id) || !isGiven(count)) return undefined;
		const earlier = isDevice ? 0 : (counts.get(String(id)) ?? 0);
		counts.set(String(id), earlier + count);
	}
	return counts;
}

/**
 * What an item would send, the same text for items that ask for the same, whatever the order of their lines.
 *
 * @param patientId of an existing patient, where it had to be found out
 */
export function fingerprintRequest({ body, patient }: NewOrder, patientId?: number): string {
	const lists = LISTS.map((list) => [...(countLines(list, body[list]) ?? [])].sort(byText));
	const otherwise = { ...body, externalOrderIds: undefined };
	for (const list of LISTS) otherwise[list] = undefined;
	const recipient = patientId === undefined ? patient : { by: 'id', id: patientId };
	return JSON.stringify([lists, recipient, sortKeys(otherwise)]);
}

/**
 * Whether two orders at Impilo can't be told apart: they ship and take back exactly the same, the same
 * way, to the same recipient, under the same IDs.
 *
 * @param isNewPatient whether the orders created their patients: then two with the same data are one
 */
export function areIdentical(one: ImpiloOrder, other: ImpiloOrder, isNewPatient: boolean): boolean {
	const contents = fingerprintContents(one);
	return (
		contents !== undefined &&
		contents === fingerprintContents(other) &&
		fingerprintTerms(one) === fingerprintTerms(other) &&
		hasSameRecipient(one, other, isNewPatient)
	);
}

function hasSameRecipient(one: ImpiloOrder, other: ImpiloOrder, isNewPatient: boolean): boolean {
	if (isGiven(one.patient) !== isGiven(other.patient)) return false;
	if (!isGiven(one.patient) || !isGiven(other.patient)) {
		return isGiven(one.site?.id) && one.site.id === other.site?.id;
	}
	if (isGiven(one.patient.id) && one.patient.id === other.patient.id) return true;
	const { firstName, lastName } = one.patient;
	if (!isNewPatient || !isGiven(firstName) || !isGiven(lastName)) return false;
	return fingerprintPatient(one.patient) === fingerprintPatient(other.patient);
}

/** Whatever ID Impilo gave. */
function fingerprintPatient(patient: ImpiloPatient): string {
	return JSON.stringify(sortKeys({ ...patient, id: undefined, site: patient.site?.id }));
}

function fingerprintTerms({ externalOrderIds, shippingOption }: ImpiloOrder): string {
	return JSON.stringify([listOf(externalOrderIds).sort(), shippingOption ?? null]);
}

/** Undefined where that's nothing, or can't be told. */
function fingerprintContents(order: ImpiloOrder): string | undefined {
	const lists = LISTS.map((list) => countLines(list, order[list]));
	if (lists.includes(undefined) || lists.every((counts) => counts?.size === 0)) return undefined;
	return JSON.stringify(lists.map((counts) => [...(counts ?? [])].sort(byText)));
}

function byText([one]: [string, number], [other]: [string, number]): number {
	return one < other ? -1 : 1;
}

/** The same for objects that differ in the order of their keys only, or in what is null. */
function sortKeys(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(sortKeys);
	if (!isObject(value)) return value;
	const entries = Object.entries(value).filter(([, entry]) => isGiven(entry));
	return entries
		.sort(([one], [other]) => (one < other ? -1 : 1))
		.map(([key, entry]) => [key, sortKeys(entry)]);
}
