import { isGiven, listOf } from '../../api/json';
import { normalizeWord } from '../../api/words';
import type { ImpiloDevice } from '../../device/device';
import type { ImpiloItem } from '../../item/item';
import type { ImpiloPatient } from '../../patient/patient';
import type { LinePart } from '../create/contents';
import { nameLine } from '../create/contents';
import type { NewOrder, OrderContents } from '../create/newOrder';
import type { Catalogue } from './catalogue';
import type { Findings } from './findings';
import { findingsOf, NO_FINDINGS, problemFound, warningFound } from './findings';

/** An order as it was filled in. */
export interface FilledOrder {
	order: NewOrder;
	/** Whether the contents are given as JSON. */
	isJson: boolean;
}

const OTHER_ENVIRONMENT = 'Check the ID, and that the credential has the Environment where it is.';

/** "301 (Blood Pressure Monitor)" */
export function nameItem(id: number, name: unknown): string {
	return typeof name === 'string' && name !== '' ? `${id} (${name})` : String(id);
}

/**
 * What messages call a part of a line; with its item if several are combined.
 *
 * @param index from 0
 */
export function nameFilledLine(
	{ order, isJson }: FilledOrder,
	key: keyof OrderContents,
	index: number,
	part: LinePart,
): string {
	const origin = order.combined?.origins[key]?.[index];
	if (origin === undefined) return nameLine(key, index, part, isJson);
	return `${nameLine(key, origin.line, part, isJson)} (item ${origin.itemIndex})`;
}

/**
 * Checks what an order ships and takes back, except the stock.
 *
 * @param patient the existing patient who gets it, if there is one
 * @throws ImpiloFailure if Impilo couldn't be asked
 */
export function checkLines(
	filled: FilledOrder,
	patient: ImpiloPatient | undefined,
	catalogue: Catalogue,
): Findings {
	const { order } = filled;
	const { orderItems, orderKits, returnItems, returnDevices, returnPackedKits } = order.body;
	const fieldOf =
		(key: keyof OrderContents, part: LinePart = 'id') =>
		(line: number): string =>
			nameFilledLine(filled, key, line, part);
	const eachLine = <T>(
		key: keyof OrderContents,
		lines: readonly T[] | undefined,
		check: (line: T, field: string) => Findings,
	): Findings =>
		findingsOf(...(lines ?? []).map((line, index) => check(line, fieldOf(key)(index))));
	const checkCounts = <T>(
		key: keyof OrderContents,
		lines: readonly T[] | undefined,
		countIn: (line: T) => number,
	): Findings =>
		findingsOf(
			...(lines ?? []).map((line, index) =>
				checkCount(countIn(line), fieldOf(key, 'count')(index)),
			),
		);

	return findingsOf(
		eachLine('orderItems', orderItems, ({ item }, field) =>
			checkItem(item.id, field, catalogue, true),
		),
		eachLine('orderKits', orderKits, ({ kit }, field) => checkKit(kit.id, field, catalogue)),
		eachLine('returnItems', returnItems, ({ id }, field) => checkItem(id, field, catalogue, false)),
		eachLine('returnDevices', returnDevices, ({ id }, field) =>
			checkDevice(id, field, order, patient, catalogue),
		),
		eachLine('returnPackedKits', returnPackedKits, ({ id }) =>
			warningFound(`Impilo cannot be asked about packed kit ${id}, so it could not be checked.`),
		),
		checkCounts('orderItems', orderItems, ({ count }) => count),
		checkCounts('orderKits', orderKits, ({ count }) => count),
		checkCounts('returnItems', returnItems, ({ count }) => count),
		checkCounts('returnPackedKits', returnPackedKits, ({ quantity }) => quantity),
		checkShippingOption(order),
	);
}

/** A larger count may be a mistake. */
const LARGEST_USUAL_COUNT = 100;

function checkCount(count: number, field: string): Findings {
	if (count <= LARGEST_USUAL_COUNT) return NO_FINDINGS;
	return warningFound(`${field} is ${count}. Make sure that this is correct.`);
}

