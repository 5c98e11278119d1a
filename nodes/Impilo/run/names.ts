import type { ImpiloClient } from '../api/client';
import type { Maybe } from '../api/json';
import { isGiven, isObject } from '../api/json';
import { readList } from '../api/lists';
import { listRequest } from '../api/pages';
import type { Naming } from '../fields/named';
import { UnresolvedName } from '../fields/named';
import { InputRefusal } from '../fields/refusal';
import { nearestOf } from './nearest';
import type { ReadItem } from './readItems';
import { readItems } from './readItems';
import type { OperationRun } from './runItems';
import { nameRun } from './runItems';

/** The same with IDs instead of names. */
export type WithIds<T> = T extends UnresolvedName
	? number
	: T extends Array<infer E>
		? Array<WithIds<E>>
		: T extends object
			? string extends keyof T
				? T
				: { [K in keyof T]: WithIds<T[K]> }
			: T;

/** An item whose body has no names left. */
type Resolved<T extends { body: object }> = Omit<T, 'body'> & { body: WithIds<T['body']> };

/** An entity that can be given by name, with the fields needed for that. */
interface Nameable {
	id?: Maybe<number>;
	sku?: Maybe<string>;
	name?: Maybe<string>;
	archived?: Maybe<boolean>;
	active?: Maybe<boolean>;
}

/** All of a kind, and the same by name. */
interface Catalogue {
	all: Nameable[];
	byName: ReadonlyMap<string, Nameable[]>;
	/** Suggests names that are similar to a text. */
	nearestTo: (text: string) => string[];
}

type Catalogues = Map<Naming, Promise<Catalogue>>;

/** What each try of a run has requested: a list that can't be read isn't requested again. */
const catalogues = new WeakMap<ImpiloClient, Catalogues>();

function catalogueOf(client: ImpiloClient, naming: Naming): Promise<Catalogue> {
	const ofTry: Catalogues = catalogues.get(client) ?? new Map();
	catalogues.set(client, ofTry);
	const reading = ofTry.get(naming) ?? readCatalogue(client, naming);
	ofTry.set(naming, reading);
	return reading;
}

/** What could be read, for all tries of Retry On Fail, by the JSON of the first item, which they share. */
const kept = new WeakMap<object, Map<string, Catalogues>>();

/**
 * Reads lists unless an earlier try has: a name then means the same in all of them, and what one of them
 * has created is found even if the list can't be read any more.
 */
async function openForAllTries(
	{ context, client }: Pick<OperationRun, 'context' | 'client'>,
	namings: ReadonlySet<Naming>,
): Promise<void> {
	if (namings.size === 0) return;
	const json = context.getInputData()[0]?.json ?? {};
	const ofItem = kept.get(json) ?? new Map<string, Catalogues>();
	kept.set(json, ofItem);
	const run = nameRun(context);
	const ofRun: Catalogues = ofItem.get(run) ?? new Map();
	ofItem.set(run, ofRun);
	catalogues.set(client, new Map(ofRun));
	const openings = [...namings].map(async (naming) => {
		const reading = catalogueOf(client, naming);
		await reading.then(
			() => ofRun.set(naming, reading),
			(failure: unknown) => failure,
		);
	});
	await Promise.all(openings);
}

async function readCatalogue(client: ImpiloClient, naming: Naming): Promise<Catalogue> {
	const all = await readList(client, {
		list: listRequest(naming.of, naming.query),
		convert: (entry: Nameable) => entry,
		largestPage: naming.largestPage,
	});
	const named = all.flatMap((entry) => {
		const name = entry[naming.key];
		return typeof name === 'string' && isGiven(entry.id) ? { name, entry } : [];
	});
	const byName = new Map<string, Nameable[]>();
	for (const { name, entry } of named) {
		byName.set(foldName(name), [...(byName.get(foldName(name)) ?? []), entry]);
	}
	const inUse = named.filter(({ entry }) => isInUse(entry));
	return { all, byName, nearestTo: nearestOf(inUse.map(({ name }) => name)) };
}

/**
 * Reads all of a kind, once a run.
 *
 * @throws ImpiloFailure
 */
export async function readWholeOnce<T extends Nameable>(
	client: ImpiloClient,
	naming: Naming,
): Promise<T[]> {
	const { all } = await catalogueOf(client, naming);
	// Nothing else is in the list of this kind.
	return all as T[];
}

