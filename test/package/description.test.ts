import {
	NodeHelpers,
	type INodeProperties,
	type INodePropertyCollection,
	type INodePropertyOptions,
} from 'n8n-workflow';

import { ImpiloApi } from '../../credentials/ImpiloApi.credentials';
import codex from '../../nodes/Impilo/Impilo.node.json';
import { Impilo } from '../../nodes/Impilo/Impilo.node';
import { ImpiloTrigger } from '../../nodes/Impilo/ImpiloTrigger.node';
import { RESOURCES } from '../../nodes/Impilo/resources';
import { FROM_LIST, SAVED_NAMES, type SavedNames } from './savedNames';

const { description, methods } = new Impilo();
const { description: trigger } = new ImpiloTrigger();

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

const ALL_FIELDS = [...description.properties, ...trigger.properties].flatMap(withInner);

/** Every operation of every resource, e.g. `['order', 'create']`. */
const OPERATIONS = RESOURCES.flatMap(({ option, operations }) =>
	operations.map((operation): [string, string] => [option.value, operation.option.value]),
);

type Values = Record<string, unknown>;

/** Whether a field is shown with these values; what isn't among them doesn't matter. */
function isShown({ displayOptions }: INodeProperties, values: Values): boolean {
	const { show = {}, hide = {} } = displayOptions ?? {};
	const isAmong = (name: string, listed: unknown[] = []) => listed.includes(values[name]);
	return (
		Object.entries(show).every(([name, allowed]) => !(name in values) || isAmong(name, allowed)) &&
		!Object.entries(hide).some(([name, forbidden]) => isAmong(name, forbidden))
	);
}

/** The fields of one operation alone, in the order of the form. */
function fieldsOf(resource: string, operation: string): INodeProperties[] {
	return description.properties.filter(
		(property) =>
			property.displayOptions?.show?.operation !== undefined &&
			isShown(property, { resource, operation }),
	);
}

function findField(fields: INodeProperties[], name: string): INodeProperties {
	const field = fields.find((candidate) => candidate.name === name);
	if (field === undefined) throw new Error(`There is no field ${name}`);
	return field;
}

function valuesOf({ options = [] }: INodeProperties): unknown[] {
	return options.map((entry) => ('value' in entry ? entry.value : entry.name));
}

/** The Operation list of a resource. */
function operationList(resource: string): INodeProperties {
	const shown = description.properties.filter((property) => isShown(property, { resource }));
	return findField(shown, 'operation');
}

function defaultsOf(resource: string, operation: string): unknown {
	const { properties } = description;
	const chosen = { resource, operation };
	return NodeHelpers.getNodeParameters(properties, chosen, true, false, null, description);
}

function expectNames(fields: INodeProperties[], names: SavedNames): void {
	expect(fields.map(({ name }) => name)).toEqual(names.fields);
	for (const [name, choices] of Object.entries(names.choices ?? {})) {
		expect({ [name]: valuesOf(findField(fields, name)).sort() }).toEqual({
			[name]: [...choices].sort(),
		});
	}
	for (const [name, groups] of Object.entries(names.groups ?? {})) {
		const there = (findField(fields, name).options ?? [])
			.filter(isGroup)
			.map((group) => [group.name, group.values.map((field) => field.name)] as const);
		expect({ [name]: Object.fromEntries(there) }).toEqual({ [name]: groups });
	}
	const locators = fields.flatMap(withInner).filter(({ type }) => type === 'resourceLocator');
	for (const { name, modes = [] } of locators) {
		expect({ [name]: modes.map((mode) => mode.name) }).toEqual({ [name]: names.modes?.[name] });
	}
}

