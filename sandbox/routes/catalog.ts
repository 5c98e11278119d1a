import type { FastifyInstance } from 'fastify';
import type { Item, Kit } from '../entities';
import {
	cutPage,
	MAX_ITEM_PAGE_SIZE,
	MAX_PAGE_SIZE,
	readPageRequest,
	sortEntities,
} from '../pages';
import { Query, splitTarget } from '../queries';
import { refuseUnknown } from '../refusals';
import type { SandboxState } from '../state';

const ITEM_SORT_KEYS: Record<string, (item: Item) => string | number> = {
	itemId: (item) => item.id,
	itemName: (item) => item.name,
	itemModel: (item) => item.model,
	itemSku: (item) => item.sku,
};

/** Sites, items and kits: what orders are made of, and go to. */
export function addCatalogRoutes(app: FastifyInstance, state: SandboxState): void {
	app.get('/api/v3/site', async (request) => {
		const query = new Query(splitTarget(request.url).query);
		const page = readPageRequest(query, MAX_PAGE_SIZE, request.faultPlan.clampSize);
		return cutPage([...state.world.sites.values()], page);
	});

	app.get<{ Params: { siteId: string } }>('/api/v3/site/:siteId', async (request) =>
		findEntity(state.world.sites, 'Site', request.params.siteId),
	);

	app.get('/api/v3/item', async (request) => {
		const query = new Query(splitTarget(request.url).query);
		const page = readPageRequest(query, MAX_ITEM_PAGE_SIZE, request.faultPlan.clampSize);
		const matching = [...state.world.items.values()].filter(createItemFilter(query));
		return cutPage(sortEntities(matching, query, ITEM_SORT_KEYS), page);
	});

	app.get<{ Params: { itemId: string } }>('/api/v3/item/:itemId', async (request) =>
		findEntity(state.world.items, 'Item', request.params.itemId),
	);

	app.get('/api/v3/kit', async (request) => {
		const query = new Query(splitTarget(request.url).query);
		const page = readPageRequest(query, MAX_PAGE_SIZE, request.faultPlan.clampSize);
		return cutPage([...state.world.kits.values()].filter(createKitFilter(query)), page);
	});

	app.get<{ Params: { kitId: string } }>('/api/v3/kit/:kitId', async (request) =>
		findEntity(state.world.kits, 'Kit', request.params.kitId),
	);
}

function createItemFilter(query: Query): (item: Item) => boolean {
	const ids = query.readIntegers('id');
	const name = query.readText('name')?.toLowerCase();
	const model = query.readText('model');
	const sku = query.readText('sku');
	return (item) =>
		(ids.length === 0 || ids.includes(item.id)) &&
		(name === undefined || item.name.toLowerCase().includes(name)) &&
		(model === undefined || item.model === model) &&
		(sku === undefined || item.sku === sku);
}

function createKitFilter(query: Query): (kit: Kit) => boolean {
	const itemIds = query.readIntegers('itemId');
	const archived = query.readBoolean('archived');
	return (kit) =>
		(itemIds.length === 0 || kit.kitItems.some(({ item }) => itemIds.includes(item.id))) &&
		(archived === undefined || kit.archived === archived);
}

function findEntity<T>(entities: ReadonlyMap<number, T>, what: string, id: string): T {
	const entity = entities.get(Number(id));
	if (entity === undefined) throw refuseUnknown(what, id);
	return entity;
}
