import type { Maybe } from '../../api/json';
import { isGiven, isObject, listOf } from '../../api/json';
import type { ImpiloPatient } from '../../patient/patient';
import type { Sameness } from '../../patient/comparison';
import { comparePeople, compareValues } from '../../patient/comparison';
import { foldEmail } from '../../patient/find';
import type { ImpiloOrder, ImpiloOrderLine } from '../order';
import type { NewOrder, OrderBody } from './newOrder';

/** How an order at Impilo compares with what an item asks for. */
export type Comparison =
	/** @param extra lines that nobody asked for, e.g. "1 × item 512": Impilo may add an insert */
	| { is: 'same' | 'unknown'; extra: string[] }
	| { is: 'otherRecipient' }
	| { is: 'otherContents'; actual: string; requested: string };

/**
 * Compares an order at Impilo with what an item asks for. What Impilo leaves out is unknown.
 *
 * @param order with the ID of an existing patient in its body; otherwise its recipient is unknown
 */
export function compareOrder(order: NewOrder, there: ImpiloOrder): Comparison {
	const recipient = compareRecipient(order, there);
	if (recipient === 'other') return { is: 'otherRecipient' };
	const contents = compareContents(order.body, there);
	if ('actual' in contents) return { is: 'otherContents', ...contents };
	const isSame = recipient === 'same' && contents.isKnown;
	return { is: isSame ? 'same' : 'unknown', extra: contents.extra };
}

/** Whether an order goes to the recipient that an item asks for. */
export function compareRecipient({ body, patient }: NewOrder, there: ImpiloOrder): Sameness {
	const shown = patientOf(there);
	if (body.site !== undefined) {
		return shown ? 'other' : compareValues(body.site.id, there.site?.id);
	}
	if (shown === undefined) return isGiven(there.site?.id) ? 'other' : 'unknown';
	const id = body.patient?.id ?? (patient?.by === 'id' ? patient.id : undefined);
	if (isGiven(id)) return compareValues(id, shown.id);
	if (patient === undefined) return comparePeople(body.patient ?? {}, shown);
	// An email address may be shared, and may have changed.
	const identifier = patient.by === 'externalIdentifier' ? patient.value : undefined;
	return compareValues(identifier, shown.externalIdentifier) === 'same' ? 'same' : 'unknown';
}

/** Impilo may show an empty patient where an order goes to a site. */
function patientOf({ patient }: ImpiloOrder): ImpiloPatient | undefined {
	return isGiven(patient) && !isEmpty(patient) ? patient : undefined;
}

function isEmpty(value: unknown): boolean {
	return typeof value === 'object' && value !== null
		? Object.values(value).every(isEmpty)
		: !isGiven(value);
}

/** Whether an order certainly has all that an item asks for. */
export function showsAllContents({ body }: NewOrder, there: ImpiloOrder): boolean {
	const contents = compareContents(body, there);
	return !('actual' in contents) && contents.isKnown;
}

const LISTS = [
	'orderItems',
	'orderKits',
	'returnItems',
	'returnDevices',
	'returnPackedKits',
] as const;

type ListName = (typeof LISTS)[number];

const LINE_NAMES: Record<ListName, (id: string, count: number) => string> = {
	orderItems: (id, count) => `${count} × item ${id}`,
	orderKits: (id, count) => `${count} × kit ${id}`,
	returnItems: (id, count) => `return of ${count} × item ${id}`,
	returnDevices: (id) => `return of device ${id}`,
	returnPackedKits: (id, count) => `return of ${count} × packed kit ${id}`,
};

/** By ID; undefined if a line has no ID or count. */
type Counts = Map<string, number> | undefined;

function compareContents(
	body: OrderBody,
	there: ImpiloOrder,
): { isKnown: boolean; extra: string[] } | { actual: string; requested: string } {
	const shown = reliableLists(there);
	let isKnown = true;
	const extra: string[] = [];
	const differences: Array<{ actual: string; requested: string }> = [];
	for (const list of LISTS) {
		const requested = countLines(list, body[list]) ?? new Map<string, number>();
		const counts = shown[list];
		if (counts === undefined) {
			isKnown &&= requested.size === 0;
			continue;
		}
		const name = LINE_NAMES[list];
		for (const [id, count] of requested) {
			const countThere = counts.get(id) ?? 0;
			if (countThere === count) continue;
			differences.push({
				actual:
					countThere === 0 ? `no ${name(id, count).replace(/^\d+ × /, '')}` : name(id, countThere),
				requested: name(id, count),
			});
		}
		for (const [id, count] of counts) if (!requested.has(id)) extra.push(name(id, count));
	}
	if (differences.length === 0) return { isKnown, extra };
	return {
		actual: differences.map(({ actual }) => actual).join(', '),
		requested: differences.map(({ requested }) => requested).join(', '),
	};
}

