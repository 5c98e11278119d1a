import { DEFAULT_STOCK, type Item, SCARCE_STOCK, pickCyclic, seedIds } from './entities';
import type { DocumentedMessage } from './refusals';
import type { FastifyInstance } from 'fastify';
import type { SandboxState } from './state';
import {
	cutPage,
	findEntity,
	MAX_ITEM_PAGE_SIZE,
	Query,
	readPageRequest,
	sortEntities,
	splitTarget,
} from './lists';

const MANUFACTURERS = [
	{ id: 1, name: 'Example Medical' },
	{ id: 2, name: 'Sample Devices' },
	{ id: 3, name: 'Placeholder Health' },
];

const NAMES = [
	'Blood Pressure Monitor',
	'Blood Pressure Cuff, Large',
	'Pulse Oximeter',
	'Weight Scale',
	'Glucose Meter',
	'Glucose Test Strips (50)',
	'Lancets (100)',
	'Thermometer',
	'Peak Flow Meter',
	'Sleep Mat',
	'Cellular Gateway',
	'Tablet',
	'Tablet Stand',
	'Charger, USB-C',
	'AA Batteries (4)',
	'Blood Pressure Cuff, Small',
	'Glucose Control Solution',
	'Carrying Case',
	'Welcome Booklet',
	'Return Box',
	'Alcohol Wipes (200)',
	'Spirometer, Limited Edition',
	'ECG Patch, Recalled',
	'Nebulizer, Retired',
];

export function createItems(): Map<number, Item> {
	const items = NAMES.map((name, index): Item => {
		const id = seedIds.item + index;
		return {
			id,
			name,
			manufacturer: pickCyclic(MANUFACTURERS, index),
			model: `EX-${100 + index}`,
			sku: `SKU-${String(id).padStart(5, '0')}`,
			orderable: id !== seedIds.nonOrderableItem && id !== seedIds.itemNotOrderable,
		};
	});
	return new Map(items.map((item) => [item.id, item]));
}

/** The reference doesn't say when which of its two messages is used: one item for each. */
export function createNotOrderableMessages(): Map<number, DocumentedMessage> {
	return new Map<number, DocumentedMessage>([
		[
			seedIds.nonOrderableItem,
			'Order contains Items that are marked as non-orderable. Order cannot be placed.',
		],
		[seedIds.itemNotOrderable, 'item_not_orderable'],
	]);
}

export function createStock(items: ReadonlyMap<number, Item>): Map<number, number> {
	const stock = new Map([...items.keys()].map((id) => [id, DEFAULT_STOCK]));
	return stock.set(seedIds.scarceItem, SCARCE_STOCK);
}

const ITEM_SORT_KEYS: Record<string, (item: Item) => string | number> = {
	itemId: (item) => item.id,
	itemName: (item) => item.name,
	itemModel: (item) => item.model,
	itemSku: (item) => item.sku,
};

export function addItemRoutes(app: FastifyInstance, state: SandboxState): void {
	app.get('/api/v3/item', async (request) => {
		const query = new Query(splitTarget(request.url).query);
		const page = readPageRequest(query, MAX_ITEM_PAGE_SIZE, request.faultPlan.clampSize);
		const matching = [...state.world.items.values()].filter(createItemFilter(query));
		return cutPage(sortEntities(matching, query, ITEM_SORT_KEYS), page);
	});

	app.get<{ Params: { itemId: string } }>('/api/v3/item/:itemId', async (request) =>
		findEntity(state.world.items, 'Item', request.params.itemId),
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