function checkItem(id: number, field: string, catalogue: Catalogue, isShipped: boolean): Findings {
	const item = catalogue.item(id);
	if (item === undefined) {
		return problemFound(field, { happened: `Impilo has no item ${id}`, remedy: OTHER_ENVIRONMENT });
	}
	if (!isShipped || item.orderable !== false) return NO_FINDINGS;
	return problemFound(field, {
		happened: `Item ${nameItem(id, item.name)} cannot be ordered`,
		remedy: 'Choose another item: the list marks those that cannot be ordered.',
	});
}

function checkKit(id: number, field: string, catalogue: Catalogue): Findings {
	const kit = catalogue.kit(id);
	if (kit === undefined) {
		return problemFound(field, { happened: `Impilo has no kit ${id}`, remedy: OTHER_ENVIRONMENT });
	}
	if (kit.archived === true) {
		return problemFound(field, {
			happened: `Kit ${id} is archived`,
			remedy: 'Choose another kit: the list shows those that are not archived.',
		});
	}
	const blocked = listOf(kit.kitItems)
		.map(({ item }) => item)
		.filter(isGiven)
		.filter((item) => item.orderable === false);
	return findingsOf(
		...blocked.map((item: ImpiloItem) =>
			problemFound(field, {
				happened: `Kit ${id} contains item ${nameItem(Number(item.id), item.name)}, which cannot be ordered`,
				remedy: 'Choose another kit, or order the other items of the kit separately.',
			}),
		),
	);
}

/** Impilo's reference requires it for "return items", and may mean anything that comes back. */
function checkShippingOption({ body }: NewOrder): Findings {
	const { returnDevices, returnPackedKits, emailLabel, shippingOption } = body;
	const isCertain = emailLabel === true || shippingOption !== undefined;
	if (isCertain || (returnDevices ?? returnPackedKits) === undefined) return NO_FINDINGS;
	return warningFound(
		'The order has returns, and Impilo may ask how to ship the label: under Additional Fields, choose a Shipping Option, or switch on Email Label.',
	);
}

const AT_SITE = ['availableatsite', 'packedatsite'];
const WITH_PATIENT = 'withpatient';

function checkDevice(
	id: number,
	field: string,
	{ body, patient: reference }: NewOrder,
	patient: ImpiloPatient | undefined,
	catalogue: Catalogue,
): Findings {
	const device = catalogue.device(id);
	if (device === undefined) {
		return problemFound(field, {
			happened: `Impilo has no device ${id}`,
			remedy: OTHER_ENVIRONMENT,
		});
	}
	const wrongPlace = (where: string): Findings =>
		problemFound(field, {
			happened: `Device ${id} is ${where}`,
			remedy: 'Check Ship To and the ID of the device: only whoever has the device can return it.',
		});
	const unknownPlace = warningFound(
		`Impilo does not say who has device ${id}, so it could not be checked whether the recipient can return it.`,
	);
	if (body.site !== undefined) {
		return checkDeviceOfSite(device, body.site.id, wrongPlace, unknownPlace);
	}
	if (reference === undefined) return wrongPlace('not with the patient, who is new');
	// There is a finding about the patient already.
	if (!isGiven(patient?.id)) return NO_FINDINGS;
	const holderId = device.currentPatient?.id;
	if (isGiven(holderId)) {
		return holderId === patient.id ? NO_FINDINGS : wrongPlace('with another patient');
	}
	const status = normalizeWord(device.currentStatus);
	return status === '' || status === WITH_PATIENT
		? unknownPlace
		: wrongPlace(`not with the patient: its status is ${device.currentStatus}`);
}

function checkDeviceOfSite(
	{ currentPatient, currentStatus, site }: ImpiloDevice,
	siteId: number,
	wrongPlace: (where: string) => Findings,
	unknownPlace: Findings,
): Findings {
	const status = normalizeWord(currentStatus);
	if (isGiven(currentPatient?.id) || status === WITH_PATIENT) {
		return wrongPlace('with a patient, not at the site');
	}
	if (isGiven(site?.id)) return site.id === siteId ? NO_FINDINGS : wrongPlace('at another site');
	return status === '' || AT_SITE.includes(status)
		? unknownPlace
		: wrongPlace(`not at the site: its status is ${currentStatus}`);
}
