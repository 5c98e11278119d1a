import {
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeParameters,
	type INodeType,
	NodeConnectionTypes,
} from 'n8n-workflow';
import fc from 'fast-check';

import { ParameterReader } from '../../../nodes/Impilo/run/parameterReader';
import { packageFromClasses, runWorkflow } from '../harness';

const PROBE_TYPE = 'n8n-nodes-impilo.probe';
const NAMES = ['one', 'two', 'three'];

/** Reads its parameters with the reader and with n8n's own function. */
class Probe implements INodeType {
	evaluations = 0;

	/** How many values the reader left to n8n. */
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
					if (given[3]?.rawExpressions !== true) this.leftToN8n++;
					return context.getNodeParameter(...given);
				},
			},
		});
		const reader = new ParameterReader(counting);
		return context.getInputData().map((_, itemIndex) => ({
			json: {
				together: outcomeOf(() => reader.read(NAMES, itemIndex)),
				apart: outcomeOf(() =>
					Object.fromEntries(
						NAMES.map((name) => [name, context.getNodeParameter(name, itemIndex, '')]),
					),
				),
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

function outcomeOf(read: () => IDataObject | Record<string, unknown>): IDataObject {
	try {
		return { read: read() as IDataObject };
	} catch (error) {
		return { thrown: error instanceof Error ? error.message : String(error) };
	}
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

	it('looks fields of the item up without an evaluation', async () => {
		const { outputs, evaluations } = await readBothWays(
			{ one: '={{ $json.id }}', two: "={{ $json['First Name'] }}", three: '={{$json["a"].b}}' },
			[{ id: 7, 'First Name': 'Ann', a: { b: false } }],
		);
		expect(evaluations).toBe(0);
		expect(outputs[0]?.together).toEqual({ read: { one: 7, two: 'Ann', three: false } });
	});

	it('evaluates only what is not a field of the item', async () => {
		const { outputs, evaluations } = await readBothWays(
			{ one: '={{ $json.id }}', two: '={{ $itemIndex }}', three: '={{ $json.missing }}' },
			[{ id: 7 }, { id: 8, missing: 'here' }],
		);
		expect(evaluations).toBe(2);
		expect(outputs[1]?.together).toEqual({ read: { one: 8, two: 1, three: 'here' } });
	});

	it('evaluates all other expressions of an item at once', async () => {
		const { outputs, evaluations, leftToN8n } = await readBothWays({
			one: '={{ $json.name ?? "nobody" }}',
			two: '={{ $itemIndex }}',
			three: { kit: [{ kitId: { __rl: true, mode: 'id', value: '={{ $itemIndex + 1 }}' } }] },
		});
		expect(evaluations).toBe(ITEMS.length);
		expect(leftToN8n).toBe(0);
		expect(outputs[1]?.together).toEqual({
			read: { one: '', two: 1, three: { kit: [{ kitId: { __rl: true, mode: 'id', value: 2 } }] } },
		});
	});

	it('leaves expressions with text around them to n8n', async () => {
		const { evaluations } = await readBothWays({ one: '=A{{ 1 }}', two: '=B{{ 2 }}' });
		expect(evaluations).toBe(0);
	});
});
