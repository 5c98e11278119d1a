import type { INodeListSearchItems, INodePropertyOptions } from 'n8n-workflow';

import type { Maybe } from '../api/json';
import { listRequest } from '../api/pages';
import type { Naming } from '../fields/named';
import { choicesFilter, flagFilter, searchFilter } from '../run/filterKinds';
import { getOperation } from '../run/getOperation';
import { idReference } from '../run/idReference';
import { listOperation } from '../run/listOperation';
import { listEntry, searchByName } from '../run/listSearch';
import type { Resource } from '../run/operation';

/** The largest page of items or stock that Impilo allows. */
export const LARGEST_ITEM_PAGE = 100;

/** The fields of an item that the node reads. */
export interface ImpiloItem {
	id?: Maybe<number>;
	name?: Maybe<string>;
	model?: Maybe<string>;
	sku?: Maybe<string>;
	orderable?: Maybe<boolean>;
	manufacturer?: Maybe<{ id?: Maybe<number>; name?: Maybe<string> }>;
	itemClass?: Maybe<string>;
	size?: Maybe<string>;
	readingType?: Maybe<string>;
	deviceIdentifierType?: Maybe<string>;
}

/** Simplifies an item; whatever Impilo left out is null. */
function simplifyItem(item: ImpiloItem) {
	return {
		id: item.id ?? null,
		name: item.name ?? null,
		model: item.model ?? null,
		sku: item.sku ?? null,
		orderable: item.orderable ?? null,
		manufacturer: item.manufacturer?.name ?? null,
		itemClass: item.itemClass ?? null,
		size: item.size ?? null,
		readingType: item.readingType ?? null,
		deviceIdentifierType: item.deviceIdentifierType ?? null,
	};
}

export const ITEM_NAMING: Naming = {
	of: 'item',
	key: 'sku',
	word: 'SKU',
	placeholder: 'e.g. BPM-01',
	largestPage: LARGEST_ITEM_PAGE,
	query: { sort: 'itemId' },
};

const reference = idReference<ImpiloItem>('item', 'Item', 'searchItems', ITEM_NAMING);

export const { pick: pickItem, parse: parseItem, find: findItemId } = reference;

const get = getOperation({
	name: 'item',
	description: 'Get an item by its ID or SKU',
	field: pickItem({ required: true }),
	read: reference.get,
	simplify: simplifyItem,
});

/** The classes that Impilo documents. */
const CLASSES: INodePropertyOptions[] = [
	{ name: 'Body', value: 'body' },
	{ name: 'Circulatory', value: 'circulatory' },
	{ name: 'Connectivity', value: 'connectivity' },
	{ name: 'CPAP', value: 'cpap' },
	{ name: 'Family Planning', value: 'familyPlanning' },
	{ name: 'General Health', value: 'generalHealth' },
	{ name: 'Glucose', value: 'glucose' },
	{ name: 'Info', value: 'info' },
	{ name: 'Lab', value: 'lab' },
	{ name: 'Miscellaneous', value: 'miscellaneous' },
	{ name: 'Packaging', value: 'packaging' },
	{ name: 'Power', value: 'power' },
	{ name: 'Respiratory', value: 'respiratory' },
	{ name: 'Service', value: 'service' },
	{ name: 'Thermometer', value: 'thermometer' },
	{ name: 'Wearable', value: 'wearable' },
];

/** The sizes that Impilo documents. */
const SIZES: INodePropertyOptions[] = [
	{ name: 'Extra Large', value: 'extraLarge' },
	{ name: 'Large', value: 'large' },
	{ name: 'Medium', value: 'medium' },
	{ name: 'Small', value: 'small' },
	{ name: 'Standard', value: 'standard' },
];

/** The reading types that Impilo documents. */
const READING_TYPES: INodePropertyOptions[] = [
	{ name: 'Blood Glucose', value: 'bloodGlucose' },
	{ name: 'Blood Oxygen', value: 'spo2' },
	{ name: 'Blood Pressure', value: 'bloodPressure' },
	{ name: 'Continuous Blood Glucose', value: 'continuousBloodGlucose' },
	{ name: 'Heart Rate', value: 'heartRate' },
	{ name: 'Heart Rate Variability', value: 'heartRateVariability' },
	{ name: 'Peak Flow', value: 'peakFlow' },
	{ name: 'Sleep Mat Activity', value: 'sleepMatActivity' },
	{ name: 'Sleep Mat Duration', value: 'sleepMatDuration' },
	{ name: 'Temperature', value: 'temperature' },
	{ name: 'Weight', value: 'weight' },
];

const getAll = listOperation<ImpiloItem>({
	name: 'item',
	by: 'name, model, SKU, class, size, reading type or whether they can be ordered',
	largestPage: LARGEST_ITEM_PAGE,
	filters: [
		choicesFilter(
			{
				displayName: 'Item Classes',
				name: 'itemClasses',
				options: CLASSES,
				description: 'Only items of one of these classes',
			},
			'class',
			'itemClass',
			({ itemClass }) => itemClass,
		),
		choicesFilter(
			{
				displayName: 'Item Sizes',
				name: 'itemSizes',
				options: SIZES,
				description: 'Only items in one of these sizes',
			},
			'size',
			'itemSize',
			({ size }) => size,
		),
		searchFilter(
			{
				displayName: 'Model',
				name: 'model',
				placeholder: 'e.g. EX-100',
				description: 'Only items whose model matches this',
			},
			'model',
		),
		searchFilter(
			{
				displayName: 'Name',
				name: 'name',
				placeholder: 'e.g. Blood Pressure Monitor',
				description: 'Only items whose name matches this',
			},
			'name',
		),
		flagFilter(
			{
				displayName: 'Orderable',
				name: 'orderable',
				description:
					'Whether to return only items that can be ordered, or only those that cannot. Impilo has no such filter, so the node reads all items that match the other filters.',
			},
			undefined,
			({ orderable }) => orderable,
		),
		choicesFilter(
			{
				displayName: 'Reading Types',
				name: 'readingTypes',
				options: READING_TYPES,
				description: 'Only items that take one of these readings',
			},
			'reading type',
			'readingType',
			({ readingType }) => readingType,
		),
		searchFilter(
			{
				displayName: 'SKU',
				name: 'sku',
				placeholder: 'e.g. SKU-00301',
				description: 'Only items whose SKU matches this',
			},
			'sku',
		),
	],
	sortBy: [
		{ option: { name: 'ID', value: 'itemId' }, of: (item) => item.id },
		{ option: { name: 'Model', value: 'itemModel' }, of: (item) => item.model },
		{ option: { name: 'Name', value: 'itemName' }, of: (item) => item.name },
		{ option: { name: 'SKU', value: 'itemSku' }, of: (item) => item.sku },
	],
	simplify: simplifyItem,
});

function toEntry(item: ImpiloItem): INodeListSearchItems | undefined {
	const { name, model, sku, orderable } = item;
	return listEntry(item.id, [name, model, sku, orderable === false ? 'cannot be ordered' : '']);
}

const searchItems = searchByName<ImpiloItem>(() => ({
	list: listRequest('item', { sort: 'itemName' }),
	by: 'name',
	exactly: ['sku', 'model'],
	size: LARGEST_ITEM_PAGE,
	toEntry,
}));

export const item: Resource = {
	option: { name: 'Item', value: 'item' },
	operations: [get, getAll],
	defaultOperation: 'getAll',
	searches: { searchItems },
};
