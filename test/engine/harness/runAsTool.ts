import './environment';

import {
	NodeConnectionTypes,
	type IDataObject,
	type INodeParameters,
	type NodeError,
} from 'n8n-workflow';

import {
	AGENT_TYPE,
	agentStandIn,
	type AgentMemory,
	type ToolCallStyle,
	type ToolFace,
} from './agentStandIn';
import type { CredentialData } from './credentialsHelper';
import { TOOL_CALL_STYLE } from './engineGenerations';
import { fullTypeName, type LoadedPackage } from './loadedPackage';
import { runWorkflow } from './runWorkflow';
import { MANUAL_TRIGGER_TYPE } from './standInNodes';
import type { WorkflowRun } from './workflowRun';
import { DEFAULT_TRIGGER_NAME, type NodeSource } from './workflowSource';

const AGENT_NAME = 'AI Agent';
const TOOL_NAME = 'Impilo';

export interface ToolRun {
	/** What the model gets to know of the tool. */
	tool?: ToolFace;
	/** The text the model reads after its first call; an engine's agent gets failures here, too. */
	answer?: string;
	/** Those of all its calls. */
	answers: string[];
	/** What stopped the tool: its node's stored error, or what the direct call threw. */
	error?: NodeError;
	run: WorkflowRun;
}

/**
 * Lets an AI agent call the package's node, once unless `steps` says otherwise.
 *
 * @param options.parameters the tool's fields; `={{ $fromAI('orderId', '', 'number') }}` takes the
 *   model's argument of that name
 * @param options.args the model's arguments
 * @param options.nodeType with or without the package's name; by default the package's first node
 * @param options.node further settings of the tool's node, such as `retryOnFail`
 * @param options.style how the agent calls; by default as this n8n's own AI Agent
 * @param options.steps how many calls the model makes at once in each of its steps, for each item; by
 *   default `[1]`
 * @param options.items the JSON of the items the agent works on, all at once
 */
export async function runAsTool(options: {
	package: LoadedPackage;
	parameters: INodeParameters;
	args: IDataObject;
	credentials?: CredentialData;
	nodeType?: string;
	node?: Partial<NodeSource>;
	style?: ToolCallStyle;
	steps?: readonly number[];
	items?: IDataObject[];
}): Promise<ToolRun> {
	const {
		package: loadedPackage,
		parameters,
		args,
		style = TOOL_CALL_STYLE,
		steps = [1],
	} = options;
	const name = options.node?.name ?? TOOL_NAME;
	const memory: AgentMemory = { answers: [] };
	const run = await runWorkflow({
		package: loadedPackage,
		items: options.items,
		credentials: options.credentials,
		assignCredentials: true,
		extraNodes: { [AGENT_TYPE]: agentStandIn({ args, style, steps }, name, memory) },
		nodes: [
			{ name: DEFAULT_TRIGGER_NAME, type: MANUAL_TRIGGER_TYPE },
			{ name: AGENT_NAME, type: AGENT_TYPE },
			{
				...options.node,
				name,
				type: `${fullTypeName(loadedPackage, options.nodeType)}Tool`,
				parameters,
			},
		],
		connections: {
			[DEFAULT_TRIGGER_NAME]: {
				main: [[{ node: AGENT_NAME, type: NodeConnectionTypes.Main, index: 0 }]],
			},
			[name]: { ai_tool: [[{ node: AGENT_NAME, type: NodeConnectionTypes.AiTool, index: 0 }]] },
		},
	});
	const error = memory.error ?? run.runs(name).at(-1)?.error ?? run.error;
	const { tool, answers } = memory;
	return { tool, answer: answers[0], answers, error: error as NodeError | undefined, run };
}