/**
 * An empty list says nothing if the order has no line at all, or has packed kits or devices, which its
 * lines may have become.
 */
function reliableLists(order: ImpiloOrder): Record<ListName, Counts> {
	const { packedKits, devices } = order;
	const hasLines = LISTS.some((list) => listOf(order[list]).length > 0);
	const mayHaveBecomeOthers = listOf(packedKits).length > 0 || listOf(devices).length > 0;
	const show = (list: ListName): Counts => {
		const lines = order[list];
		if (!Array.isArray(lines)) return undefined;
		const isEmpty = listOf(lines).length === 0;
		return isEmpty && (!hasLines || mayHaveBecomeOthers) ? undefined : countLines(list, lines);
	};
	const [orderItems, orderKits, returnItems, returnDevices, returnPackedKits] = LISTS.map(show);
	return { orderItems, orderKits, returnItems, returnDevices, returnPackedKits };
}

function countLines(list: ListName, lines: Maybe<Array<Maybe<ImpiloOrderLine>>>): Counts {
	const counts = new Map<string, number>();
	for (const line of listOf(lines)) {
		const id = idOfLine(list, line);
		// Each device once.
		const isDevice = list === 'returnDevices';
		const count = isDevice ? 1 : (line.count ?? line.quantity);
		if (!isGiven(id) || !isGiven(count)) return undefined;
		const earlier = isDevice ? 0 : (counts.get(String(id)) ?? 0);
		counts.set(String(id), earlier + count);
	}
	return counts;
}

/** Impilo may show a line in full, with an ID of its own, or with the item of a device or the kit of a packed kit. */
function idOfLine(list: ListName, { id, item, kit }: ImpiloOrderLine): Maybe<number> {
	switch (list) {
		case 'orderItems':
			return item?.id;
		case 'orderKits':
			return kit?.id;
		case 'returnItems':
			return item?.id ?? id;
		default:
			return id;
	}
}

/**
 * The same text for items that ask for the same, with their lines in any order.
 *
 * @param patientId of an existing patient, if it had to be looked up
 */
export function fingerprintRequest({ body, patient }: NewOrder, patientId?: number): string {
	const lists = LISTS.map((list) => [...(countLines(list, body[list]) ?? [])].sort(byText));
	const otherwise = { ...body, externalOrderIds: undefined };
	for (const list of LISTS) otherwise[list] = undefined;
	const recipient = patientId === undefined ? foldReference(patient) : { by: 'id', id: patientId };
	return JSON.stringify([lists, recipient, sortKeys(otherwise)]);
}

/** The same for an email address in any case. */
export function foldReference(patient: NewOrder['patient']): NewOrder['patient'] {
	return patient?.by === 'email' ? { ...patient, value: foldEmail(patient.value) } : patient;
}

/**
 * Whether two orders at Impilo are the same in contents, shipping, recipient and external order IDs.
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
	const [patient, otherPatient] = [patientOf(one), patientOf(other)];
	if (patient === undefined || otherPatient === undefined) {
		return patient === otherPatient && isGiven(one.site?.id) && one.site.id === other.site?.id;
	}
	if (isGiven(patient.id) && patient.id === otherPatient.id) return true;
	const { firstName, lastName } = patient;
	if (!isNewPatient || !isGiven(firstName) || !isGiven(lastName)) return false;
	return fingerprintPatient(patient) === fingerprintPatient(otherPatient);
}

/** Whatever ID Impilo gave. */
function fingerprintPatient(patient: ImpiloPatient): string {
	return JSON.stringify(sortKeys({ ...patient, id: undefined, site: patient.site?.id }));
}

function fingerprintTerms({ externalOrderIds, shippingOption }: ImpiloOrder): string {
	return JSON.stringify([listOf(externalOrderIds).sort(), shippingOption ?? null]);
}

/** Undefined if there is nothing, or if a line lacks an ID or a count. */
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
