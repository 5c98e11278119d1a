import type { IDataObject } from 'n8n-workflow';

import type { ImpiloClient } from '../../api/client';
import type { Explanation } from '../../api/failure';
import { ImpiloFailure } from '../../api/failure';
import type { Findings } from '../../api/findByValues';
import { findByValues } from '../../api/findByValues';
import type { Maybe } from '../../api/json';
import { isGiven, isObject } from '../../api/json';
import { splitValues } from '../../api/lists';
import type { ImpiloDevice } from '../../device/device';
import type { Naming } from '../../fields/named';
import type { ImpiloStock } from '../../inventory/inventory';
import { readImpiloStock } from '../../inventory/inventory';
import type { ImpiloItem } from '../../item/item';
import { ITEM_NAMING, LARGEST_ITEM_PAGE } from '../../item/item';
import type { ImpiloKit } from '../../kit/kit';
import { KIT_NAMING } from '../../kit/kit';
import { findPatientsByEmail, findPatientsByIdentifier, foldEmail } from '../../patient/find';
import type { ImpiloPatient } from '../../patient/patient';
import { readWholeIfOpen, readWholeOnce } from '../../run/names';
import type { ImpiloSite } from '../../site/site';
import { SITE_NAMING } from '../../site/site';
import type { NewOrder } from '../create/newOrder';
import { EXTERNAL_ORDER_ID, findOrdersByExternalId } from '../externalIds';
import type { ImpiloOrder } from '../order';

/** What the orders of a batch refer to: unsorted, with repeats. */
export interface References {
	externalOrderIds: string[];
	patientIds: number[];
	/** Of existing and of new patients. */
	externalIdentifiers: string[];
	emails: string[];
	siteIds: number[];
	itemIds: number[];
	kitIds: number[];
	deviceIds: number[];
	/** Whether any order ships something. */
	ships: boolean;
}

export function collectReferences(orders: readonly NewOrder[]): References {
	const references: References = {
		externalOrderIds: [],
		patientIds: [],
		externalIdentifiers: [],
		emails: [],
		siteIds: [],
		itemIds: [],
		kitIds: [],
		deviceIds: [],
		ships: orders.some(({ body }) => body.orderItems ?? body.orderKits),
	};
	for (const { body, patient, externalOrderIds } of orders) {
		references.externalOrderIds.push(...externalOrderIds);
		if (patient?.by === 'id') references.patientIds.push(patient.id);
		if (patient?.by === 'email') references.emails.push(patient.value);
		if (patient?.by === 'externalIdentifier') references.externalIdentifiers.push(patient.value);
		const newcomer = referencesOfNewPatient(body.patient);
		if (newcomer.externalIdentifier !== undefined) {
			references.externalIdentifiers.push(newcomer.externalIdentifier);
		}
		const siteId = body.site?.id ?? newcomer.siteId;
		if (siteId !== undefined) references.siteIds.push(siteId);
		references.itemIds.push(...(body.orderItems ?? []).map(({ item }) => item.id));
		references.itemIds.push(...(body.returnItems ?? []).map(({ id }) => id));
		references.kitIds.push(...(body.orderKits ?? []).map(({ kit }) => kit.id));
		references.deviceIds.push(...(body.returnDevices ?? []).map(({ id }) => id));
	}
	return references;
}

export function referencesOfNewPatient(patient: NewOrder['body']['patient']): {
	externalIdentifier?: string;
	siteId?: number;
} {
	if (patient === undefined) return {};
	const { externalIdentifier, site }: IDataObject = patient;
	return {
		externalIdentifier: typeof externalIdentifier === 'string' ? externalIdentifier : undefined,
		siteId: isObject(site) && typeof site.id === 'number' ? site.id : undefined,
	};
}

/**
 * What Impilo has of what the orders refer to. Each function throws the failure if Impilo couldn't be asked.
 */
export interface Catalogue {
	/** Voided ones included, by ascending ID. */
	ordersOf: (externalOrderId: string) => ImpiloOrder[];
	patient: (id: number) => ImpiloPatient | undefined;
	patientsWithIdentifier: (externalIdentifier: string) => ImpiloPatient[];
	patientsWithEmail: (email: string) => ImpiloPatient[];
	site: (id: number) => ImpiloSite | undefined;
	item: (id: number) => ImpiloItem | undefined;
	kit: (id: number) => ImpiloKit | undefined;
	device: (id: number) => ImpiloDevice | undefined;
	/** At Impilo's sites. */
	stock: () => ImpiloStock[];
}

/**
 * Reads everything concurrently, each thing once.
 *
 * @param stopsOnFailure whether nothing new is sent after the first failure
 */
