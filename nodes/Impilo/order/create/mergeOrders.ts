import type { IDataObject } from 'n8n-workflow';

import { readFromBody } from '../../fields/formFields';
import type { FilledLines } from '../../fields/lines';
import { InputRefusal } from '../../fields/refusal';
import { ORDERED_PATIENT_FIELDS } from '../../patient/fields';
import { listSome, nameItems } from '../../run/hints';
import type { ReadItem } from '../../run/readItems';
import { groupByKey } from '../../run/readItems';
import { fingerprintRequest, foldReference } from './comparison';
import { LINE_KINDS } from './contents';
import { ADDITIONAL_FIELDS } from './fields';
import type { LineOrigin, LineOrigins, NewOrder, OrderContents } from './newOrder';

/**
 * Makes one order of the orders of several items.
 *
 * @returns the order, or why there is none: they differ in more than their lines
 */
export function mergeOrders(orders: readonly NewOrder[]): ReadItem<NewOrder> {
	const differences = listDifferences(orders);
	const [first, ...others] = orders;
	if (first === undefined || differences.length > 0) {
		const items = nameItems(orders.map(({ itemIndex }) => itemIndex));
		const refusal = new InputRefusal(
			'External Order IDs',
			`is the same for ${items}, but they differ in: ${listSome(differences, ', ')}`,
			'An order has one of each of these. Use the same value in all items of the order, or leave it empty in all but one. If they are different orders, give each its own ID.',
		);
		return { refusal };
	}
	const { contents, origins } = joinContents(orders);
	return {
		...first,
		otherItems: others.map(({ itemIndex }) => itemIndex),
		body: { ...first.body, ...contents },
		combined: { origins, alike: listAlike(orders) },
	};
}

/** Must be the same in all items of an order. */
const SHARED_FIELDS: ReadonlyArray<readonly [field: string, read: (order: NewOrder) => unknown]> = [
	['Patient', ({ patient }) => foldReference(patient)],
	['Site', ({ body }) => body.site],
	...ORDERED_PATIENT_FIELDS.map((field) => {
		const read = ({ body }: NewOrder): unknown => readFromBody(field, body.patient);
		return [field.property.displayName, read] as const;
	}),
	...ADDITIONAL_FIELDS.map((field) => {
		const read = ({ body }: NewOrder): unknown => readFromBody(field, body);
		return [field.property.displayName, read] as const;
	}),
	['If External Order ID Exists', ({ ifExists }) => ifExists],
	['If Contents Differ', ({ ifContentsDiffer }) => ifContentsDiffer],
	['If Placed Twice', ({ ifPlacedTwice }) => ifPlacedTwice],
	['Generate External Order ID', ({ hasGeneratedKeys }) => hasGeneratedKeys],
	['Simplify', ({ simplify }) => simplify],
];

/** @returns what differs, each with two items, e.g. "Address City (items 0 and 2)" */
function listDifferences(orders: readonly NewOrder[]): string[] {
	const [first] = orders;
	if (first === undefined) return [];
	return SHARED_FIELDS.flatMap(([field, read]) => {
		const value = JSON.stringify(read(first));
		const other = orders.find((order) => JSON.stringify(read(order)) !== value);
		return other === undefined ? [] : `${field} (items ${first.itemIndex} and ${other.itemIndex})`;
	});
}

/** @returns groups of items that ask for exactly the same */
function listAlike(orders: readonly NewOrder[]): number[][] {
	const byRequest = groupByKey(orders, (order) => [fingerprintRequest(order)]);
	return [...byRequest.values()]
		.filter(({ length }) => length > 1)
		.map((alike) => alike.map(({ itemIndex }) => itemIndex));
}

/**
 * Adds up equal lines; a device is returned once.
 *
 * @returns also where each line comes from: of equal ones, the first
 */
function joinContents(parts: ReadonlyArray<{ itemIndex: number; body: OrderContents }>): {
	contents: OrderContents;
	origins: LineOrigins;
} {
	const lists: FilledLines<keyof OrderContents> = {};
	const origins: LineOrigins = {};
	for (const kind of LINE_KINDS) {
		const joined = new Map<string, { line: IDataObject; origin: LineOrigin }>();
		const countKey = kind.countField?.name ?? '';
		for (const { itemIndex, body } of parts) {
			const lines: IDataObject[] = body[kind.key] ?? [];
			for (const [index, line] of lines.entries()) {
				const { [countKey]: count, ...named } = line;
				const name = JSON.stringify(named);
				const earlier = joined.get(name);
				if (earlier === undefined) {
					joined.set(name, { line: { ...line }, origin: { itemIndex, line: index } });
				} else if (count !== undefined) {
					earlier.line[countKey] = Number(earlier.line[countKey]) + Number(count);
				}
			}
		}
		if (joined.size === 0) continue;
		lists[kind.key] = [...joined.values()].map(({ line }) => line);
		origins[kind.key] = [...joined.values()].map(({ origin }) => origin);
	}
	// Each list is filled with lines of its kind only.
	return { contents: lists as OrderContents, origins };
}