describe('the names that saved workflows rely on', () => {
	it('are listed here for every operation', () => {
		const listed = Object.entries(SAVED_NAMES).flatMap(([resource, operations]) =>
			Object.keys(operations).map((operation) => [resource, operation]),
		);

		expect(listed.sort()).toEqual([...OPERATIONS].sort());
	});

	describe.each(
		Object.entries(SAVED_NAMES).flatMap(([resource, operations]) =>
			Object.entries(operations).map(([operation, names]): [string, string, SavedNames] => [
				resource,
				operation,
				names,
			]),
		),
	)('of %s: %s', (resource, operation, names) => {
		it('are kept', () => {
			expect(valuesOf(operationList(resource))).toContain(operation);
			expectNames(fieldsOf(resource, operation), names);
		});

		it('come with the documented defaults', () => {
			expect(defaultsOf(resource, operation)).toMatchObject({
				...names.defaults,
				options: {},
			});
		});
	});

	it('of the Options are kept, with their defaults and bounds', () => {
		const [, ...options] = withInner(findField(description.properties, 'options'));
		const named = (name: string) => options.filter((option) => option.name === name);
		const [concurrency, generateExternalOrderId, ifPlacedTwice, timeout] = [
			'concurrency',
			'generateExternalOrderId',
			'ifPlacedTwice',
			'timeout',
		].map((name) => named(name)[0]);
		const sortable = ['device', 'item', 'patient'];

		expect(options).toHaveLength(6 + 2 * sortable.length);
		expect(named('ifContentsDiffer')).toMatchObject(
			['check', 'create'].map((operation) => ({
				default: 'fail',
				options: [{ value: 'fail' }, { value: 'return' }],
				displayOptions: { show: { '/resource': ['order'], '/operation': [operation] } },
			})),
		);
		for (const name of ['sortBy', 'sortDescending']) {
			expect(named(name).map(({ displayOptions }) => displayOptions?.show)).toEqual(
				sortable.map((resource) => ({ '/resource': [resource], '/operation': ['getAll'] })),
			);
		}
		expect(
			named('sortBy')
				.flatMap(valuesOf)
				.map((value) => String(value)),
		).toEqual([
			...['deviceId', 'itemModel', 'itemName', 'itemSku'],
			...['itemId', 'itemModel', 'itemName', 'itemSku'],
			...['firstName', 'patientId', 'lastName'],
		]);
		expect(generateExternalOrderId).toMatchObject({
			name: 'generateExternalOrderId',
			default: true,
			displayOptions: { show: { '/resource': ['order'], '/operation': ['create'] } },
		});
		expect(ifPlacedTwice).toMatchObject({
			name: 'ifPlacedTwice',
			default: 'void',
			options: [{ value: 'fail' }, { value: 'void' }],
		});
		expect(concurrency).toMatchObject({
			name: 'concurrency',
			default: 10,
			typeOptions: { minValue: 1, maxValue: 50 },
		});
		expect(timeout).toMatchObject({ name: 'timeout', default: 60, typeOptions: { minValue: 1 } });
	});

	it('of the trigger are kept', () => {
		expectNames(trigger.properties, {
			fields: ['events', 'orderStatuses', 'simplify', 'options'],
			choices: { options: ['verifySender'] },
			defaults: {},
		});
	});

	it('leave Order the resource that a new node starts with, and Create its operation', () => {
		const { properties } = description;
		expect(
			NodeHelpers.getNodeParameters(properties, {}, true, false, null, description),
		).toMatchObject({ resource: 'order', operation: 'create' });
	});
});

describe('every resource', () => {
	const withOperations = RESOURCES.filter(({ operations }) => operations.length > 0);

	it('that has operations is in the list, and no other', () => {
		expect(valuesOf(findField(description.properties, 'resource'))).toEqual(
			withOperations.map(({ option }) => option.value),
		);
	});

	it.each(withOperations.map(({ option }) => option.value))(
		'%s starts with an operation that it has',
		(resource) => {
			const list = operationList(resource);

			expect(valuesOf(list)).toContain(list.default);
		},
	);

	it('has a unique name, and so have its searches', () => {
		const names = RESOURCES.map(({ option }) => option.value);
		const searches = RESOURCES.flatMap((resource) => Object.keys(resource.searches ?? {}));

		expect(new Set(names).size).toBe(names.length);
		expect(Object.keys(methods.listSearch).sort()).toEqual(searches.sort());
	});
});

