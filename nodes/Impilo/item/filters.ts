import { normalizeWord } from '../api/words';
import { parseTexts } from '../fields/values';
import type { ListFilter } from '../run/listFilters';
import { choicesFilter, flagFilter, listFilter, searchFilter } from '../run/listFilters';
import type { ImpiloItem } from './item';

/** The classes that Impilo documents. */
const CLASS_OPTIONS = [
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
const SIZE_OPTIONS = [
	{ name: 'Extra Large', value: 'extraLarge' },
	{ name: 'Large', value: 'large' },
	{ name: 'Medium', value: 'medium' },
	{ name: 'Small', value: 'small' },
	{ name: 'Standard', value: 'standard' },
];

/** The filters of Get Many. */
export const ITEM_FILTERS: ReadonlyArray<ListFilter<ImpiloItem>> = [
	choicesFilter(
		{
			displayName: 'Item Classes',
			name: 'itemClasses',
			options: CLASS_OPTIONS,
			description: 'Only items of one of these classes',
		},
		'itemClass',
		({ itemClass }) => itemClass,
	),
	choicesFilter(
		{
			displayName: 'Item Sizes',
			name: 'itemSizes',
			options: SIZE_OPTIONS,
			description: 'Only items in one of these sizes',
		},
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
				'Whether to return only items that can be ordered, or only those that cannot. Impilo has no such filter: the node reads all items that the other filters leave, and picks these.',
		},
		undefined,
		({ orderable }) => orderable,
	),
	listFilter<ImpiloItem, string[]>({
		property: {
			displayName: 'Reading Types',
			name: 'readingTypes',
			placeholder: 'e.g. bloodPressure, weight',
			description:
				'Only items that take one of these readings: text with commas between, or an expression that gives a list. Impilo does not document the values: look at the readingType of an item.',
		},
		query: 'readingType',
		read: parseTexts,
		// How the values are written isn't documented.
		matches: ({ readingType }, texts) =>
			normalizeWord(readingType) === ''
				? undefined
				: texts.some((text) => normalizeWord(text) === normalizeWord(readingType)),
	}),
	searchFilter(
		{
			displayName: 'SKU',
			name: 'sku',
			placeholder: 'e.g. SKU-00301',
			description: 'Only items whose SKU matches this',
		},
		'sku',
	),
];
