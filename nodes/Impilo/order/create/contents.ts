import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { isGiven, isObject, readJson } from '../../api/json';
import { nameOf, parseId } from '../../fields/id';
import type { FilledLines, FormKeys, LineCollection, LineKind } from '../../fields/lines';
import {
	countField,
	lineCollectionField,
	readLines,
	refuseUnknownKeys,
	shapeRemedy,
	toLine,
} from '../../fields/lines';
import type { IdOrName, Naming } from '../../fields/named';
import { UnresolvedName } from '../../fields/named';
import { InputRefusal } from '../../fields/refusal';
import { parseChoice, parseCount, parseRequiredText } from '../../fields/values';
import { ITEM_NAMING, parseItem, pickItem } from '../../item/item';
import { KIT_NAMING, parseKit, pickKit } from '../../kit/kit';
import type { ValueOf } from '../../run/parameters';
import { RETURN_DEVICES, RETURN_ITEMS } from '../returnLines';
import type { OrderContents } from './newOrder';

const ORDER_ITEMS: LineKind<'orderItems'> = {
	key: 'orderItems',
	group: 'item',
	groupLabel: 'Item',
	label: 'Order Items',
	of: 'item',
	idField: pickItem(),
	naming: { naming: ITEM_NAMING, parse: parseItem },
	countField: countField('Count', 'count'),
	nested: 'item',
};

const ORDER_KITS: LineKind<'orderKits'> = {
	key: 'orderKits',
	group: 'kit',
	groupLabel: 'Kit',
	label: 'Order Kits',
	of: 'kit',
	idField: pickKit(),
	naming: { naming: KIT_NAMING, parse: parseKit },
	countField: countField('Count', 'count'),
	nested: 'kit',
};

const RETURN_PACKED_KITS: LineKind<'returnPackedKits'> = {
	key: 'returnPackedKits',
	group: 'returnPackedKits',
	groupLabel: 'Return Packed Kit',
	label: 'Return Packed Kit',
	of: 'packedKit',
	idField: {
		displayName: 'Packed Kit ID',
		name: 'packedKitId',
		type: 'string',
		default: '',
		placeholder: 'e.g. 1042',
		description: "The packed kit's ID at Impilo",
	},
	countField: countField('Quantity', 'quantity'),
};

type ContentsKind = LineKind<keyof OrderContents>;

type ContentsCollection = LineCollection<keyof OrderContents>;

const SHIPPED: readonly ContentsCollection[] = [
	{
		property: {
			displayName: 'Order Kits',
			name: 'orderKits',
			placeholder: 'Add Kit to Ship',
			description: 'Kits to ship',
		},
		kinds: [ORDER_KITS],
	},
	{
		property: {
			displayName: 'Order Items',
			name: 'orderItems',
			placeholder: 'Add Item to Ship',
			description: 'Items to ship',
		},
		kinds: [ORDER_ITEMS],
	},
];

const RETURNED: ContentsCollection = {
	property: {
		displayName: 'Returns',
		name: 'returns',
		placeholder: 'Add Return',
		description: 'What the recipient sends back, with this order or instead of one',
	},
	kinds: [RETURN_DEVICES, RETURN_ITEMS, RETURN_PACKED_KITS],
};

const COLLECTIONS: readonly ContentsCollection[] = [...SHIPPED, RETURNED];

export const LINE_KINDS: readonly ContentsKind[] = COLLECTIONS.flatMap(({ kinds }) => kinds);

export const CONTENTS_NAMES: ReadonlySet<string> = new Set([
	'contents',
	'contentsJson',
	...COLLECTIONS.map(({ property }) => property.name),
]);

/** The fixed collections for what is shipped. */
export const SHIPPED_FIELDS: INodeProperties[] = SHIPPED.map(lineCollectionField);

/** The fixed collection for what comes back. */
export const RETURNS_FIELD: INodeProperties = lineCollectionField(RETURNED);

export type LinePart = 'id' | 'count';

/**
 * What messages call a part of a line.
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

/** Keys of an order that are fields of the form. */
const KEYS_OF_FORM: FormKeys = {
	keys: ['emailLabel', 'externalOrderIds', 'orderNotes', 'patient', 'shippingOption', 'site'],
	remedy:
		'Remove it, and fill the field instead: Ship To, External Order IDs, or one of Additional Fields.',
};

const CONTENTS_REMEDY =
	'Enter an object that contains the lists, e.g. { "orderKits": [{ "id": 1000, "count": 1 }] }.';

/**
 * Whether the contents are given as JSON.
 *
 * @throws InputRefusal
 */