describe.each(OPERATIONS)('the form of %s: %s', (resource, operation) => {
	it('has an action and a description, which agents read, too', () => {
		const list = (operationList(resource).options ?? []) as INodePropertyOptions[];
		const option = list.find(({ value }) => value === operation);

		expect(option?.action).toMatch(/^[A-Z][a-z]+ [a-zA-Z ]+$/);
		expect(option?.description).toMatch(/./);
	});

	it('shows each name once, whatever is chosen, so that no value is lost', () => {
		const shown = description.properties.filter((property) =>
			isShown(property, { resource, operation }),
		);
		const deciding = new Set(
			shown.flatMap(({ displayOptions }) => Object.keys(displayOptions?.show ?? {})),
		);
		let choices: Values[] = [false, true].map((isTool) => ({
			...{ resource, operation },
			'@tool': isTool,
		}));
		for (const name of deciding) {
			if (['resource', 'operation', '@tool'].includes(name)) continue;
			const field = findField(shown, name);
			const values = field.type === 'boolean' ? [true, false] : valuesOf(field);
			choices = choices.flatMap((choice) => values.map((value) => ({ ...choice, [name]: value })));
		}
		for (const choice of choices) {
			const names = shown.filter((field) => isShown(field, choice)).map(({ name }) => name);
			expect({ choice, names }).toEqual({ choice, names: [...new Set(names)] });
		}
	});
});

describe("n8n's panel, which has one entry for both nodes", () => {
	it('says that the node orders: it shows the description of the trigger', () => {
		expect(trigger.description).toMatch(/^Orders medical devices .* starts workflows/);
	});

	it('finds the node by what people look for', () => {
		const aliases = codex.alias.join('\n').toLowerCase();
		for (const text of ['blood pressure', 'spirometer', 'medical device', 'shipment', 'rpm']) {
			expect(aliases).toContain(text);
		}
	});

	it('lists one trigger, and not each event before all actions', () => {
		const listed = trigger.properties.filter(({ displayName }) =>
			['event', 'events', 'trigger on'].includes(displayName.toLowerCase()),
		);
		expect(listed).toEqual([]);
	});
});

describe('what n8n shows before the first run', () => {
	it('says of the trigger how to get an event', () => {
		expect(trigger.hints).toMatchObject([
			{
				message: expect.stringMatching(/is listening, place an order/),
				location: 'outputPane',
				whenToDisplay: 'beforeExecution',
			},
		]);
	});

	it('says only of Create of orders that it ships, with what to do instead', () => {
		expect(description.hints).toEqual([
			{
				message: expect.stringMatching(/Production.* ships devices.* Check/),
				type: 'warning',
				location: 'outputPane',
				whenToDisplay: 'beforeExecution',
				displayCondition:
					'={{ $parameter.resource === "order" && $parameter.operation === "create" }}',
			},
		]);
	});

	it('says so in the credential, next to Environment, for Production only', () => {
		const [environment, notice] = new ImpiloApi().properties;

		expect(environment?.name).toBe('environment');
		expect(notice).toMatchObject({
			type: 'notice',
			displayName: expect.stringMatching(/devices are shipped.* Staging.* Check/),
			displayOptions: { show: { environment: ['production'] } },
		});
	});
});

describe('what the editor lists first', () => {
	it('is the event that brings each change of an order', () => {
		const [first] = valuesOf(findField(trigger.properties, 'events'));

		expect(first).toBe('order.statusFull');
	});

	it('says of each event what happens', () => {
		const { options = [] } = findField(trigger.properties, 'events');
		const descriptions = options.map((entry) => ('description' in entry ? entry.description : ''));

		expect(new Set(descriptions).size).toBe(descriptions.length);
		for (const about of descriptions) expect(about).toMatch(/^An? [a-z]|^Something /);
	});

	it('says of External Order IDs what they are for, without hovering', () => {
		for (const operation of ['check', 'create']) {
			const field = findField(fieldsOf('order', operation), 'externalOrderIds');

			expect(field.hint).toMatch(/placed only once/);
		}
	});

	it('has buttons for lines that say what belongs there, in place of an empty list', () => {
		const collections = ALL_FIELDS.filter(({ type }) => type === 'fixedCollection');

		expect(collections.map(({ placeholder }) => placeholder)).toEqual([
			...['Add Kit to Ship', 'Add Item to Ship', 'Add Return'],
			...['Add Kit to Ship', 'Add Item to Ship', 'Add Return'],
			'Add Return',
		]);
		for (const { typeOptions } of collections) {
			expect(typeOptions).toMatchObject({ multipleValues: true, hideEmptyMessage: true });
		}
	});
});

