import type { FastifyInstance } from 'fastify';
import {
	DEFAULT_STOCK,
	type Device,
	type Item,
	SCARCE_STOCK,
	type Site,
	pickById,
	seedIds,
} from './entities';
import { matchAny } from './filters';
import { MAX_ITEM_PAGE_SIZE, type Query, answerList } from './lists';
import type { SandboxState } from './state';
import { Stock, type StockCount } from './stock';
import type { World } from './world';

/** At all sites, or at one. */
export interface InventoryEntry extends StockCount {
	item: Item;
	site?: Site;
}

export function addInventoryRoutes(app: FastifyInstance, state: SandboxState): void {
	const rules = { maxSize: MAX_ITEM_PAGE_SIZE, createFilter: createInventoryFilter };

	app.get('/api/v3/inventory', async (request) =>
		answerList(request, addUp(listEverywhere(state.world)), rules),
	);

	app.get('/api/v3/inventory/impilo', async (request) =>
		answerList(request, listAt(state.world, state.world.impiloSites.values()), rules),
	);

	app.get('/api/v3/inventory/site', async (request) =>
		answerList(request, listAt(state.world, state.world.sites.values()), rules),
	);
}

/** `siteId` is only documented for the account's own sites; entries without a site ignore it. */
function createInventoryFilter(query: Query): (entry: InventoryEntry) => boolean {
	const isItem = matchAny(query.readIntegers('itemId'));
	const isSite = matchAny(query.readIntegers('siteId'));
	return ({ item, site }) => isItem(item.id) && (site === undefined || isSite(site.id));
}

/** Pieces at Impilo's sites that can be ordered, by item id; undefined if they never run out. */
export function countOrderable({
	items,
	impiloSites,
	stock,
}: World): Map<number, number> | undefined {
	if (stock.unlimited) return undefined;
	const sites = [...impiloSites.keys()];
	return new Map(
		[...items.keys()].map((itemId) => [
			itemId,
			sites.reduce((sum, siteId) => sum + stock.count(siteId, itemId).newCount, 0),
		]),
	);
}

function listEverywhere(world: World): InventoryEntry[] {
	return listAt(world, [...world.impiloSites.values(), ...world.sites.values()]);
}

/** By item, then by site; items that have never been at a site are left out. */
function listAt({ items, stock }: World, sites: Iterable<Site>): InventoryEntry[] {
	const entries = [...sites].flatMap((site) =>
		stock.listItemIds(site.id).flatMap((itemId) => {
			const item = items.get(itemId);
			return item ? [{ item, ...stock.count(site.id, itemId), site }] : [];
		}),
	);
	return entries.sort((one, other) => one.item.id - other.item.id || one.site.id - other.site.id);
}

function addUp(entries: readonly InventoryEntry[]): InventoryEntry[] {
	const sums = new Map<Item, InventoryEntry>();
	for (const { item, newCount, usedCount } of entries) {
		const sum = sums.get(item) ?? { item, newCount: 0, usedCount: 0 };
		sum.newCount += newCount;
		sum.usedCount += usedCount;
		sums.set(item, sum);
	}
	return [...sums.values()];
}

/** What the second of Impilo's sites has of each item it keeps. */
const OTHER_SITE_STOCK = 500;
const OTHER_SITE_ITEMS = 12;
/** What the account's sites have of what isn't tracked by piece. */
const OWN_SITE_STOCK = 40;

/** What is ordered is taken from Impilo's first site as long as it has enough. */
export function createStock(
	{ items, devices }: { items: ReadonlyMap<number, Item>; devices: ReadonlyMap<number, Device> },
	unlimited: boolean,
): Stock {
	const stock = new Stock(unlimited);
	[...items.keys()].forEach((itemId, index) => {
		const newCount = itemId === seedIds.scarceItem ? SCARCE_STOCK : DEFAULT_STOCK;
		stock.change(seedIds.impiloSite, itemId, { newCount, usedCount: index % 4 });
		if (index < OTHER_SITE_ITEMS) {
			stock.change(seedIds.otherImpiloSite, itemId, { newCount: OTHER_SITE_STOCK });
		}
	});
	for (const itemId of [306, 307, 315]) {
		stock.change(seedIds.site, pickById(items, itemId).id, { newCount: OWN_SITE_STOCK });
		stock.change(seedIds.otherSite, itemId, { newCount: OWN_SITE_STOCK / 2 });
	}
	for (const { currentStatus, site, item, used } of devices.values()) {
		if (currentStatus !== 'availableAtSite' || !site) continue;
		stock.change(site.id, item.id, used ? { usedCount: 1 } : { newCount: 1 });
	}
	return stock;
}
