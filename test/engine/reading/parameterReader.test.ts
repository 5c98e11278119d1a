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

async function readBothWays(parameters: INodeParameters) {
	const probe = new Probe();
	const run = await runWorkflow({
		package: packageFromClasses({ nodes: [probe], credentials: [] }),
		nodes: [{ name: 'Probe', type: PROBE_TYPE, parameters }],
		items: ITEMS,
	});
	expect(run.status).toBe('success');
	const outputs = run.items('Probe').map(({ json }) => json);
	expect(outputs).toHaveLength(ITEMS.length);
	return { outputs, evaluations: probe.evaluations };
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

describe('reading all parameters of an item in one go', () => {
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

	it('evaluates once an item', async () => {
		const { outputs, evaluations } = await readBothWays({
			one: '={{ $json.name ?? "nobody" }}',
			two: '={{ $itemIndex }}',
			three: { kit: [{ kitId: { __rl: true, mode: 'id', value: '={{ $itemIndex + 1 }}' } }] },
		});
		expect(evaluations).toBe(ITEMS.length);
		expect(outputs[1]?.together).toEqual({
			read: { one: '', two: 1, three: { kit: [{ kitId: { __rl: true, mode: 'id', value: 2 } }] } },
		});
	});

	it.each([
		{ what: 'one expression', parameters: { one: '={{ $json.id }}', two: 'plain' } },
		{ what: 'text around the expressions', parameters: { one: '=A{{ 1 }}', two: '=B{{ 2 }}' } },
	])('leaves $what to n8n', async ({ parameters }) => {
		const { evaluations } = await readBothWays(parameters);
		expect(evaluations).toBe(0);
	});
});