describe('the fields of all forms', () => {
	it('have placeholders that begin with e.g., or say what is added', () => {
		const placeholders = [...ALL_FIELDS, ...new ImpiloApi().properties]
			.flatMap((field) => [field, ...(field.modes ?? [])])
			.flatMap(({ placeholder }) => placeholder ?? []);

		expect(placeholders.length).toBeGreaterThan(20);
		for (const placeholder of placeholders) expect(placeholder).toMatch(/^(e\.g\. |Add )/);
	});

	it('sort what can be added, and long lists of choices, by name', () => {
		for (const { name, type, options = [] } of ALL_FIELDS) {
			const isLong = options.length >= 5;
			if (!isLong && !['collection', 'fixedCollection', 'multiOptions'].includes(type)) continue;
			const names = options.map((entry) =>
				'displayName' in entry ? entry.displayName : entry.name,
			);
			if (names.includes('Address Note')) continue;
			// As n8n's linter has it.
			const sorted = [...names].sort((one, other) => one.localeCompare(other));
			expect({ name, names }).toEqual({ name, names: sorted });
		}
	});

	it('begin with who and where, as one writes it, where an address can be added', () => {
		const lines = ['Address Line Two', 'Address Line Three'];
		const optional = [...lines, 'Address Note'];
		const rest = ['Address City', 'Address State', 'Address Zip Code', 'Address Country'];
		const whole = ['Address Line One', ...lines, ...rest, 'Address Note'];
		const others = ['Date of Birth', 'Email', 'Phone Number', 'Sex', 'Site'];
		const added = ['patient', 'order', 'site'].map((resource) => [
			resource,
			ALL_FIELDS.filter(
				({ type, displayOptions }) =>
					type === 'collection' && displayOptions?.show?.resource?.includes(resource),
			)
				.map(({ options = [] }) =>
					options.map((entry) => ('displayName' in entry ? entry.displayName : entry.name)),
				)
				.filter((names) => names.includes('Address Note')),
		]);

		expect(Object.fromEntries(added)).toEqual({
			order: new Array(2).fill(['External Identifier', ...optional, ...others]),
			patient: [
				[...optional, ...others],
				[...optional, ...others],
				['First Name', 'Last Name', 'External Identifier', ...whole, ...others].concat(
					'Enrolled',
					'Archived',
				),
			],
			site: [
				[...optional, 'Active', 'Phone Number'],
				['Name', ...whole, 'Active', 'Phone Number'],
			],
		});
	});

	it('have a search for each list, and no search is without a list', () => {
		const searched = ALL_FIELDS.flatMap(({ modes = [] }) =>
			modes.flatMap(({ typeOptions }) => typeOptions?.searchListMethod ?? []),
		);

		expect([...new Set(searched)].sort()).toEqual(Object.keys(methods.listSearch).sort());
	});

	it('offer the list first wherever one thing is picked', () => {
		const locators = ALL_FIELDS.filter(({ type }) => type === 'resourceLocator');

		expect(locators.length).toBeGreaterThan(5);
		for (const { name, modes, default: preset } of locators) {
			expect(modes?.[0]).toMatchObject({
				name: 'list',
				type: 'list',
				typeOptions: { searchable: true },
			});
			expect({ name, preset }).toEqual({ name, preset: FROM_LIST });
		}
	});

	it('have display names, and say of a switch what it decides, beginning with Whether', () => {
		for (const { type, displayName, description: about } of ALL_FIELDS) {
			expect(displayName).toMatch(/^[A-Z]/);
			if (type === 'boolean') expect(about).toMatch(/^Whether /);
		}
	});
});
