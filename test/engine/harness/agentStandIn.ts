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

/** What the agent got to know; filled while it runs. */
export interface AgentMemory {
	tool?: ToolFace;
	/** The text the model reads after its call. */
	answer?: string;
	/** What the tool threw at an agent that calls it itself. */
	error?: unknown;
}

/**
 * An AI agent whose model makes exactly one call, with the arguments given.
 *
 * @param memory receives what the agent saw
 */
export function agentStandIn(
	args: IDataObject,
	style: ToolCallStyle,
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
			const result = response?.actionResponses[0];
			if (result !== undefined) {
				memory.answer = readObservation(result.data as ITaskData);
				return [[{ json: { answer: memory.answer } }]];
			}
			const tools = (await this.getInputConnectionData(NodeConnectionTypes.AiTool, 0)) as Tool[];
			const tool = tools[0];
			if (tool === undefined) return [[]];
			memory.tool = { name: tool.name, description: tool.description, schema: tool.schema };
			if (style === 'engine') return requestCall(args, toolNodeName);
			try {
				memory.answer = String(await tool.invoke(args));
			} catch (error) {
				memory.error = error;
			}
			return [[{ json: { answer: memory.answer } }]];
		},
	};
}

function requestCall(input: IDataObject, nodeName: string): EngineRequest {
	return {
		actions: [
			{
				actionType: 'ExecutionNodeAction',
				nodeName,
				input,
				type: NodeConnectionTypes.AiTool,
				id: 'call_1',
				metadata: { itemIndex: 0 },
			},
		],
		metadata: {},
	};
}

/** The text that n8n's AI Agent makes of a tool's run. */
function readObservation(run: ITaskData): string {
	const items = run.data?.ai_tool?.[0]?.map(({ json }) => json) ?? [];
	if (items.length > 0) return JSON.stringify(items);
	if (run.error === undefined) return JSON.stringify('');
	return JSON.stringify({ error: run.error.message, errorType: run.error.name });
}