export async function readCatalogue(
	client: ImpiloClient,
	references: References,
	stopsOnFailure: boolean,
): Promise<Catalogue> {
	const { externalOrderIds, externalIdentifiers, siteIds, kitIds, ships } = references;
	const reads = new CatalogueReader(client, stopsOnFailure);
	const byId = async <T extends Listed>(list: NamedList, ids: readonly number[]) => {
		const read = async (part: string[]) => await readByIds<T>(client, list, part);
		const found = await reads.inParts(splitValues('id', ids.map(String)), read);
		return (id: number): T | undefined => found(String(id))[0];
	};
	const whole = async <T extends Listed>(naming: Naming, isNeeded: boolean) =>
		await reads.whole<T>(isNeeded, async () => await readWholeOnce<T>(client, naming));
	const allItems = await readWholeIfOpen<ImpiloItem>(client, ITEM_NAMING);
	// Impilo takes one address at a time.
	const addresses = [...new Set(references.emails.map(foldEmail))].map((each) => new Set([each]));

	const [orders, patient, identifiers, emails, item, device, site, kit, stock] = await Promise.all([
		reads.inParts(
			splitValues(EXTERNAL_ORDER_ID, externalOrderIds),
			async (part) => await findOrdersByExternalId(client, part),
		),
		byId<ImpiloPatient>({ name: 'patients', path: '/patient' }, references.patientIds),
		reads.inParts(
			splitValues('externalIdentifier', externalIdentifiers),
			async (part) => await findPatientsByIdentifier(client, part),
		),
		reads.inParts(addresses, async ([email = '']) => await findPatientsByEmail(client, email)),
		allItems === undefined
			? byId<ImpiloItem>(
					{ name: 'items', path: '/item', largestPage: LARGEST_ITEM_PAGE },
					references.itemIds,
				)
			: reads.whole<ImpiloItem>(true, async () => await Promise.resolve(allItems)),
		byId<ImpiloDevice>({ name: 'devices', path: '/device' }, references.deviceIds),
		whole<ImpiloSite>(SITE_NAMING, siteIds.length > 0),
		whole<ImpiloKit>(KIT_NAMING, kitIds.length > 0),
		ships ? reads.attempt(async () => await readStock(client)) : () => [],
	]);
	return {
		ordersOf: orders,
		patient,
		patientsWithIdentifier: identifiers,
		patientsWithEmail: (email) => emails(foldEmail(email)),
		site,
		item,
		kit,
		device,
		stock,
	};
}

/** @throws ImpiloFailure that says that it's about the stock, if the key isn't allowed to read it */
async function readStock(client: ImpiloClient): Promise<ImpiloStock[]> {
	return await readImpiloStock(client).catch((failure: unknown) => {
		if (!(failure instanceof ImpiloFailure) || failure.status !== 403) throw failure;
		throw new ImpiloFailure(
			{
				happened: `The stock could not be read, so the order was not checked. ${failure.message}`,
				remedy: `${failure.remedy} Check reads the stock at Impilo's sites; Create does not need it.`,
			},
			failure,
		);
	});
}

interface Listed {
	id?: Maybe<number>;
}

interface NamedList {
	/** In the plural, e.g. "patients". */
	name: string;
	path: string;
	largestPage?: number;
}

async function readByIds<T extends Listed>(
	client: ImpiloClient,
	{ name, path, largestPage }: NamedList,
	ids: readonly string[],
): Promise<Findings<T>> {
	const idsOf = ({ id }: T): string[] => (isGiven(id) ? [String(id)] : []);
	return await findByValues<T>(
		client,
		{ path, purpose: `look up ${name} by ID` },
		{
			name: 'id',
			values: ids,
			valuesOf: idsOf,
			isHarmless: (entry) => idsOf(entry).length === 0,
			ignoredFilter: ignoredFilter(name),
			largestPage,
		},
	);
}

function ignoredFilter(name: string): Explanation {
	return {
		happened: `Impilo returned ${name} that were not asked for`,
		remedy: 'It seems to ignore the filter, so nothing was checked. Report it to Impilo.',
	};
}

/** Gives what was read, or throws the failure. */
type Answer<T> = () => T;

/** Keeps failures for the items that need what couldn't be read. */
class CatalogueReader {
	private firstFailure: unknown;

	/** @param stopsOnFailure whether nothing new is sent after the first failure */
	constructor(
		private readonly client: ImpiloClient,
		private readonly stopsOnFailure: boolean,
	) {}

	async attempt<T>(read: () => Promise<T>): Promise<Answer<T>> {
		const outcome = await read().then(
			(found) => ({ found }),
			(failure: unknown) => ({ failure }),
		);
		if ('found' in outcome) return () => outcome.found;
		const failure = this.noteFailure(outcome.failure);
		return () => {
			throw failure;
		};
	}

	/** @returns the first failure, rather than its consequences at the closed gate */
	private noteFailure(failure: unknown): unknown {
		if (!this.stopsOnFailure) return failure;
		this.client.gate.close();
		this.firstFailure ??= failure;
		return this.firstFailure;
	}

	/**
	 * Reads in parts: a part or a value that can't be read fails only for those who ask for it.
	 *
	 * @returns gives what belongs to a value
	 */
	async inParts<T>(
		parts: ReadonlyArray<ReadonlySet<string>>,
		read: (part: string[]) => Promise<Findings<T>>,
	): Promise<(value: string) => T[]> {
		const answers = new Map<string, Answer<Findings<T>>>();
		const attempts = parts.map(async (part) => {
			const answer = await this.attempt(async () => await read([...part]));
			for (const value of part) answers.set(value, answer);
		});
		await Promise.all(attempts);
		return (value) => {
			const findings = answers.get(value)?.();
			if (findings?.failures.has(value)) throw findings.failures.get(value);
			return findings?.found.get(value) ?? [];
		};
	}

	/**
	 * Reads a whole list if it's needed.
	 *
	 * @returns gives an entry by its ID
	 */
	async whole<T extends { id?: number | null }>(
		isNeeded: boolean,
		read: () => Promise<T[]>,
	): Promise<(id: number) => T | undefined> {
		if (!isNeeded) return () => undefined;
		const answer = await this.attempt(async () => {
			const list = await read();
			return new Map(list.map((entity) => [entity.id, entity]));
		});
		return (id) => answer().get(id);
	}
}
