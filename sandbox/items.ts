import type { FastifyInstance } from 'fastify';
import {
	type IdentifierType,
	ITEM_CLASSES,
	ITEM_SIZES,
	type Item,
	type ItemClass,
	type ItemDetails,
	type ItemSize,
	type ReadingType,
	pickCyclic,
	seedIds,
} from './entities';
import { matchAny, matchExactly, matchPart } from './filters';
import { MAX_ITEM_PAGE_SIZE, type Query, answerList, findEntity, sortEntities } from './lists';
import type { DocumentedMessage } from './refusals';
import type { SandboxState } from './state';
import type { World } from './world';

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

interface DetailSeed {
	itemClass: ItemClass;
	itemClassType?: string;
	size?: ItemSize;
	readingType?: ReadingType;
	/** What it is tracked by; without it, it isn't a device. */
	identifier?: IdentifierType;
}

/** In the order of the names. */
const DETAILS: DetailSeed[] = [
	{
		itemClass: 'circulatory',
		itemClassType: 'monitor',
		size: 'standard',
		readingType: 'bloodPressure',
		identifier: 'serial',
	},
	{ itemClass: 'circulatory', itemClassType: 'cuff', size: 'large' },
	{
		itemClass: 'respiratory',
		itemClassType: 'oximeter',
		size: 'small',
		readingType: 'spo2',
		identifier: 'serial',
	},
	{
		itemClass: 'body',
		itemClassType: 'scale',
		size: 'large',
		readingType: 'weight',
		identifier: 'imei',
	},
	{
		itemClass: 'glucose',
		itemClassType: 'meter',
		size: 'small',
		readingType: 'bloodGlucose',
		identifier: 'imei',
	},
	{ itemClass: 'glucose', itemClassType: 'strips' },
	{ itemClass: 'glucose', itemClassType: 'lancets' },
	{ itemClass: 'thermometer', size: 'small', readingType: 'temperature', identifier: 'macAddress' },
	{
		itemClass: 'respiratory',
		itemClassType: 'meter',
		readingType: 'peakFlow',
		identifier: 'macAddress',
	},
	{
		itemClass: 'body',
		itemClassType: 'mat',
		size: 'extraLarge',
		readingType: 'sleepMatActivity',
		identifier: 'serial',
	},
	{ itemClass: 'connectivity', itemClassType: 'gateway', size: 'medium', identifier: 'iccid' },
	{
		itemClass: 'connectivity',
		itemClassType: 'tablet',
		size: 'medium',
		identifier: 'simCardNumber',
	},
	{ itemClass: 'miscellaneous' },
	{ itemClass: 'power' },
	{ itemClass: 'power' },
	{ itemClass: 'circulatory', itemClassType: 'cuff', size: 'small' },
	{ itemClass: 'glucose', itemClassType: 'solution' },
	{ itemClass: 'packaging' },
	{ itemClass: 'info' },
	{ itemClass: 'packaging', itemClassType: 'box', size: 'large' },
	{ itemClass: 'miscellaneous' },
	{ itemClass: 'respiratory', itemClassType: 'spirometer', size: 'medium', identifier: 'serial' },
	{ itemClass: 'wearable', itemClassType: 'patch', size: 'small', identifier: 'serial' },
	{ itemClass: 'respiratory', itemClassType: 'nebulizer', size: 'medium', identifier: 'serial' },
];

export function createItemDetails(items: ReadonlyMap<number, Item>): Map<number, ItemDetails> {
	return new Map([...items.keys()].map((id, index) => [id, createDetails(index)]));
}

function createDetails(index: number): ItemDetails {
	const { itemClass, itemClassType, size, readingType, identifier } = pickCyclic(DETAILS, index);
	return {
		itemClass,
		itemClassType: itemClassType ?? null,
		size: size ?? null,
		dimensions: identifier ? { length: 10 + index, width: 8, height: 4, unit: 'in' } : null,
		readingType: readingType ?? null,
		deviceIdentifierType: identifier ?? null,
		certifications: identifier ? [{ name: 'Example Certificate' }] : [],
	};
}

/** The details of an item that a test has added without any. */
const NO_DETAILS: ItemDetails = {
	itemClass: null,
	itemClassType: null,
	size: null,
	dimensions: null,
	readingType: null,
	deviceIdentifierType: null,
	certifications: null,
};

type DetailedItem = Item & ItemDetails;

function describeItem({ itemDetails }: World, item: Item): DetailedItem {
	return { ...item, ...(itemDetails.get(item.id) ?? NO_DETAILS) };
}

const ITEM_SORT_KEYS: Record<string, (item: Item) => string | number> = {
	itemId: (item) => item.id,
	itemName: (item) => item.name,
	itemModel: (item) => item.model,
	itemSku: (item) => item.sku,
};

export function addItemRoutes(app: FastifyInstance, state: SandboxState): void {
	app.get('/api/v3/item', async (request) => {
		const { world } = state;
		const items = [...world.items.values()].map((item) => describeItem(world, item));
		return answerList(request, items, {
			maxSize: MAX_ITEM_PAGE_SIZE,
			createFilter: createItemFilter,
			sort: (matching, query) => sortEntities(matching, query, ITEM_SORT_KEYS),
		});
	});

	app.get<{ Params: { itemId: string } }>('/api/v3/item/:itemId', async (request) => {
		const { world } = state;
		return describeItem(world, findEntity(world.items, 'Item', request.params.itemId));
	});
}

/** Whether Impilo compares names as a whole or in part isn't documented. */
function createItemFilter(query: Query): (item: DetailedItem) => boolean {
	const hasId = matchAny(query.readIntegers('id'));
	const hasName = matchPart(query.readText('name'));
	const hasModel = matchExactly(query.readText('model'));
	const hasSku = matchExactly(query.readText('sku'));
	const hasSize = matchAny(query.readOptions('itemSize', ITEM_SIZES));
	const hasClass = matchAny(query.readOptions('itemClass', ITEM_CLASSES));
	const hasReadingType = matchAny<string>(query.readTexts('readingType'));
	const isMadeBy = matchAny(query.readIntegers('manufacturerId'));
	return (item) =>
		hasId(item.id) &&
		hasName(item.name) &&
		hasModel(item.model) &&
		hasSku(item.sku) &&
		hasSize(item.size) &&
		hasClass(item.itemClass) &&
		hasReadingType(item.readingType) &&
		isMadeBy(item.manufacturer?.id);
}
