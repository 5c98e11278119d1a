import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { isGiven, isObject, readJson } from '../../api/json';
import type { Identified } from '../../fields/id';
import { parseId } from '../../fields/id';
import { readLocator } from '../../fields/locator';
import { InputRefusal } from '../../fields/refusal';
import { parseCount } from '../../fields/values';
import { pickItem } from '../../item/reference';
import { pickKit } from '../../kit/reference';

/** The five arrays of which an order needs at least one (Create Order reference). */
export interface OrderContents {
	orderItems?: Array<{ item: { id: number }; count: number }>;
	orderKits?: Array<{ kit: { id: number }; count: number }>;
	returnItems?: Array<{ id: number; count: number }>;
	returnDevices?: Array<{ id: number }>;
	returnPackedKits?: Array<{ id: number; quantity: number }>;
}

/** One of the five arrays: how it's filled in, and how it's written as JSON. */
interface LineKind {
	key: keyof OrderContents;
	/** The fixed collection's parameter, and the group in it with the lines. */
	parameter: 'orderItems' | 'orderKits' | 'returns';
	group: string;
	groupLabel: string;
	/** What refusals call the lines. */
	label: string;
	of: Identified;
	idField: INodeProperties;
	/** None where each line counts once. */
	countField?: INodeProperties;
	/** In the API's JSON the ID is in an object of this name. */
	nested?: 'item' | 'kit';
}

const countField = (displayName: string, name: 'count' | 'quantity'): INodeProperties => ({
	displayName,
	name,
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 1,
	description: 'How many, at least 1',
});

const idField = (displayName: string, name: string, description: string): INodeProperties => ({
	displayName,
	name,
	type: 'string',
	default: '',
	placeholder: 'e.g. 1042',
	description,
});

const COUNT_FIELD = countField('Count', 'count');

const LINE_KINDS: readonly LineKind[] = [
	{
		key: 'orderItems',
		parameter: 'orderItems',
		group: 'item',
		groupLabel: 'Item',
		label: 'Order Items',
		of: 'item',
		idField: pickItem(),
		countField: COUNT_FIELD,
		nested: 'item',
	},
	{
		key: 'orderKits',
		parameter: 'orderKits',
		group: 'kit',
		groupLabel: 'Kit',
		label: 'Order Kits',
		of: 'kit',
		idField: pickKit(),
		countField: COUNT_FIELD,
		nested: 'kit',
	},
	{
		key: 'returnDevices',
		parameter: 'returns',
		group: 'returnDevices',
		groupLabel: 'Return Device',
		label: 'Return Device',
		of: 'device',
		idField: idField('Device ID', 'deviceId', "The device's ID at Impilo"),
	},
	{
		key: 'returnItems',
		parameter: 'returns',
		group: 'returnItems',
		groupLabel: 'Return Item',
		label: 'Return Item',
		of: 'item',
		idField: pickItem(),
		countField: COUNT_FIELD,
	},
	{
		key: 'returnPackedKits',
		parameter: 'returns',
		group: 'returnPackedKits',
		groupLabel: 'Return Packed Kit',
		label: 'Return Packed Kit',
		of: 'packedKit',
		idField: idField('Packed Kit ID', 'packedKitId', "The packed kit's ID at Impilo"),
		countField: countField('Quantity', 'quantity'),
	},
];

const lineCollection = (
	displayName: string,
	name: LineKind['parameter'],
	placeholder: string,
	description: string,
): INodeProperties => ({
	displayName,
	name,
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder,
	default: {},
	description,
	options: LINE_KINDS.filter(({ parameter }) => parameter === name).map(
		({ groupLabel, group, idField: id, countField: count }) => ({
			displayName: groupLabel,
			name: group,
			values: count === undefined ? [id] : [id, count],
		}),
	),
});

/** The fixed collections in which contents are filled in line by line. */
export const LINE_COLLECTIONS: INodeProperties[] = [
	lineCollection('Order Items', 'orderItems', 'Add Item', 'Items to ship'),
	lineCollection('Order Kits', 'orderKits', 'Add Kit', 'Kits to ship'),
	lineCollection(
		'Returns',
		'returns',
		'Add Return',
		'What the recipient sends back, with this order or instead of one',
	),
];

