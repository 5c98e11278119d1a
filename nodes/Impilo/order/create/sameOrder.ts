import type { Maybe } from '../../api/json';
import { isGiven, listOf } from '../../api/json';
import type { ImpiloPatient } from '../../patient/patient';
import type { ImpiloOrder, ImpiloOrderLine } from '../order';

/**
 * Whether two orders ship the same to the same recipient. Where Impilo leaves out either, that can't
 * be told, and they don't count as the same.
 *
 * @param isNewPatient whether the orders created their patients: then two with the same data are one
 */
export function isSameOrder(one: ImpiloOrder, other: ImpiloOrder, isNewPatient: boolean): boolean {
	const contents = describeContents(one);
	return (
		contents !== undefined &&
		contents === describeContents(other) &&
		isSameRecipient(one, other, isNewPatient)
	);
}

function isSameRecipient(one: ImpiloOrder, other: ImpiloOrder, isNewPatient: boolean): boolean {
	if (isGiven(one.patient?.id) !== isGiven(other.patient?.id)) return false;
	if (!isGiven(one.patient?.id)) return isGiven(one.site?.id) && one.site.id === other.site?.id;
	if (one.patient.id === other.patient?.id) return true;
	if (!isNewPatient) return false;
	const data = describePatient(one.patient);
	return data !== undefined && data === describePatient(other.patient);
}

/** Who a patient is, whatever ID Impilo gave; undefined where too little is known. */
function describePatient(patient: Maybe<ImpiloPatient>): string | undefined {
	const { firstName, lastName, address, dateOfBirth, email, externalIdentifier } = patient ?? {};
	if (!isGiven(firstName) || !isGiven(lastName) || !isGiven(address)) return undefined;
	const others = [dateOfBirth, email, externalIdentifier].map((value) => value ?? null);
	return JSON.stringify([firstName, lastName, Object.entries(address).sort(), ...others]);
}

/** How many of what an order ships and takes back; undefined where that's nothing, or can't be told. */
function describeContents(order: ImpiloOrder): string | undefined {
	const { orderItems, orderKits, returnItems, returnDevices, returnPackedKits } = order;
	const groups = [orderItems, orderKits, returnItems, returnDevices, returnPackedKits].map(
		countLines,
	);
	const ids = groups.flatMap((group) => group.map(([id]) => id));
	return ids.length === 0 || ids.includes(UNKNOWN) ? undefined : JSON.stringify(groups);
}

const UNKNOWN = 'unknown';

function countLines(lines: Maybe<Array<Maybe<ImpiloOrderLine>>>): Array<[string, number]> {
	const counts = new Map<string, number>();
	for (const line of listOf(lines)) {
		const id = String(line.item?.id ?? line.kit?.id ?? line.id ?? UNKNOWN);
		counts.set(id, (counts.get(id) ?? 0) + (line.count ?? line.quantity ?? 1));
	}
	return [...counts].sort(([one], [other]) => one.localeCompare(other));
}
