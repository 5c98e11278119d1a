import { randomUUID } from 'node:crypto';

import { fastify } from 'fastify';
import { z } from 'zod';

/**
 * A chat model that can look up the order a person names, and tell its status. With the tools to change
 * something, it does what a person wants without asking: it checks orders and places them, voids orders,
 * and disenrolls patients.
 */
export interface ChatModel {
	/** As the Base URL of a credential for OpenAI. */
	readonly url: string;
	/** What the tools have answered so far, as the model got to see it. */
	readonly toolAnswers: readonly string[];
	stop(): Promise<void>;
}

const HOST = '127.0.0.1';
const ORDER_NUMBER = /\b[\w-]*\d\b/;
const CHECK_TOOL = 'Check_order';
const PLACE_TOOL = 'Place_order';
/** What a person may ask for, by the tool for it, which takes what the person names. */
const WISHES = {
	[PLACE_TOOL]:
		/send (?<count>\d+) of kit (?<kit_id>\d+) to patient (?<patient>[\w-]+), order number (?<order_number>[\w-]+)/,
	Void_order: /void order (?<order_number>[\w-]+)/,
	Disenroll_patient: /disenroll patient (?<patient>[\w-]+)/,
};

const message = z.object({ role: z.string(), content: z.unknown() });
/** What is read of a request; the shape is OpenAI's chat completions. */
const completionRequest = z.object({
	model: z.string(),
	/** Whether the answer is to come in pieces, as events. */
	stream: z.boolean().default(false),
	messages: z.array(message),
	tools: z.array(z.object({ function: z.object({ name: z.string() }) })).default([]),
});

type Message = z.output<typeof message>;

interface Answer {
	content: string | null;
	tool_calls?: object[];
}

/** Starts the stand-in on this machine only. */
export async function startChatModel(): Promise<ChatModel> {
	const toolAnswers: string[] = [];
	const app = fastify({ forceCloseConnections: true });
	app.post('/v1/chat/completions', async (request, reply) => {
		const { model, stream, messages, tools } = completionRequest.parse(request.body);
		const last = messages.at(-1);
		if (last?.role === 'tool') toolAnswers.push(readText(last));
		const names = tools.map(({ function: { name } }) => name);
		const answer = names.includes(CHECK_TOOL) ? answerWish(messages) : answerTo(last, names[0]);
		if (!stream) return complete(model, answer);
		void reply.type('text/event-stream');
		return `data: ${JSON.stringify(completeInOnePiece(model, answer))}\n\ndata: [DONE]\n\n`;
	});
	const url = await app.listen({ host: HOST, port: 0 });
	return { url: `${url}/v1`, toolAnswers, stop: async () => await app.close() };
}

/** A content may also be a list of parts. */
function readText(last: Message | undefined): string {
	const content = last?.content;
	return typeof content === 'string' ? content : JSON.stringify(content ?? '');
}

function tellStatus(toolAnswer: string): string {
	const status = /"currentStatus":\s*"(\w+)"/.exec(toolAnswer)?.[1];
	return status === undefined ? 'I could not find this order.' : `Your order is at: ${status}.`;
}

/** Asks for the order number, looks it up, or tells what the look-up has given. */
function answerTo(last: Message | undefined, tool: string | undefined): Answer {
	if (last?.role === 'tool') return { content: tellStatus(readText(last)) };
	const orderNumber = ORDER_NUMBER.exec(readText(last))?.[0];
	if (orderNumber === undefined || tool === undefined) {
		return { content: 'Which order number do you have?' };
	}
	return callTool(tool, { order_number: orderNumber });
}

/** Does what a person wants, an order only if the check has nothing against it, and tells the outcome. */
function answerWish(messages: readonly Message[]): Answer {
	const last = messages.at(-1);
	const isChecked = last?.role === 'tool' && readText(last).includes('"canBePlaced":true');
	if (last?.role === 'tool' && !isChecked) return { content: tellOutcome(readText(last)) };
	const request = readText(messages.findLast(({ role }) => role === 'user'));
	for (const [tool, words] of Object.entries(WISHES)) {
		const wanted = words.exec(request)?.groups;
		if (wanted === undefined) continue;
		if (tool === PLACE_TOOL && !isChecked) return callTool(CHECK_TOOL, { ...wanted });
		return callTool(tool, { toolParameters: wanted, hitlParameters: { summary: request } });
	}
	return { content: 'What shall I do?' };
}

/** What stands in the answers of tools that have done something. */
const DONE = {
	'"currentStatus":"orderPlaced"': 'placed',
	'"voided":true': 'void',
	'"disenrolled":true': 'disenrolled',
};

function tellOutcome(toolAnswer: string): string {
	if (toolAnswer.includes('User rejected')) return 'Nothing was done.';
	const [, id] = /"id":\s*(\d+)/.exec(toolAnswer) ?? [];
	for (const [done, words] of Object.entries(DONE)) {
		if (toolAnswer.includes(done)) return `${id} is ${words}.`;
	}
	const howToFix = /"howToFix":\s*"([^"]+)"/.exec(toolAnswer)?.[1];
	return `It cannot be placed. ${howToFix}`;
}

function callTool(name: string, parameters: object): Answer {
	const call = { name, arguments: JSON.stringify(parameters) };
	return {
		content: null,
		tool_calls: [{ index: 0, id: `call_${randomUUID()}`, type: 'function', function: call }],
	};
}

function complete(model: string, answer: Answer) {
	return {
		id: 'chatcmpl-1',
		object: 'chat.completion',
		created: 0,
		model,
		choices: [{ index: 0, message: { role: 'assistant', ...answer }, ...reasonToEnd(answer) }],
		usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
	};
}

function completeInOnePiece(model: string, answer: Answer) {
	return {
		id: 'chatcmpl-1',
		object: 'chat.completion.chunk',
		created: 0,
		model,
		choices: [{ index: 0, delta: { role: 'assistant', ...answer }, ...reasonToEnd(answer) }],
	};
}

function reasonToEnd({ tool_calls: toolCalls }: Answer) {
	return { finish_reason: toolCalls === undefined ? 'stop' : 'tool_calls' };
}
