import type {
	IDataObject,
	IExecuteFunctions,
	IHttpRequestOptions,
	INode,
	INodeExecutionData,
	INodeParameters,
	NodeExecutionHint,
} from 'n8n-workflow';

import type { Owner } from './clock';
import type { Sender } from './impilo';
import type { Network } from './network';
import type { RunPlan } from './plan';

/** One run of the node in an execution; all its tries have the same. */
export interface NodeRun {
	plan: RunPlan;
	executionId: string;
	runIndex: number;
	items: readonly INodeExecutionData[];
	sender: Sender;
	signal: AbortSignal;
}

/** What the node asks of n8n while it runs, and nothing else. */
export function createContext(
	run: NodeRun,
	network: Network,
	owner: Owner,
	hints: string[],
): IExecuteFunctions {
	const { plan, executionId, runIndex, items, sender, signal } = run;
	const { resource, operation, broken, rows } = plan;
	const options = broken === 'concurrency' ? { ...plan.options, concurrency: 0 } : plan.options;
	const parameters: IDataObject = { resource, operation, options };
	const node: INode = {
		id: 'node',
		name: 'Impilo',
		type: 'n8n-nodes-impilo.impilo',
		typeVersion: 1,
		position: [0, 0],
		parameters: plan.combines ? combiningParameters(plan) : {},
		onError: plan.onError,
		credentials: { impiloApi: { id: '1', name: 'Impilo' } },
	};
	const context = {
		getInputData: () => items,
		getNode: () => node,
		getNodeParameter: (name: string, itemIndex: number, otherwise?: unknown): unknown =>
			structuredClone(parameters[name] ?? rows[itemIndex]?.parameters[name] ?? otherwise),
		evaluateExpression: (expression: string): unknown => {
			if (expression === '{{ $runIndex }}') return runIndex;
			throw new Error(`The simulated n8n doesn't know ${expression}`);
		},
		getCredentials: async () =>
			await Promise.resolve({ environment: 'production', apiKey: broken === 'noKey' ? '' : 'key' }),
		getExecutionCancelSignal: () => signal,
		getExecutionId: () => executionId,
		getInstanceId: () => 'instance',
		getWorkflow: () => ({ id: 'workflow', name: 'Workflow', active: false }),
		getTimezone: () => 'UTC',
		continueOnFail: () => plan.onError !== 'stopWorkflow',
		addExecutionHints: (...added: NodeExecutionHint[]) =>
			hints.push(...added.map(({ message }) => message)),
		helpers: {
			httpRequestWithAuthentication: async (_type: string, request: IHttpRequestOptions) =>
				await network.send(request, node, sender, owner, signal),
		},
	};
	return context as unknown as IExecuteFunctions;
}

/** The parameters as they are saved: what isn't about contents is an expression. */
function combiningParameters({ rows }: RunPlan): INodeParameters {
	const names = rows.flatMap(({ parameters }) => Object.entries(parameters));
	const isExpression = ([name, value]: [string, unknown]): boolean =>
		!name.startsWith('contents') && (name !== 'externalOrderIds' || value !== '');
	const expressions = names.filter(isExpression).map(([name]) => [name, '={{ }}']);
	return { combineItems: true, ...Object.fromEntries(expressions) };
}
