import {
	NodeConnectionTypes,
	type EngineRequest,
	type EngineResponse,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type ITaskData,
} from 'n8n-workflow';

export const AGENT_TYPE = '@n8n/n8n-nodes-langchain.agent';

/**
 * `engine`: the agent asks the engine to run the tool's node, as n8n's AI Agent (version 3) does.
 * `direct`: the agent calls the tool itself, as older agents and the MCP server trigger do.
 */
export type ToolCallStyle = 'engine' | 'direct';

/** A tool as the model sees it. */
export interface ToolFace {
	name: string;
	description: string;
	/** A zod schema of the arguments. */
	schema: unknown;
}

interface Tool extends ToolFace {
	invoke(args: IDataObject): Promise<unknown>;
}

/** What the agent received; filled while it runs. */
export interface AgentMemory {
	tool?: ToolFace;
	/** The texts the model reads after its calls. */
	answers: string[];
	/** What the tool threw at an agent that calls it itself. */
	error?: unknown;
}

/** What an agent's model does for each item. */
export interface AgentPlan {
	/** The arguments of every call. */
	args: IDataObject;
	style: ToolCallStyle;
	/** How many calls it makes at once in each of its steps. */
	steps: readonly number[];
}

/**
 * An AI agent that works on all its items at once, as n8n's does with its option Batch Processing.
 *
 * @param memory receives what the agent saw
 */
export function agentStandIn(
	{ args, style, steps }: AgentPlan,
	toolNodeName: string,
	memory: AgentMemory,
): INodeType {
	return {
		description: {
			name: 'agent',
			displayName: 'AI Agent',
			group: ['transform'],
			version: 1,
			description: "Stands in for n8n's AI Agent",
			defaults: { name: 'AI Agent' },
			inputs: [NodeConnectionTypes.Main, { type: NodeConnectionTypes.AiTool }],
			outputs: [NodeConnectionTypes.Main],
			properties: [],
		},
		async execute(
			this: IExecuteFunctions,
			response?: EngineResponse,
		): Promise<INodeExecutionData[][] | EngineRequest> {
			const answers = response?.actionResponses.map(({ data }) => readObservation(data)) ?? [];
			memory.answers.push(...answers);
			const { nextStep = 0 } = (response?.metadata ?? {}) as Partial<AgentStep>;
			if (nextStep === 0) memory.tool = faceOf(await getTool(this));
			if (memory.tool === undefined) return [[]];
			const items = this.getInputData();
			const calls = steps[nextStep];
			if (style === 'engine' && calls !== undefined) {
				const metadata: AgentStep = { nextStep: nextStep + 1 };
				const actions = items.flatMap((_, itemIndex) =>
					Array.from({ length: calls }, (__, call) =>
						requestCall(args, toolNodeName, itemIndex, `call_${nextStep}_${itemIndex}_${call}`),
					),
				);
				return { actions, metadata };
			}
			if (style === 'direct') {
				// Each item gets the tool anew.
				await Promise.all(items.map(async () => await callTool(await getTool(this))));
			}
			return [[{ json: { answer: memory.answers[0] } }]];
		},
	};

	async function callTool(tool: Tool | undefined): Promise<void> {
		for (const calls of steps) {
			const called = Array.from({ length: calls }, async () => await tool?.invoke(args));
			for (const call of await Promise.allSettled(called)) {
				if (call.status === 'fulfilled') memory.answers.push(String(call.value));
				else memory.error ??= call.reason;
			}
			if (memory.error !== undefined) return;
		}
	}
}

/** What an agent gives the engine to keep until its calls are answered. */
interface AgentStep {
	nextStep: number;
}

async function getTool(context: IExecuteFunctions): Promise<Tool | undefined> {
	const tools = (await context.getInputConnectionData(NodeConnectionTypes.AiTool, 0)) as Tool[];
	return tools[0];
}

function faceOf(tool: Tool | undefined): ToolFace | undefined {
	return tool && { name: tool.name, description: tool.description, schema: tool.schema };
}

function requestCall(
	input: IDataObject,
	nodeName: string,
	itemIndex: number,
	id: string,
): EngineRequest['actions'][number] {
	return {
		actionType: 'ExecutionNodeAction',
		nodeName,
		input,
		type: NodeConnectionTypes.AiTool,
		id,
		metadata: { itemIndex },
	};
}

/** The text that n8n's AI Agent makes of a tool's run. */
function readObservation(run: ITaskData): string {
	const items = run.data?.ai_tool?.[0]?.map(({ json }) => json) ?? [];
	if (items.length > 0) return JSON.stringify(items);
	if (run.error === undefined) return JSON.stringify('');
	return JSON.stringify({ error: run.error.message, errorType: run.error.name });
}
