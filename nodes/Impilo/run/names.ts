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

/** The same with an ID wherever something was named. */
export type WithIds<T> = T extends UnresolvedName
	? number
	: T extends Array<infer E>
		? Array<WithIds<E>>
		: T extends object
			? string extends keyof T
				? T
				: { [K in keyof T]: WithIds<T[K]> }
			: T;

/** An item whose body names nothing any more. */
type Resolved<T extends { body: object }> = Omit<T, 'body'> & { body: WithIds<T['body']> };

/** What Impilo lists and can be named, as far as that goes. */
interface Nameable {
	id?: Maybe<number>;
	sku?: Maybe<string>;
	name?: Maybe<string>;
	archived?: Maybe<boolean>;
	active?: Maybe<boolean>;
}

/** All of a kind, and where each is by its name. */
interface Catalogue {
	all: Nameable[];
	byName: ReadonlyMap<string, Nameable[]>;
	/** Gives the names that somebody may have meant who wrote another one. */
	nearestTo: (text: string) => string[];
}

type Catalogues = Map<Naming, Promise<Catalogue>>;

/** What each try of a run has asked for: what can't be read isn't asked for again. */
const catalogues = new WeakMap<ImpiloClient, Catalogues>();

function catalogueOf(client: ImpiloClient, naming: Naming): Promise<Catalogue> {
	const ofTry: Catalogues = catalogues.get(client) ?? new Map();
	catalogues.set(client, ofTry);
	const reading = ofTry.get(naming) ?? readCatalogue(client, naming);
	ofTry.set(naming, reading);
	return reading;
}

/** What could be read, for all tries of Retry On Fail: by the JSON of the first item, which they share. */
const kept = new WeakMap<object, Map<string, Catalogues>>();

/**
 * Reads lists unless an earlier try has: a name means the same in all of them, and what one of them has
 * made is found also where the list can't be read any more.
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
		list: listRequest(naming.of),
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

/** All of a kind, where this run has read them for what it was given; undefined where it hasn't. */
export async function readWholeIfOpen<T extends Nameable>(
	client: ImpiloClient,
	naming: Naming,
): Promise<T[] | undefined> {
	if (catalogues.get(client)?.has(naming) !== true) return undefined;
	return await readWholeOnce<T>(client, naming).catch(() => undefined);
}

/**
 * Reads the lists in which the names of a value have to be looked for, wherever they stand in it; none
 * where there are only IDs.
 *
 * @returns gives a value with IDs in place of its names; throws InputRefusal where none or several have
 * one of these, and ImpiloFailure where their list couldn't be read
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

/**
 * Finds out what the bodies of a batch name. An item whose name can't be found out is refused, and no
 * other.
 */
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
 * What is archived or not active counts only where nothing else has the name.
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

/** Case and the blanks around it don't matter. */
function foldName(name: string): string {
	return name.normalize().trim().toLowerCase();
}
