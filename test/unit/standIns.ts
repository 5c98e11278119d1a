import type { IExecuteFunctions, INode } from 'n8n-workflow';

import { ImpiloClient } from '../../nodes/Impilo/api/client';
import type { Clock } from '../../nodes/Impilo/api/clock';
import type { Connection } from '../../nodes/Impilo/api/connection';
import { RequestGate } from '../../nodes/Impilo/api/gate';
import type { Outcome } from '../../nodes/Impilo/api/outcome';
import type { ImpiloRequest } from '../../nodes/Impilo/api/request';
import { InputRefusal } from '../../nodes/Impilo/fields/refusal';
import type { ValueOf } from '../../nodes/Impilo/run/parameters';
import type { OperationRun } from '../../nodes/Impilo/run/runItems';

export type Transmit = Connection['transmit'];

export const API_KEY = 'test-key-5550100';
export const TIMEOUT_MS = 60_000;

export const NODE: INode = {
	id: 'node',
	name: 'Impilo',
	type: 'n8n-nodes-impilo.impilo',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};
/** The node as n8n offers it to an AI agent. */
export const TOOL: INode = { ...NODE, type: 'n8n-nodes-impilo.impiloTool' };

/** What the node asks of n8n while it runs, with the parameters of each item given by the test. */
export function createContext(
	items: Array<Record<string, unknown>>,
	{
		node = NODE,
		continues = false,
		timezone = 'UTC',
		executionId = undefined as unknown,
		runIndex = 0,
	} = {},
): IExecuteFunctions {
	const shown: unknown[] = [];
	const context = {
		getNodeParameter: (name: string, itemIndex: number, otherwise?: unknown): unknown => {
			const parameters = items[itemIndex] ?? {};
			return name in parameters ? parameters[name] : otherwise;
		},
		getNode: () => node,
		getTimezone: () => timezone,
		// n8n gives the same JSON to each try.
		getInputData: () => items.map((json) => ({ json })),
		// Undefined if n8n has no ID for the execution.
		getExecutionId: () => executionId,
		evaluateExpression: (expression: string) =>
			expression === '{{ $runIndex }}' ? runIndex : undefined,
		addExecutionHints: (...hints: unknown[]) => void shown.push(...hints),
		shown,
		continueOnFail: () => continues,
	};
	return context as unknown as IExecuteFunctions;
}

/** A run of a node in which a test answers for Impilo, and the notes that it shows. */
export function createRun(
	items: Array<Record<string, unknown>>,
	settings: Parameters<typeof createContext>[1],
	answer: (request: ImpiloRequest) => Outcome,
): { run: OperationRun; hints: () => string[] } {
	const context = createContext(items, settings);
	const shown = jest.spyOn(context, 'addExecutionHints');
	const run: OperationRun = {
		context,
		client: createClient(async (request) => await Promise.resolve(answer(request))),
		valuesOf: (itemIndex) => valuesOf(items[itemIndex] ?? {}),
		itemCount: items.length,
		concurrency: 1,
	};
	return { run, hints: () => shown.mock.calls.flat().map(({ message }) => message) };
}

/** Nothing takes any time, but the clock goes on as if it had. */
export function createInstantClock(): Clock & { slept: number[] } {
	let nowMs = Date.UTC(2026, 0, 31);
	const slept: number[] = [];
	return {
		slept,
		now: () => nowMs,
		sleep: async (ms) => {
			slept.push(ms);
			nowMs += ms;
			await Promise.resolve();
		},
		random: () => 0.5,
	};
}

/** Time stands still until a test moves it. */
export class ManualClock implements Clock {
	private nowMs = 1_000_000;

	private sleepers: Array<{ wakeMs: number; wake: () => void }> = [];

	now(): number {
		return this.nowMs;
	}

	async sleep(ms: number): Promise<void> {
		const wakeMs = this.nowMs + ms;
		await new Promise<void>((wake) => this.sleepers.push({ wakeMs, wake }));
	}

	random(): number {
		return 0;
	}

	async advance(ms: number): Promise<void> {
		this.nowMs += ms;
		const due = this.sleepers.filter(({ wakeMs }) => wakeMs <= this.nowMs);
		this.sleepers = this.sleepers.filter(({ wakeMs }) => wakeMs > this.nowMs);
		for (const { wake } of due) wake();
		await settle();
	}
}

/** Lets everything happen that needs no time. */
export async function settle(): Promise<void> {
	await new Promise<void>((resolve) => setImmediate(resolve));
}

export function answered(
	status: number,
	body?: unknown,
	headers: Record<string, unknown> = {},
): Outcome {
	return { kind: 'answered', status, headers, body };
}

/** So that no client meets another one's turns. */
let accounts = 0;

/** Impilo's client as it is, with a connection that a test speaks for. */
export function createClient(
	transmit: Transmit,
	{ concurrency = 10, clock = createInstantClock() }: { concurrency?: number; clock?: Clock } = {},
): ImpiloClient {
	const gate = new RequestGate(concurrency, clock);
	const connection = {
		transmit,
		account: `test-${accounts++}`,
		apiKey: API_KEY,
		timeoutMs: TIMEOUT_MS,
	};
	return new ImpiloClient(connection, gate, clock);
}

/** A connection that answers from a script, and remembers what it was asked. */
export function createScript(...outcomes: Outcome[]): {
	transmit: Transmit;
	requests: ImpiloRequest[];
} {
	const requests: ImpiloRequest[] = [];
	return {
		requests,
		transmit: async (request) => {
			requests.push(request);
			const outcome = outcomes.shift();
			if (outcome === undefined) throw new Error('More requests than the script has answers');
			return await Promise.resolve(outcome);
		},
	};
}

export function pageOf(content: unknown[]): Outcome {
	return answered(200, { content, page: 1, size: 250, total: content.length, last: true });
}

/** The refusal of something that must refuse. */
export function refusalOf(action: () => unknown): { message: string; remedy: string } {
	try {
		action();
	} catch (thrown) {
		if (thrown instanceof InputRefusal) return { message: thrown.message, remedy: thrown.remedy };
		throw thrown;
	}
	throw new Error('Nothing was refused');
}

/** What a promise is rejected with. */
export async function rejectionOf(promise: Promise<unknown>): Promise<unknown> {
	return await promise.then(
		() => {
			throw new Error('The promise was not rejected');
		},
		(reason: unknown) => reason,
	);
}

/** Gives the parameters of an item; '' for those that it doesn't have. */
export function valuesOf(parameters: Record<string, unknown>): ValueOf {
	return (name) => (name in parameters ? parameters[name] : '');
}
