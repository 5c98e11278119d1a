import type {
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	INodeParameters,
	INodeType,
} from 'n8n-workflow';

import { readParameters } from '../../../nodes/Impilo/run/parameters';
import { packageFromClasses, runWorkflow, testNode } from '../harness';

const PROBE_TYPE = 'n8n-nodes-impilo.probe';
const NAMES = ['one', 'two', 'three'];

/** Reads its parameters as the node does, and with n8n's own function. */
class Probe implements INodeType {
	evaluations = 0;

	/** How many values were left to n8n. */
	leftToN8n = 0;

	description = testNode('probe', {
		properties: NAMES.map((name) => ({ displayName: name, name, type: 'string', default: '' })),
	}).description;

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

export const ITEMS: IDataObject[] = [
	{ id: 1, name: 'Ann', list: ['a', 'b'], nested: { email: 'a@example.com' }, count: 0 },
	{ id: '2', name: '', list: [], nested: null, count: 12.5, flag: true },
	{ id: null, name: 'O\'Hara `x` \\ " }', list: [1], nested: {}, flag: false },
	{},
];

/**
 * Runs a node that reads its parameters `one`, `two` and `three` as the node does, and with n8n's own
 * function.
 */
export async function readBothWays(parameters: INodeParameters, items = ITEMS) {
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

/** Expressions of all kinds, good and bad. */
export const EXPRESSIONS = [
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
