import {
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeParameters,
	type INodeType,
	NodeConnectionTypes,
} from 'n8n-workflow';
import fc from 'fast-check';

import { readParameters } from '../../../nodes/Impilo/run/parameters';
import { packageFromClasses, runWorkflow } from '../harness';

const PROBE_TYPE = 'n8n-nodes-impilo.probe';
const NAMES = ['one', 'two', 'three'];

/** Reads its parameters as the node does, and with n8n's own function. */
class Probe implements INodeType {
	evaluations = 0;

	/** How many values were left to n8n. */
	leftToN8n = 0;

	description: INodeType['description'] = {
		name: 'probe',
		displayName: 'Probe',
		group: ['transform'],
		version: 1,
		description: 'Reads its parameters twice',
		defaults: { name: 'Probe' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		properties: NAMES.map((name) => ({
			displayName: name,
			name,
			type: 'string' as const,
			default: '',
		})),
	};

	read = (context: IExecuteFunctions): INodeExecutionData[] => {
		const counting: IExecuteFunctions = Object.create(context, {
			evaluateExpression: {
				value: (expression: string, itemIndex: number) => {
					this.evaluations++;
					return context.evaluateExpression(expression, itemIndex);
				},
			},
			getNodeParameter: {
				value: (...given: Parameters<IExecuteFunctions['getNodeParameter']>) => {
					this.leftToN8n++;
					return context.getNodeParameter(...given);
				},
			},
		});
		const valuesOf = readParameters(counting);
		return context.getInputData().map((_, itemIndex) => ({
			json: {
				together: outcomesOf(valuesOf(itemIndex)),
				apart: outcomesOf((name) => context.getNodeParameter(name, itemIndex, '')),
			},
			pairedItem: { item: itemIndex },
		}));
	};

	execute: INodeType['execute'];

	constructor() {
		const { read } = this;
		this.execute = async function () {
			return [read(this)];
		};
	}
}

/** What each parameter gives, or the message of what it throws. */
function outcomesOf(valueOf: (name: string) => unknown): IDataObject {
	const outcomes = NAMES.map((name) => {
		try {
			return [name, { value: valueOf(name) }];
		} catch (error) {
			return [name, { thrown: error instanceof Error ? error.message : String(error) }];
		}
	});
	return Object.fromEntries(outcomes) as IDataObject;
}

const ITEMS: IDataObject[] = [
	{ id: 1, name: 'Ann', list: ['a', 'b'], nested: { email: 'a@example.com' }, count: 0 },
	{ id: '2', name: '', list: [], nested: null, count: 12.5, flag: true },
	{ id: null, name: 'O\'Hara `x` \\ " }', list: [1], nested: {}, flag: false },
	{},
];

async function readBothWays(parameters: INodeParameters, items = ITEMS) {
	const probe = new Probe();
	const run = await runWorkflow({
		package: packageFromClasses({ nodes: [probe], credentials: [] }),
		nodes: [{ name: 'Probe', type: PROBE_TYPE, parameters }],
		items,
	});
	expect(run.status).toBe('success');
	const outputs = run.items('Probe').map(({ json }) => json);
	expect(outputs).toHaveLength(items.length);
	return { outputs, evaluations: probe.evaluations, leftToN8n: probe.leftToN8n };
}

const EXPRESSIONS = [
	'={{ $json.id }}',
	'={{ $json.name }}',
	'={{$json.count}}',
	'={{ $json.flag }}',
	'={{ $json.list }}',
	'={{ $json.list[0] }}',
	'={{ $json.nested.email }}',
	'={{ $json.nested?.email ?? "none" }}',
	'={{ $json.missing.deeply.nested }}',
	'={{ $json.name.toUpperCase() }}',
	'={{ $json.name.isEmpty() }}',
	'={{ $itemIndex }}',
	'={{ $input.item.json.id }}',
	'={{ $("Trigger").item.json.name }}',
	'={{ $("Nobody").item.json.name }}',
	'={{ $json.count > 1 ? "many" : "few" }}',
	'={{ DateTime.fromISO("1980-01-31") }}',
	'={{ new Date(0) }}',
	'={{ "}" + $json.id }}',
	'={{ /* why */ $json.id // because }}',
	'={{ { a: 1 } }}',
	'={{ $json.id, $json.name }}',
	'={{ }}',
	'={{ ( }}',
	'={{ 1), (2 /* }}',
	'={{ */ }}',
	"={{ $json['x'], $json['y'] }}",
	"={{ $('Trigger').item.json['name'] }}",
	'={{ $input.first().json.id }}',
	'={{ $today }}',
	'={{ $json }}',
	'={{ $ }}',
	'={{ ) + ( }}',
	'={{ 1]; [2 }}',
	'={{ $json.id }} ',
	'=PO-{{ $json.id }}-{{ $itemIndex }}',
	'=no expression inside',
	'={{ "a\nb" }}',
	'={{ $parameter.two }}',
	'plain',
	'{{ $json.id }}',
	'',
];

describe('reading the parameters of an item with few evaluations', () => {
	it('gives what n8n gives, whatever the expressions are', async () => {
		const text = fc.constantFrom(...EXPRESSIONS);
		const locator = text.map((value) => ({ __rl: true, mode: 'id', value }));
		const lines = fc
			.array(fc.record({ kitId: locator, count: fc.oneof(text, fc.nat()) }), { maxLength: 2 })
			.map((kit) => ({ kit }));
		const parameter = fc.oneof(text, text, locator, lines);
		await fc.assert(
			fc.asyncProperty(
				fc.record({ one: parameter, two: text, three: parameter }),
				async (parameters) => {
					const { outputs } = await readBothWays(parameters as INodeParameters);
					for (const { together, apart } of outputs) expect(together).toEqual(apart);
				},
			),
			{ numRuns: 150 },
		);
	});

	it('gives what n8n gives for any field of an item', async () => {
		const name = fc.constantFrom(
			...['id', 'First Name', 'a.b', "O'Hara", 'say "x"', 'back\\slash', 'línea', '0', '$json'],
			...['constructor', 'toString', '__proto__', 'length', ''],
		);
		const step = name.chain((given) =>
			fc.constantFrom(`.${given}`, `?.${given}`, `['${given}']`, `["${given}"]`, '[0]'),
		);
		const path = fc.array(step, { minLength: 1, maxLength: 3 });
		const space = fc.constantFrom('', ' ', '\n');
		const field = fc
			.tuple(space, path, space)
			.map(([before, steps, after]) => `={{${before}$json${steps.join('')}${after}}}`);
		const { data } = fc.letrec((tie) => ({
			data: fc.oneof(
				{ maxDepth: 3 },
				fc.oneof(fc.string(), fc.constantFrom('={{ 1 }}', '{{ $json.id }}', '1e3', ' ')),
				fc.double(),
				fc.constantFrom(null, true, false, -0, 2 ** 53),
				fc.array(tie('data'), { maxLength: 2 }),
				tie('object'),
			),
			object: fc
				.uniqueArray(fc.tuple(name, tie('data')), { selector: ([key]) => key, maxLength: 6 })
				.map((entries) => Object.fromEntries(entries)),
		}));
		const json = fc.dictionary(name, data, { maxKeys: 8 });
		await fc.assert(
			fc.asyncProperty(
				fc.record({ one: field, two: field, three: field }),
				fc.array(json, { minLength: 1, maxLength: 4 }),
				async (parameters, items) => {
					const { outputs } = await readBothWays(parameters, items as IDataObject[]);
					for (const { together, apart } of outputs) expect(together).toEqual(apart);
				},
			),
			{ numRuns: 300 },
		);
	});

	it('evaluates the expressions of an item at once where they only name values', async () => {
		const { outputs, evaluations, leftToN8n } = await readBothWays(
			{
				one: '={{ $json.id }}',
				two: "={{ $('Trigger').item.json['First Name'] }}",
				three: {
					kit: [{ kitId: { __rl: true, mode: 'id', value: '={{$json["a"].b}}' }, count: 1 }],
				},
			},
			[{ id: 7, 'First Name': 'Ann', a: { b: 301 } }],
		);
		expect([evaluations, leftToN8n]).toEqual([1, 0]);
		expect(outputs[0]?.together).toEqual({
			one: { value: 7 },
			two: { value: 'Ann' },
			three: {
				value: { kit: [{ kitId: { __rl: true, mode: 'id', value: 301 }, count: 1 }] },
			},
		});
	});

	it('evaluates nothing where there are no expressions', async () => {
		const { evaluations, leftToN8n } = await readBothWays({ one: 'A', two: '{{ 2 }}', three: '' });
		expect([evaluations, leftToN8n]).toEqual([0, 0]);
	});

	it.each([
		['text around it', '=A{{ $json.id }}'],
		['a calculation', '={{ $json.count + 1 }}'],
		['a comment', '={{ $json.id /* }}'],
		['more than one value', '={{ 1), (2 /* }}'],
		['a comma', '={{ $json.id, $json.name }}'],
		['a call with a value', '={{ $json.name.slice($itemIndex) }}'],
	])('leaves an expression with %s to n8n', async (_, one) => {
		const { evaluations, leftToN8n } = await readBothWays({ one, two: '', three: '' });
		expect([evaluations, leftToN8n]).toEqual([0, ITEMS.length]);
	});
});