/** All of a kind, if this run has read them; otherwise undefined. */
export async function readWholeIfOpen<T extends Nameable>(
	client: ImpiloClient,
	naming: Naming,
): Promise<T[] | undefined> {
	if (catalogues.get(client)?.has(naming) !== true) return undefined;
	return await readWholeOnce<T>(client, naming).catch(() => undefined);
}

/**
 * Reads the lists that are needed to look up the names anywhere in a value; none if it has only IDs.
 *
 * @returns a function that replaces the names in a value with IDs; it throws InputRefusal if none or
 * several have a name, and ImpiloFailure if their list couldn't be read
 */
export async function readNames(
	client: ImpiloClient,
	value: unknown,
): Promise<<T>(value: T) => WithIds<T>> {
	const finders = new Map<Naming, (named: UnresolvedName) => number>();
	const open = async (naming: Naming): Promise<void> => {
		const finder = await catalogueOf(client, naming).then(
			(catalogue) => (named: UnresolvedName) => findNamed(named, catalogue),
			(failure: unknown) => () => {
				throw failure;
			},
		);
		finders.set(naming, finder);
	};
	const namings = namingsIn(value);
	await Promise.all([...namings].map(open));
	const fill = (part: unknown): unknown => {
		if (part instanceof UnresolvedName) return finders.get(part.naming)?.(part);
		if (Array.isArray(part)) return part.map(fill);
		if (!isObject(part)) return part;
		return Object.fromEntries(Object.entries(part).map(([key, entry]) => [key, fill(entry)]));
	};
	// Most often there's nothing to find.
	return <T>(part: T) => (namings.size === 0 ? part : fill(part)) as WithIds<T>;
}

/** Looks up the names in the bodies of a batch. Only an item whose name can't be looked up is refused. */
export async function resolveNames<T extends { body: object }>(
	run: Pick<OperationRun, 'context' | 'client'>,
	items: ReadonlyArray<ReadItem<T>>,
): Promise<Array<ReadItem<Resolved<T>>>> {
	const bodies = items.map((item) => ('refusal' in item ? undefined : item.body));
	const namings = namingsIn(bodies);
	// Most often there's nothing to find.
	if (namings.size === 0) return [...items] as Array<ReadItem<Resolved<T>>>;
	await openForAllTries(run, namings);
	const fill = await readNames(run.client, bodies);
	return await readItems<Resolved<T>>(items.length, (itemIndex) => {
		const item = items[itemIndex];
		if (item === undefined || 'refusal' in item) throw item?.refusal;
		const { body, ...others }: T = item;
		return { ...others, body: fill<T['body']>(body) };
	});
}

function namingsIn(value: unknown): ReadonlySet<Naming> {
	const namings = new Set<Naming>();
	const collect = (part: unknown): void => {
		if (typeof part !== 'object' || part === null) return;
		if (part instanceof UnresolvedName) namings.add(part.naming);
		else for (const entry of Object.values(part)) collect(entry);
	};
	collect(value);
	return namings;
}

/**
 * What is archived or not active counts only if nothing else has the name.
 *
 * @throws InputRefusal
 */
function findNamed(named: UnresolvedName, catalogue: Catalogue): number {
	const { naming, text, field } = named;
	const same = catalogue.byName.get(foldName(text)) ?? [];
	const inUse = same.filter(isInUse);
	const [found, ...others] = (inUse.length > 0 ? inUse : same).flatMap(({ id }) => id ?? []);
	if (found === undefined) throw unknownName(named, catalogue);
	if (others.length === 0) return found;
	const { of, word } = naming;
	throw new InputRefusal(
		field,
		`is the ${word} of ${others.length + 1} ${of}s at Impilo: ${[found, ...others].join(', ')}`,
		'Pick the right one by its ID.',
	);
}

function unknownName(
	{ naming: { of, word }, text, field, otherMode }: UnresolvedName,
	{ nearestTo }: Catalogue,
): InputRefusal {
	const near = nearestTo(text);
	const parts = [
		near.length > 0 && `Did you mean ${joinOr(near)}?`,
		otherMode !== '' && otherMode,
		`Check that the credential has the Environment where the ${of} is.`,
	];
	return new InputRefusal(
		field,
		`is not the ${word} of any ${of} at Impilo`,
		parts.filter((part) => part !== false).join(' '),
	);
}

/** "one, two or three" */
function joinOr(names: readonly string[]): string {
	const last = names.at(-1) ?? '';
	return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} or ${last}`;
}

function isInUse({ archived, active }: Nameable): boolean {
	return archived !== true && active !== false;
}

/** Case and spaces around it don't matter. */
function foldName(name: string): string {
	return name.normalize().trim().toLowerCase();
}
