import {
	NodeHelpers,
	type INodeProperties,
	type INodePropertyCollection,
	type INodePropertyOptions,
} from 'n8n-workflow';

import { ImpiloApi } from '../../credentials/ImpiloApi.credentials';
import { Impilo } from '../../nodes/Impilo/Impilo.node';
import { RESOURCES } from '../../nodes/Impilo/resources';

const { description, methods } = new Impilo();

type Entry = INodePropertyOptions | INodeProperties | INodePropertyCollection;

function isGroup(entry: Entry): entry is INodePropertyCollection {
	return 'values' in entry;
}

function isField(entry: Entry): entry is INodeProperties {
	return 'type' in entry;
}

/** A field and all fields inside it, however deep. */
function withInner(property: INodeProperties): INodeProperties[] {
	const inner = (property.options ?? []).flatMap((entry) => {
		if (isGroup(entry)) return entry.values;
		return isField(entry) ? [entry] : [];
	});
	return [property, ...inner.flatMap(withInner)];
}

function flatten(property: INodeProperties | undefined): INodeProperties[] {
	return property === undefined ? [] : withInner(property);
}

const ALL_FIELDS = description.properties.flatMap(withInner);

function isShown(property: INodeProperties, values: Record<string, string | boolean>): boolean {
	const show = property.displayOptions?.show ?? {};
	return Object.entries(show).every(
		([name, allowed]) => !(name in values) || allowed?.includes(values[name] ?? ''),
	);
}

/** The names of an operation's own parameters, in the order of the form. */
function parametersOf(resource: string, operation: string): string[] {
	return description.properties
		.filter(
			({ displayOptions: { show } = {} }) =>
				show?.resource?.includes(resource) === true && show.operation?.includes(operation) === true,
		)
		.map(({ name }) => name);
}

function operationsOf(resource: string): INodePropertyOptions[] {
	const list = description.properties.find(
		({ name, displayOptions }) =>
			name === 'operation' && displayOptions?.show?.resource?.includes(resource) === true,
	);
	return (list?.options ?? []) as INodePropertyOptions[];
}

/** A field of the node, or of one of order's operations. */
function findField(name: string, operation?: string): INodeProperties | undefined {
	return description.properties.find(
		(property) =>
			property.name === name &&
			isShown(property, { resource: 'order', ...(operation !== undefined && { operation }) }),
	);
}

function valuesOf(property: INodeProperties | undefined): unknown[] {
	return (property?.options ?? []).map((entry) => ('value' in entry ? entry.value : entry.name));
}

function innerNames(property: INodeProperties | undefined): unknown {
	return Object.fromEntries(
		(property?.options ?? []).map((entry) => [
			entry.name,
			isGroup(entry) ? entry.values.map(({ name }) => name) : null,
		]),
	);
}

function modesOf(property: INodeProperties | undefined): unknown[] {
	return (property?.modes ?? []).map(({ name }) => name);
}

describe('the names that saved workflows rely on', () => {
	it('are those of the operations', () => {
		expect(valuesOf(findField('resource'))).toEqual(expect.arrayContaining(['event', 'order']));
		expect(findField('resource')?.default).toBe('order');
		expect(operationsOf('order').map(({ value }) => value)).toEqual(
			expect.arrayContaining(['create', 'get', 'getAll', 'getSummary', 'void']),
		);
		expect(operationsOf('event').map(({ value }) => value)).toEqual(
			expect.arrayContaining(['getMissed']),
		);
	});

	it.each<[string, string, string[]]>([
		[
			'order',
			'create',
			[
				'recipient',
				'patientId',
				'siteId',
				'firstName',
				'lastName',
				'addressLineOne',
				'addressCity',
				'addressState',
				'addressZipCode',
				'addressCountry',
				'patientFields',
				'contents',
				'orderItems',
				'orderKits',
				'returns',
				'contentsJson',
				'externalOrderIds',
				'ifExists',
				'additionalFields',
				'simplify',
			],
		],
		['order', 'get', ['orderId', 'simplify']],
		['order', 'getAll', ['returnAll', 'limit', 'filters', 'simplify']],
		['order', 'getSummary', ['orderId', 'binaryPropertyName']],
		['order', 'void', ['orderId']],
		['event', 'getMissed', ['events', 'orderStatuses', 'since', 'webhookUrl', 'simplify']],
	])('are those of the parameters of %s %s', (resource, operation, names) => {
		expect(parametersOf(resource, operation)).toEqual(names);
	});

	it('are those of the choices', () => {
		expect(valuesOf(findField('recipient'))).toEqual(['patient', 'newPatient', 'site']);
		expect(valuesOf(findField('contents'))).toEqual(['fields', 'json']);
		expect([...valuesOf(findField('ifExists'))].sort()).toEqual(['create', 'fail', 'return']);
	});

	it('are those inside the collections', () => {
		expect(innerNames(findField('orderItems'))).toEqual({ item: ['itemId', 'count'] });
		expect(innerNames(findField('orderKits'))).toEqual({ kit: ['kitId', 'count'] });
		expect(innerNames(findField('returns'))).toEqual({
			returnDevices: ['deviceId'],
			returnItems: ['itemId', 'count'],
			returnPackedKits: ['packedKitId', 'quantity'],
		});
		expect(valuesOf(findField('patientFields')).sort()).toEqual([
			'addressLineThree',
			'addressLineTwo',
			'addressNote',
			'dateOfBirth',
			'email',
			'externalIdentifier',
			'phoneNumber',
			'sex',
			'siteId',
		]);
		expect(valuesOf(findField('additionalFields')).sort()).toEqual([
			'emailLabel',
			'orderNotes',
			'shippingOption',
		]);
		expect(valuesOf(findField('filters')).sort()).toEqual([
			'externalOrderIds',
			'patientId',
			'statusChangedAfter',
			'statuses',
		]);
		expect(valuesOf(findField('options')).sort()).toEqual(['concurrency', 'timeout']);
	});

	it('are those of the ways to pick', () => {
		for (const [name, modes] of Object.entries({
			patientId: ['list', 'id', 'externalIdentifier', 'email'],
			siteId: ['list', 'id'],
			itemId: ['list', 'id'],
			kitId: ['list', 'id'],
			orderId: ['list', 'id', 'externalOrderId'],
		})) {
			const fields = ALL_FIELDS.filter((field) => field.name === name);
			expect(fields.length).toBeGreaterThan(0);
			for (const field of fields) expect(modesOf(field)).toEqual(modes);
		}
	});

	it('come with the defaults that are documented', () => {
		const defaults = (operation: string) =>
			NodeHelpers.getNodeParameters(
				description.properties,
				{ resource: 'order', operation },
				true,
				false,
				null,
				description,
			);
		expect(defaults('create')).toMatchObject({
			recipient: 'patient',
			contents: 'fields',
			externalOrderIds: '',
			ifExists: 'return',
			simplify: true,
			options: {},
		});
		expect(defaults('getAll')).toMatchObject({
			returnAll: false,
			limit: 50,
			filters: {},
			simplify: true,
		});
		expect(defaults('getSummary')).toMatchObject({ binaryPropertyName: 'data' });
		const [concurrency, timeout] = flatten(findField('options')).slice(1);
		expect([concurrency?.default, timeout?.default]).toEqual([10, 60]);
		expect([concurrency?.typeOptions, timeout?.typeOptions]).toMatchObject([
			{ minValue: 1, maxValue: 50 },
			{ minValue: 1 },
		]);
	});
});