export function isContentsJson(valueOf: ValueOf): boolean {
	return parseChoice(valueOf('contents'), ['fields', 'json'], 'Specify Contents') === 'json';
}

/**
 * Reads what an order ships and takes back, from the fields or from JSON.
 *
 * @throws InputRefusal that names the list, the line and the field, also if there is no line at all
 */
export function readContents(valueOf: ValueOf): OrderContents<IdOrName> {
	const lines = isContentsJson(valueOf)
		? readJsonLines(valueOf('contentsJson'))
		: readLines(COLLECTIONS, valueOf, KEYS_OF_FORM);
	if (Object.keys(lines).length === 0) {
		throw new InputRefusal(
			'The order',
			'is empty',
			'Add at least one line under Order Items, Order Kits or Returns. With Contents JSON, fill at least one of its lists.',
		);
	}
	// Each list is filled with lines of its kind only.
	return lines as OrderContents<IdOrName>;
}

/**
 * Reads JSON: an object, or text, with the five lists in the API's shape or a shorter one, with a SKU or
 * a kit's name instead of an ID. An ID alone counts once.
 */
function readJsonLines(json: unknown): FilledLines<keyof OrderContents> {
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
	const keys = LINE_KINDS.map(({ key }) => key);
	refuseUnknownKeys(value, keys, 'Contents JSON', KEYS_OF_FORM);
	const lines: FilledLines<keyof OrderContents> = {};
	for (const kind of LINE_KINDS) {
		const list = readJson(value[kind.key]);
		if (!isGiven(list)) continue;
		if (!Array.isArray(list)) {
			throw new InputRefusal(`Contents JSON: ${kind.key}`, 'is not a list', shapeRemedy(kind));
		}
		if (list.length === 0) continue;
		lines[kind.key] = list.map((entry: unknown, index) => readJsonLine(entry, kind, index));
	}
	return lines;
}

function readJsonLine(entry: unknown, kind: ContentsKind, index: number): IDataObject {
	const place = `Contents JSON: ${kind.key}, line ${index + 1}`;
	if (typeof entry === 'number' || typeof entry === 'string') {
		return toLine(
			kind,
			parseId(entry, kind.of, place, () => suggestKey(kind)),
			1,
		);
	}
	if (!isObject(entry)) throw new InputRefusal(place, 'is not an object', shapeRemedy(kind));

	const countKeys = kind.countField === undefined ? [] : ['count', kind.countField.name];
	const nestedKeys = kind.nested === undefined ? [] : [kind.nested];
	const namingKeys = kind.naming === undefined ? [] : [kind.naming.naming.key];
	const known = [...nestedKeys, 'id', ...namingKeys, 'name', ...countKeys];
	refuseUnknownKeys(entry, known, place, KEYS_OF_FORM);

	const nested = kind.nested === undefined ? undefined : entry[kind.nested];
	if (nested !== undefined && entry.id !== undefined) {
		throw new InputRefusal(place, 'has two IDs', shapeRemedy(kind));
	}
	// Other keys of an item or kit are left out, so that an order's contents can be ordered again.
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
	const id = readJsonId(idHolder, kind, place);
	if (countKey === undefined) return toLine(kind, id, 1);
	return toLine(kind, id, parseCount(entry[countKey], `${place}: ${countKey}`));
}

/**
 * Prefers an ID to a name: what Impilo shows has both.
 *
 * @throws InputRefusal
 */
function readJsonId(holder: IDataObject, kind: ContentsKind, place: string): IdOrName {
	const { id } = holder;
	const naming = kind.naming?.naming;
	const isNamed = !isGiven(id) || (typeof id === 'string' && id.trim() === '');
	if (naming === undefined || !isNamed) {
		return parseId(id, kind.of, `${place}: id`, () => suggestKey(kind));
	}
	const { key, word } = naming;
	if (!isGiven(holder[key])) {
		throw new InputRefusal(
			`${place}: id`,
			'is empty',
			`Enter the ID of the ${nameOf(kind.of)}, or its ${word} as "${key}", e.g. ${exampleOf(naming)}.`,
		);
	}
	const field = `${place}: ${key}`;
	return new UnresolvedName(naming, parseRequiredText(holder[key], field), field, '');
}

/** What to do with text instead of an ID. */
function suggestKey({ naming }: ContentsKind): string {
	if (naming === undefined) return '';
	const { key, word } = naming.naming;
	return `If it is a ${word}, enter it as "${key}", e.g. ${exampleOf(naming.naming)}.`;
}

function exampleOf({ key, placeholder }: Naming): string {
	return `{ "${key}": "${placeholder.replace(/^e\.g\. /, '')}", "count": 1 }`;
}
