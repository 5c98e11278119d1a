import { isObject } from '../api/isObject';
import type { OrderContents } from '../api/types';
import { readLocator } from '../lookup/locator';
import type { Thing } from '../lookup/thingId';
import { parseThingId } from '../lookup/thingId';
import { InputRefusal } from '../run/refusal';
import { parseCount, readJson } from '../run/fieldValues';

/** One line of an order, however it was filled in. */
interface Line {
	id: number;
	count: number;
}

type ContentsKey = keyof OrderContents;

/** How each of the five arrays is called, filled in and written as JSON. */
interface ContentsKind {
	key: ContentsKey;
	/** The fixed collection's parameter and group, and the fields in it. */
	parameter: 'orderItems' | 'orderKits' | 'returns';
	group: string;
	idField: string;
	countField?: string;
	thing: Thing;
	/** Display name of the lines, and of the ID in one. */
	label: string;
	idLabel: string;
	/** In the API's JSON the ID lies in an object of this name. */
	nested?: 'item' | 'kit';
	/** The name of the count in the API's JSON; none where each line counts once. */
	countKey?: 'count' | 'quantity';
}

const KINDS: readonly ContentsKind[] = [
	{
		key: 'orderItems',
		parameter: 'orderItems',
		group: 'item',
		idField: 'itemId',
		countField: 'count',
		thing: 'item',
		label: 'Order Items',
		idLabel: 'Item',
		nested: 'item',
		countKey: 'count',
	},
	{
		key: 'orderKits',
		parameter: 'orderKits',
		group: 'kit',
		idField: 'kitId',
		countField: 'count',
		thing: 'kit',
		label: 'Order Kits',
		idLabel: 'Kit',
		nested: 'kit',
		countKey: 'count',
	},
	{
		key: 'returnItems',
		parameter: 'returns',
		group: 'returnItems',
		idField: 'itemId',
		countField: 'count',
		thing: 'item',
		label: 'Return Item',
		idLabel: 'Item',
		countKey: 'count',
	},
	{
		key: 'returnDevices',
		parameter: 'returns',
		group: 'returnDevices',
		idField: 'deviceId',
		thing: 'device',
		label: 'Return Device',
		idLabel: 'Device ID',
	},
	{
		key: 'returnPackedKits',
		parameter: 'returns',
		group: 'returnPackedKits',
		idField: 'packedKitId',
		countField: 'quantity',
		thing: 'packedKit',
		label: 'Return Packed Kit',
		idLabel: 'Packed Kit ID',
		countKey: 'quantity',
	},
];

/** Of the API's whole order, what is not contents. */
const KEYS_OF_FORM = [
	'emailLabel',
	'externalOrderIds',
	'orderNotes',
	'patient',
	'shippingOption',
	'site',
];

const CONTENTS_REMEDY =
	'Give an object with the lists in it, e.g. { "orderKits": [{ "id": 1000, "count": 1 }] }.';

/** The values of the fixed collections, as n8n gives them. */
export type ContentsFields = Partial<Record<ContentsKind['parameter'], unknown>>;

/**
 * Reads the contents from the form's lines.
 *
 * @throws InputRefusal that names the list, the line and the field
 */
export function readContentsFromFields(fields: ContentsFields): OrderContents {
	return collectContents((kind) =>
		readGroup(fields[kind.parameter], kind).map((entry, index) => {
			const place = describeLine(kind, index);
			if (!isObject(entry)) throw new InputRefusal(`${place} is not a line`, shapeRemedy(kind));
			refuseUnknownKeys(
				entry,
				kind.countField ? [kind.idField, kind.countField] : [kind.idField],
				place,
			);
			return {
				id: parseThingId(
					readLocator(entry[kind.idField]).value,
					kind.thing,
					`${place}: ${kind.idLabel}`,
				),
				count:
					kind.countField === undefined
						? 1
						: readFormCount(entry, kind.countField, `${place}: ${countLabel(kind)}`),
			};
		}),
	);
}

/** A line that an expression gives as a whole may leave the count out; an expression in it may not be empty. */
function readFormCount(entry: Record<string, unknown>, countField: string, field: string): number {
	return countField in entry ? parseCount(entry[countField], field) : 1;
}

/**
 * Reads the contents from JSON: an object, or text, with the five arrays in the API's shape or a
 * shorter one. An ID alone counts once.
 *
 * @throws InputRefusal that names the array, the line and the key
 */
export function readContentsFromJson(json: unknown): OrderContents {
	const value = readJson(json);
	const isBlank = typeof value === 'string' && value.trim() === '';
	if (value === undefined || value === null || isBlank) {
		throw new InputRefusal('Contents JSON is empty', CONTENTS_REMEDY);
	}
	if (typeof value === 'string') {
		throw new InputRefusal(
			'Contents JSON is not valid JSON',
			'Check quotes, commas and brackets, e.g. { "orderKits": [{ "id": 1000, "count": 1 }] }.',
		);
	}
	if (!isObject(value)) {
		throw new InputRefusal('Contents JSON is not an object', CONTENTS_REMEDY);
	}
	refuseUnknownKeys(
		value,
		KINDS.map(({ key }) => key),
		'Contents JSON',
	);
	return collectContents((kind) => {
		const list = readJson(value[kind.key]);
		if (list === undefined || list === null) return [];
		if (!Array.isArray(list)) {
			throw new InputRefusal(`Contents JSON: ${kind.key} is not a list`, shapeRemedy(kind));
		}
		return list.map((entry: unknown, index) => readJsonLine(entry, kind, index));
	});
}

