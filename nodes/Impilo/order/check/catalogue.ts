import type { ImpiloClient } from '../../api/client';
import type { Explanation } from '../../api/failure';
import type { Findings } from '../../api/findByValues';
import { findByValues } from '../../api/findByValues';
import type { Maybe } from '../../api/json';
import { isGiven } from '../../api/json';
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
import { EXTERNAL_ORDER_ID, findOrdersByExternalId } from '../externalIds';
import type { ImpiloOrder } from '../order';
import { Reads } from './reads';
import type { References } from './references';

/**
 * What Impilo has of what the orders of a batch refer to. Each function throws the failure where
 * Impilo couldn't be asked.
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
	/** What lies at Impilo's sites. */
	stock: () => ImpiloStock[];
}

/**
 * Reads all of it at once, each thing once, as far as the client's gate allows.
 *
 * @param stops whether nothing new is sent after the first failure
 */
export async function readCatalogue(
	client: ImpiloClient,
	references: References,
	stops: boolean,
): Promise<Catalogue> {
	const { externalOrderIds, externalIdentifiers, siteIds, kitIds, ships } = references;
	const reads = new Reads(client, stops);
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
		ships ? reads.attempt(async () => await readImpiloStock(client)) : () => [],
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

/** What has an ID. */
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
		happened: `Impilo answered with other ${name} than those asked for`,
		remedy: 'It seems to ignore the filter, so nothing was checked. Tell Impilo about it.',
	};
}
