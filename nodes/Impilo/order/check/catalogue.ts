import type { IDataObject } from 'n8n-workflow';

import { readById } from '../../api/byId';
import type { ImpiloClient } from '../../api/client';
import { ImpiloFailure } from '../../api/failure';
import type { Findings } from '../../api/findByValues';
import { findByValues, mayBeAboutValue } from '../../api/findByValues';
import type { Maybe } from '../../api/json';
import { isGiven, isObject } from '../../api/json';
import { splitValues } from '../../api/lists';
import { pathOf } from '../../api/request';
import type { ImpiloDevice } from '../../device/device';
import type { Naming } from '../../fields/named';
import type { ImpiloStock } from '../../inventory/inventory';
import { readImpiloStock } from '../../inventory/inventory';
import type { ImpiloItem } from '../../item/item';
import { ITEM_NAMING, LARGEST_ITEM_PAGE } from '../../item/item';
import type { ImpiloKit } from '../../kit/kit';
import { KIT_NAMING } from '../../kit/kit';
import {
	findPatientsByEmail,
	findPatientsByIdentifier,
	findPatientsLike,
	foldEmail,
} from '../../patient/find';
import type { ImpiloPatient } from '../../patient/patient';
import type { NamedReference } from '../../patient/reference';
import { askForPatient } from '../../patient/reference';
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
	externalIdentifiers: string[];
	/** Of patients whom the orders would create. */
	newIdentifiers: string[];
	/** As first written, by the folded address. */
	emails: Map<string, string>;
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
		newIdentifiers: [],
		emails: new Map(),
		siteIds: [],
		itemIds: [],
		kitIds: [],
		deviceIds: [],
		ships: orders.some(({ body }) => body.orderItems ?? body.orderKits),
	};
	for (const { body, patient, externalOrderIds } of orders) {
		references.externalOrderIds.push(...externalOrderIds);
		if (patient?.by === 'id') references.patientIds.push(patient.id);
		if (patient?.by === 'email') {
			const folded = foldEmail(patient.value);
			references.emails.set(folded, references.emails.get(folded) ?? patient.value);
		}
		if (patient?.by === 'externalIdentifier') references.externalIdentifiers.push(patient.value);
		const newcomer = referencesOfNewPatient(body.patient);
		if (newcomer.externalIdentifier !== undefined) {
			references.newIdentifiers.push(newcomer.externalIdentifier);
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
	patientsNamed: (reference: NamedReference) => ImpiloPatient[];
	/** Those with the external identifier of a new patient, even if it's written differently. */
	patientsLike: (externalIdentifier: string) => ImpiloPatient[];
	site: (id: number) => ImpiloSite | undefined;
	item: (id: number) => ImpiloItem | undefined;
	kit: (id: number) => ImpiloKit | undefined;
	device: (id: number) => ImpiloDevice | undefined;
	/** At Impilo's sites. */
	stock: () => ImpiloStock[];
}

/**
 * Reads everything concurrently, each thing once. Whatever Create would find or send by its ID is asked for
 * one by one if the lists don't have it: they may lag, or compare differently.
 *
 * @param stopsOnFailure whether nothing new is sent after the first failure
 */
export async function readCatalogue(
	client: ImpiloClient,
	references: References,
	stopsOnFailure: boolean,
): Promise<Catalogue> {
	const { externalOrderIds, externalIdentifiers, newIdentifiers, emails, ships } = references;
	const reads = new CatalogueReader(client, stopsOnFailure);
	const byId = async <T extends Listed>(
		name: string,
		ids: readonly number[],
		read = async (part: string[]) => await readByIds<T>(client, name, part),
	) => {
		const found = await reads.inParts(
			splitValues('id', ids.map(String)),
			read,
			async (id) =>
				await readById<T>(client, { name, id: Number(id) }).then((one) => [one], noneIfForbidden),
		);
		return (id: number): T | undefined => found(String(id))[0];
	};
	const whole =
		<T extends Listed>(naming: Naming) =>
		async (): Promise<Findings<T>> => {
			const list = await readWholeOnce<T>(client, naming);
			return { found: new Map(list.map((each) => [String(each.id), [each]])), failures: new Map() };
		};
	const openItems = await readWholeIfOpen(client, ITEM_NAMING);

	const [orders, patient, identified, mailed, alike, item, device, site, kit, stock] =
		await Promise.all([
			reads.inParts(
				splitValues(EXTERNAL_ORDER_ID, externalOrderIds),
				async (part) => await findOrdersByExternalId(client, part),
			),
			byId<ImpiloPatient>('patient', references.patientIds),
			reads.inParts(
				splitValues('externalIdentifier', externalIdentifiers),
				async (part) => await findPatientsByIdentifier(client, part),
				async (value) => await askForPatient(client, { by: 'externalIdentifier', value }),
			),
			reads.inParts(
				// Impilo takes one address at a time.
				[...emails.keys()].map((email) => new Set([email])),
				async ([email = '']) => await findPatientsByEmail(client, email),
				async (email) =>
					await askForPatient(client, { by: 'email', value: emails.get(email) ?? email }),
			),
			reads.inParts(
				splitValues('externalIdentifier', newIdentifiers),
				async (part) => await findPatientsLike(client, part),
			),
			byId<ImpiloItem>(
				'item',
				references.itemIds,
				openItems === undefined
					? async (part) => await readByIds<ImpiloItem>(client, 'item', part, LARGEST_ITEM_PAGE)
					: whole(ITEM_NAMING),
			),
			byId<ImpiloDevice>('device', references.deviceIds),
			byId<ImpiloSite>('site', references.siteIds, whole(SITE_NAMING)),
			byId<ImpiloKit>('kit', references.kitIds, whole(KIT_NAMING)),
			ships ? reads.attempt(async () => await readStock(client)) : () => [],
		]);
	return {
		ordersOf: orders,
		patient,
		patientsNamed: ({ by, value }) =>
			by === 'email' ? mailed(foldEmail(value)) : identified(value),
		patientsLike: alike,
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

/** The key may read the list, so what it may not read is of another account. */
function noneIfForbidden(failure: unknown): never[] {
	if (failure instanceof ImpiloFailure && failure.status === 403) return [];
	throw failure;
}

interface Listed {
	id?: Maybe<number>;
}

async function readByIds<T extends Listed>(
	client: ImpiloClient,
	name: string,
	ids: readonly string[],
	largestPage?: number,
): Promise<Findings<T>> {
	const idsOf = ({ id }: T): string[] => (isGiven(id) ? [String(id)] : []);
	return await findByValues<T>(
		client,
		{ path: pathOf(name), purpose: `look up ${name}s by ID` },
		{
			name: 'id',
			values: ids,
			valuesOf: idsOf,
			isHarmless: (entry) => idsOf(entry).length === 0,
			ignoredFilter: {
				happened: `Impilo returned ${name}s that were not asked for`,
				remedy: 'It seems to ignore the filter, so nothing was checked. Report it to Impilo.',
			},
			largestPage,
		},
	);
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
	 * @param ask asks for a value that the list doesn't have
	 * @returns gives what belongs to a value
	 */
	async inParts<T>(
		parts: ReadonlyArray<ReadonlySet<string>>,
		read: (part: string[]) => Promise<Findings<T>>,
		ask?: (value: string) => Promise<T[]>,
	): Promise<(value: string) => T[]> {
		const answers = new Map<string, Answer<Findings<T>>>();
		const attempts = parts.map(async (part) => {
			const answer = await this.attempt(async () => {
				const findings = await read([...part]);
				if (ask !== undefined) await this.askForMissing(part, findings, ask);
				return findings;
			});
			for (const value of part) answers.set(value, answer);
		});
		await Promise.all(attempts);
		return (value) => {
			const findings = answers.get(value)?.();
			if (findings?.failures.has(value)) throw findings.failures.get(value);
			return findings?.found.get(value) ?? [];
		};
	}

	/** A refusal means that it isn't there either. */
	private async askForMissing<T>(
		part: ReadonlySet<string>,
		{ found, failures }: Findings<T>,
		ask: (value: string) => Promise<T[]>,
	): Promise<void> {
		const missing = [...part].filter((value) => !found.has(value) && !failures.has(value));
		const asking = missing.map(async (value) => {
			await ask(value).then(
				(there) => void found.set(value, there),
				(failure: unknown) => {
					if (!mayBeAboutValue(failure)) failures.set(value, this.noteFailure(failure));
				},
			);
		});
		await Promise.all(asking);
	}
}