function readJsonLine(entry: unknown, kind: ContentsKind, index: number): Line {
	const place = `Contents JSON: ${kind.key}, line ${index + 1}`;
	if (typeof entry === 'number' || typeof entry === 'string') {
		return { id: parseThingId(entry, kind.thing, place), count: 1 };
	}
	if (!isObject(entry)) throw new InputRefusal(`${place} is not an object`, shapeRemedy(kind));

	const countKeys = kind.countKey === undefined ? [] : ['count', kind.countKey];
	const nestedKeys = kind.nested === undefined ? [] : [kind.nested];
	refuseUnknownKeys(entry, [...nestedKeys, 'id', 'name', ...countKeys], place);

	const nested = kind.nested === undefined ? undefined : entry[kind.nested];
	if (nested !== undefined && entry.id !== undefined) {
		throw new InputRefusal(`${place} has two IDs`, shapeRemedy(kind));
	}
	// What else Impilo says of an item or kit does no harm: contents of an order can be ordered again.
	const idHolder = nested === undefined ? entry : nested;
	if (!isObject(idHolder)) {
		throw new InputRefusal(`${place}: ${kind.nested ?? 'id'} is not an object`, shapeRemedy(kind));
	}
	if (kind.countKey === 'quantity' && 'count' in entry && 'quantity' in entry) {
		throw new InputRefusal(`${place} has a count and a quantity`, shapeRemedy(kind));
	}
	const countKey = countKeys.find((key) => key in entry);
	return {
		id: parseThingId(idHolder.id, kind.thing, `${place}: id`),
		count: countKey === undefined ? 1 : parseCount(entry[countKey], `${place}: ${countKey}`),
	};
}

function collectContents(readLines: (kind: ContentsKind) => Line[]): OrderContents {
	const linesOf = new Map(KINDS.map((kind) => [kind.key, readLines(kind)]));
	const contents: OrderContents = {};
	const take = <T>(key: ContentsKey, convert: (line: Line) => T): T[] | undefined => {
		const lines = linesOf.get(key) ?? [];
		return lines.length === 0 ? undefined : lines.map(convert);
	};
	contents.orderItems = take('orderItems', ({ id, count }) => ({ item: { id }, count }));
	contents.orderKits = take('orderKits', ({ id, count }) => ({ kit: { id }, count }));
	contents.returnItems = take('returnItems', ({ id, count }) => ({ id, count }));
	contents.returnDevices = take('returnDevices', ({ id }) => ({ id }));
	contents.returnPackedKits = take('returnPackedKits', ({ id, count }) => ({
		id,
		quantity: count,
	}));
	return contents;
}

/** The lines of a fixed collection; an expression or an AI agent may give the list itself, or as JSON. */
function readGroup(value: unknown, kind: ContentsKind): unknown[] {
	const collection = readJson(value);
	if (collection === undefined || collection === null || collection === '') return [];
	if (Array.isArray(collection) && kind.parameter !== 'returns') return collection;
	if (!isObject(collection)) return refuse(kind);
	const groups = KINDS.filter(({ parameter }) => parameter === kind.parameter);
	refuseUnknownKeys(
		collection,
		groups.map(({ group }) => group),
		kind.parameter === 'returns' ? 'Returns' : kind.label,
	);
	const group = readJson(collection[kind.group]);
	if (group === undefined || group === null) return [];
	if (Array.isArray(group)) return group;
	return isObject(group) ? [group] : refuse(kind);
}

function refuse(kind: ContentsKind): never {
	throw new InputRefusal(`${kind.label} is not a list of lines`, shapeRemedy(kind));
}

function refuseUnknownKeys(value: Record<string, unknown>, known: string[], place: string): void {
	const unknown = Object.keys(value).filter((key) => !known.includes(key));
	if (unknown.length === 0) return;
	const ofForm = unknown.filter((key) => KEYS_OF_FORM.includes(key));
	if (ofForm.length > 0) {
		throw new InputRefusal(
			`${place} has a key that belongs into the fields of the node: ${ofForm.map((key) => `"${key}"`).join(', ')}`,
			'Take it out, and fill the field: Ship To, External Order IDs, or one of Additional Fields.',
		);
	}
	throw new InputRefusal(
		`${place} has a key that Impilo does not know: ${unknown.map((key) => `"${key}"`).join(', ')}`,
		`Take it out, or correct it. Known are: ${[...new Set(known)].join(', ')}.`,
	);
}

function describeLine(kind: ContentsKind, index: number): string {
	return `${kind.label}, line ${index + 1}`;
}

function countLabel(kind: ContentsKind): string {
	return kind.countField === 'quantity' ? 'Quantity' : 'Count';
}

function shapeRemedy(kind: ContentsKind): string {
	const line =
		kind.countKey === undefined ? '{ "id": 1000 }' : `{ "id": 1000, "${kind.countKey}": 1 }`;
	return `As JSON, give a list such as [${line}].`;
}