/** Which part of a line is meant. */
export type LinePart = 'id' | 'count';

/**
 * What messages call a part of a line, as refusals do.
 *
 * @param index from 0
 * @param isJson whether the contents are given as JSON
 */
export function nameLine(
	key: keyof OrderContents,
	index: number,
	part: LinePart,
	isJson: boolean,
): string {
	const line = `line ${index + 1}`;
	const kind = LINE_KINDS.find((one) => one.key === key);
	if (isJson || kind === undefined) return `Contents JSON: ${key}, ${line}`;
	const field = part === 'count' ? (kind.countField ?? kind.idField) : kind.idField;
	return `${kind.label}, ${line}: ${field.displayName}`;
}

/** Keys of an order that aren't contents: in the node, they are fields of the form. */
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

/**
 * Reads the contents from the form's lines.
 *
 * @param valueOf gives the value of a fixed collection by its name
 * @throws InputRefusal that names the list, the line and the field
 */
export function readContentsFromFields(valueOf: (name: string) => unknown): OrderContents {
	return collectContents((kind) =>
		readGroup(valueOf(kind.parameter), kind).map((entry, index) => {
			const place = `${kind.label}, line ${index + 1}`;
			if (!isObject(entry)) throw new InputRefusal(place, 'is not a line', shapeRemedy(kind));
			const { idField, countField } = kind;
			refuseUnknownKeys(entry, [idField.name, ...(countField ? [countField.name] : [])], place);
			const { value } = readLocator(entry[idField.name]);
			const id = parseId(value, kind.of, `${place}: ${idField.displayName}`);
			// A line that an expression gives as a whole may leave the count out.
			if (countField === undefined || !(countField.name in entry)) return toLine(kind, id, 1);
			const count = parseCount(entry[countField.name], `${place}: ${countField.displayName}`);
			return toLine(kind, id, count);
		}),
	);
}

/**
 * Reads the contents from JSON: an object, or text, with the five arrays in the API's shape or a
 * shorter one. An ID alone counts once.
 *
 * @throws InputRefusal that names the array, the line and the key
 */
export function readContentsFromJson(json: unknown): OrderContents {
	const value = readJson(json);
	if (!isGiven(value) || (typeof value === 'string' && value.trim() === '')) {
		throw new InputRefusal('Contents JSON', 'is empty', CONTENTS_REMEDY);
	}
	if (typeof value === 'string') {
		throw new InputRefusal(
			'Contents JSON',
			'is not valid JSON',
			'Check quotes, commas and brackets, e.g. { "orderKits": [{ "id": 1000, "count": 1 }] }.',
		);
	}
	if (!isObject(value)) {
		throw new InputRefusal('Contents JSON', 'is not an object', CONTENTS_REMEDY);
	}
	refuseUnknownKeys(
		value,
		LINE_KINDS.map(({ key }) => key),
		'Contents JSON',
	);
	return collectContents((kind) => {
		const list = readJson(value[kind.key]);
		if (!isGiven(list)) return [];
		if (!Array.isArray(list)) {
			throw new InputRefusal(`Contents JSON: ${kind.key}`, 'is not a list', shapeRemedy(kind));
		}
		return list.map((entry: unknown, index) => readJsonLine(entry, kind, index));
	});
}