describe('the form', () => {
	it('has an action for every operation, which an agent reads, too', () => {
		const listed = RESOURCES.filter(({ operations }) => operations.length > 0);
		const operations = listed.flatMap(({ option }) => operationsOf(String(option.value)));

		expect(operations).toHaveLength(listed.flatMap((resource) => resource.operations).length);
		for (const { action, description: about } of operations) {
			expect(action).toMatch(/^[A-Z][a-z]+ [a-zA-Z ]+$/);
			expect(about).toMatch(/./);
		}
	});

	it('begins every placeholder with e.g., or says what is added', () => {
		const placeholders = ALL_FIELDS.flatMap((field) => [
			field.placeholder,
			...(field.modes ?? []).map(({ placeholder }) => placeholder),
		]).filter((placeholder) => placeholder !== undefined);

		expect(placeholders.length).toBeGreaterThan(20);
		for (const placeholder of placeholders) expect(placeholder).toMatch(/^(e\.g\. |Add )/);
		for (const { placeholder } of new ImpiloApi().properties) {
			if (placeholder !== undefined) expect(placeholder).toMatch(/^e\.g\. /);
		}
	});

	it('sorts what can be added, and long lists of choices, by name', () => {
		for (const { name, type, options = [] } of ALL_FIELDS) {
			const isLong = options.length >= 5;
			if (!isLong && !['collection', 'fixedCollection', 'multiOptions'].includes(type)) continue;
			const names = options.map((entry) =>
				'displayName' in entry ? entry.displayName : entry.name,
			);
			expect({ name, names }).toEqual({ name, names: [...names].sort() });
		}
	});

	it('searches only lists that there are, and has none that nothing searches', () => {
		const searched = ALL_FIELDS.flatMap(({ modes = [] }) =>
			modes.flatMap(({ typeOptions }) => typeOptions?.searchListMethod ?? []),
		);

		expect([...new Set(searched)].sort()).toEqual(Object.keys(methods.listSearch).sort());
	});

	it('offers the list first wherever one thing is picked', () => {
		const locators = ALL_FIELDS.filter(({ type }) => type === 'resourceLocator');

		expect(locators.length).toBeGreaterThan(5);
		for (const { name, modes, default: preset } of locators) {
			expect(modes?.[0]).toMatchObject({
				name: 'list',
				type: 'list',
				typeOptions: { searchable: true },
			});
			expect({ name, preset }).toEqual({ name, preset: { mode: 'list', value: '' } });
		}
	});

	it('begins what a switch is for with Whether, and has no field without a name to show', () => {
		for (const { type, displayName, description: about } of ALL_FIELDS) {
			expect(displayName).toMatch(/^[A-Z]/);
			if (type === 'boolean') expect(about).toMatch(/^Whether /);
		}
	});

	it('shows each name once for each choice, so that no value is lost', () => {
		for (const operation of valuesOf(findField('operation')).map(String)) {
			for (const recipient of ['patient', 'newPatient', 'site']) {
				for (const contents of ['fields', 'json']) {
					const names = description.properties
						.filter((property) =>
							isShown(property, { resource: 'order', operation, recipient, contents }),
						)
						.map(({ name }) => name);
					expect(new Set(names).size).toBe(names.length);
				}
			}
		}
	});
});
