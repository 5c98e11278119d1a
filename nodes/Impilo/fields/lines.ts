import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { isGiven, isObject, readJson } from '../api/json';
import type { Identified } from './id';
import { parseId } from './id';
import { readLocator } from './locator';
import type { IdOrName, Naming } from './named';
import { InputRefusal } from './refusal';
import { parseCount } from './values';

/** How lines are read that may have a name instead of an ID. */
export interface LineNaming {
	naming: Naming;
	parse: (parameter: unknown, field: string) => IdOrName;
}

/** A kind of line, which has an ID and maybe a count. */
export interface LineKind<K extends string = string> {
	/** The list in the body of the request. */
	key: K;
	/** In the fixed collection. */
	group: string;
	groupLabel: string;
	/** In messages. */
	label: string;
	of: Identified;
	idField: INodeProperties;
	naming?: LineNaming;
	/** Undefined if each line counts once. */
	countField?: INodeProperties;
	/** The object in the body that holds the ID, if there is one. */
	nested?: string;
}

/** A fixed collection with one kind of line or several. */
export interface LineCollection<K extends string = string> {
	property: Pick<INodeProperties, 'displayName' | 'name' | 'placeholder' | 'description'>;
	kinds: ReadonlyArray<LineKind<K>>;
}

/** Keys that have fields of their own, so that lines can't have them. */
export interface FormKeys {
	keys: readonly string[];
	/** Says where the fields are. */
	remedy: string;
}

/** By list; a list without lines is left out. */
export type FilledLines<K extends string> = Partial<Record<K, IDataObject[]>>;

export function countField(displayName: string, name: string): INodeProperties {
	return {
		displayName,
		name,
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 1,
		description: 'How many, at least 1',
	};
}

export function lineCollectionField({ property, kinds }: LineCollection): INodeProperties {
	return {
		...property,
		type: 'fixedCollection',
		// Otherwise n8n says "Currently no items exist" above the button; older versions always do.
		typeOptions: { multipleValues: true, hideEmptyMessage: true },
		default: {},
		options: kinds.map(({ groupLabel, group, idField, countField: count }) => ({
			displayName: groupLabel,
			name: group,
			values: count === undefined ? [idField] : [idField, count],
		})),
	};
}

/**
 * @param valueOf gives the value of a fixed collection by its name
 * @throws InputRefusal that names the list, the line and the field
 */
export function readLines<K extends string>(
	collections: ReadonlyArray<LineCollection<K>>,
	valueOf: (name: string) => unknown,
	formKeys: FormKeys,
): FilledLines<K> {
	const lines: FilledLines<K> = {};
	for (const collection of collections) {
		for (const kind of collection.kinds) {
			const group = readGroup(valueOf(collection.property.name), kind, collection, formKeys);
			if (group.length === 0) continue;
			lines[kind.key] = group.map((line, index) => readLine(line, index, kind, formKeys));
		}
	}
	return lines;
}

function readLine(line: unknown, index: number, kind: LineKind, formKeys: FormKeys): IDataObject {
	const { label, idField, countField: count } = kind;
	const place = `${label}, line ${index + 1}`;
	if (!isObject(line)) throw new InputRefusal(place, 'is not a line', shapeRemedy(kind));
	refuseUnknownKeys(line, [idField.name, ...(count ? [count.name] : [])], place, formKeys);
	const id = readIdField(line[idField.name], kind, `${place}: ${idField.displayName}`);
	// An expression for a whole line may leave out the count.
	if (count === undefined || !(count.name in line)) return toLine(kind, id, 1);
	return toLine(kind, id, parseCount(line[count.name], `${place}: ${count.displayName}`));
}

function readIdField(parameter: unknown, { of, naming }: LineKind, field: string): IdOrName {
	if (naming !== undefined) return naming.parse(parameter, field);
	return parseId(readLocator(parameter).value, of, field);
}

/** An expression or an AI agent may give the list itself, or as JSON. */
function readGroup(
	value: unknown,
	kind: LineKind,
	{ property, kinds }: LineCollection,
	formKeys: FormKeys,
): unknown[] {
	const collection = readJson(value);
	if (!isGiven(collection) || collection === '') return [];
	if (Array.isArray(collection) && kinds.length === 1) return collection;
	if (!isObject(collection)) throw notLines(kind, property.displayName);
	const groups = kinds.map(({ group }) => group);
	refuseUnknownKeys(collection, groups, property.displayName, formKeys);
	const group = readJson(collection[kind.group]);
	if (!isGiven(group)) return [];
	if (Array.isArray(group)) return group;
	if (isObject(group)) return [group];
	throw notLines(kind, kind.label);
}

function notLines(kind: LineKind, label: string): InputRefusal {
	return new InputRefusal(label, 'is not a list of lines', shapeRemedy(kind));
}

/** As in the body of the request, except for names. */
export function toLine(
	{ nested, countField: countOf }: LineKind,
	id: IdOrName,
	count: number,
): IDataObject {
	const line: IDataObject = nested === undefined ? { id } : { [nested]: { id } };
	if (countOf !== undefined) line[countOf.name] = count;
	return line;
}

/** @throws InputRefusal */
export function refuseUnknownKeys(
	value: IDataObject,
	known: readonly string[],
	place: string,
	formKeys: FormKeys,
): void {
	const unknown = Object.keys(value).filter((key) => !known.includes(key));
	if (unknown.length === 0) return;
	const ofForm = unknown.filter((key) => formKeys.keys.includes(key));
	if (ofForm.length > 0) {
		throw new InputRefusal(
			place,
			`has a key that belongs in the fields of the node: ${quote(ofForm)}`,
			formKeys.remedy,
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

export function shapeRemedy({ countField: count }: LineKind): string {
	const line = count === undefined ? '{ "id": 1000 }' : `{ "id": 1000, "${count.name}": 1 }`;
	return `As JSON, use a list such as [${line}].`;
}