function readJsonLine(entry: unknown, kind: LineKind, index: number): IDataObject {
	const place = `Contents JSON: ${kind.key}, line ${index + 1}`;
	if (typeof entry === 'number' || typeof entry === 'string') {
		return toLine(kind, parseId(entry, kind.of, place), 1);
	}
	if (!isObject(entry)) throw new InputRefusal(place, 'is not an object', shapeRemedy(kind));

	const countKeys = kind.countField === undefined ? [] : ['count', kind.countField.name];
	const nestedKeys = kind.nested === undefined ? [] : [kind.nested];
	refuseUnknownKeys(entry, [...nestedKeys, 'id', 'name', ...countKeys], place);

	const nested = kind.nested === undefined ? undefined : entry[kind.nested];
	if (nested !== undefined && entry.id !== undefined) {
		throw new InputRefusal(place, 'has two IDs', shapeRemedy(kind));
	}
	// Whatever else Impilo says of an item or kit is left out: the contents of an order can be ordered again.
	const idHolder = nested === undefined ? entry : nested;
	if (!isObject(idHolder)) {
		throw new InputRefusal(
			`${place}: ${kind.nested ?? 'id'}`,
			'is not an object',
			shapeRemedy(kind),
		);
	}
	const [countKey, otherCountKey] = [...new Set(countKeys)].filter((key) => key in entry);
	if (otherCountKey !== undefined) {
		throw new InputRefusal(place, 'has a count and a quantity', shapeRemedy(kind));
	}
	const id = parseId(idHolder.id, kind.of, `${place}: id`);
	if (countKey === undefined) return toLine(kind, id, 1);
	return toLine(kind, id, parseCount(entry[countKey], `${place}: ${countKey}`));
}

/** A line as Impilo takes it. */
function toLine({ nested, countField }: LineKind, id: number, count: number): IDataObject {
	const line: IDataObject = nested === undefined ? { id } : { [nested]: { id } };
	if (countField !== undefined) line[countField.name] = count;
	return line;
}

/** @throws InputRefusal where there are no lines at all */
function collectContents(readLines: (kind: LineKind) => IDataObject[]): OrderContents {
	const arrays = LINE_KINDS.map((kind) => [kind.key, readLines(kind)] as const).filter(
		([, lines]) => lines.length > 0,
	);
	if (arrays.length === 0) {
		throw new InputRefusal(
			'The order',
			'is empty',
			'Add at least one line under Order Items, Order Kits or Returns. With Contents JSON, fill at least one of its lists.',
		);
	}
	return Object.fromEntries(arrays);
}

/** The lines of a fixed collection; an expression or an AI agent may give the list itself, or as JSON. */
function readGroup(value: unknown, kind: LineKind): unknown[] {
	const collection = readJson(value);
	const label = kind.parameter === 'returns' ? 'Returns' : kind.label;
	if (!isGiven(collection) || collection === '') return [];
	if (Array.isArray(collection) && kind.parameter !== 'returns') return collection;
	if (!isObject(collection)) throw notLines(kind, label);
	refuseUnknownKeys(
		collection,
		LINE_KINDS.filter(({ parameter }) => parameter === kind.parameter).map(({ group }) => group),
		label,
	);
	const group = readJson(collection[kind.group]);
	if (!isGiven(group)) return [];
	if (Array.isArray(group)) return group;
	if (isObject(group)) return [group];
	throw notLines(kind, kind.label);
}

function notLines(kind: LineKind, label: string): InputRefusal {
	return new InputRefusal(label, 'is not a list of lines', shapeRemedy(kind));
}

function refuseUnknownKeys(value: IDataObject, known: string[], place: string): void {
	const unknown = Object.keys(value).filter((key) => !known.includes(key));
	if (unknown.length === 0) return;
	const ofForm = unknown.filter((key) => KEYS_OF_FORM.includes(key));
	if (ofForm.length > 0) {
		throw new InputRefusal(
			place,
			`has a key that belongs in the fields of the node: ${quote(ofForm)}`,
			'Remove it, and fill the field instead: Ship To, External Order IDs, or one of Additional Fields.',
		);
	}
	throw new InputRefusal(
		place,
		`has a key that Impilo does not know: ${quote(unknown)}`,
		`Remove or correct it. Known keys are: ${[...new Set(known)].join(', ')}.`,
	);
}

function quote(keys: string[]): string {
	return keys.map((key) => `"${key}"`).join(', ');
}

function shapeRemedy({ countField }: LineKind): string {
	const line =
		countField === undefined ? '{ "id": 1000 }' : `{ "id": 1000, "${countField.name}": 1 }`;
	return `As JSON, give a list such as [${line}].`;
}
