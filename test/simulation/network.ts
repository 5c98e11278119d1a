import type { IDataObject, IHttpRequestOptions, INode } from 'n8n-workflow';

import type { Owner, VirtualClock } from './clock';
import type { Tell } from './execution';
import type { Fault } from './faults';
import { drawFault, isInDoubt, nameFault, socketError, wrapError } from './faults';
import type { Answer, Impilo, Request, Sender } from './impilo';
import type { Plan } from './plan';
import type { Random } from './random';

/** A request as it went, for the oracle. */
export interface Sent extends Request {
	/** Whether anything went wrong with it. */
	isFaulty: boolean;
	/** Whether its sender can't know whether it was carried out. */
	isInDoubt: boolean;
	/** When its sender heard of it; undefined where never. */
	answeredMs?: number;
	/** Longer on its way than the node can be expected to wait. */
	isVeryLate: boolean;
}

/** What n8n's helper gives with `returnFullResponse`. */
interface FullResponse {
	statusCode: number;
	headers: Record<string, string>;
	body: AsyncIterable<Uint8Array> & { destroy: () => void };
}

const LATER_MS = [3_000, 8_000, 20_000];
const LATER_AFTER_503_MS = [2_000, 5_000];
const VERY_LATE_MS = 45_000;

/** The way between the processes of n8n and Impilo, on which anything may happen. */
export class Network {
	readonly sent: Sent[] = [];

	/** Hears of each request as it's sent. */
	onSend: (sent: Sent) => void = () => {};

	constructor(
		private readonly clock: VirtualClock,
		private readonly impilo: Impilo,
		private readonly plan: Plan,
		private readonly random: Random,
		private readonly count: (branch: string) => void,
		private readonly tell: Tell,
	) {}

	/** Sends a request, and gives what n8n's helper gives or throws. */
	async send(
		options: IHttpRequestOptions,
		node: INode,
		sender: Sender,
		owner: Owner,
		signal: AbortSignal,
	): Promise<FullResponse> {
		const { clock, random } = this;
		const { method = 'GET', qs, body, timeout = 0 } = options;
		const request: Sent = {
			method,
			path: new URL(options.url).pathname.replace('/api/v3', ''),
			query: structuredClone((qs ?? {}) as IDataObject),
			body: structuredClone((body ?? {}) as IDataObject),
			sender,
			sentMs: clock.now,
			isFaulty: false,
			isInDoubt: false,
			isVeryLate: false,
		};
		this.sent.push(request);
		this.onSend(request);
		const fault = this.drawFault(request);
		request.isFaulty = fault !== undefined;
		request.isInDoubt = fault !== undefined && isInDoubt(fault);
		const thereMs = 10 + random.below(150);
		const backMs = 10 + random.below(150);
		const name = `${sender.run} ${method} ${request.path}`;
		return await new Promise<FullResponse>((resolve, reject) => {
			const heard = (what: string, settle: () => void, ms: number): void =>
				clock.after(
					ms,
					() => {
						request.answeredMs ??= clock.now;
						this.tell(() => `${name} -> ${what}`);
						settle();
					},
					owner,
				);
			const carryOut = (): Answer => {
				const answer = this.impilo.answer(request);
				this.tell(() => `${name} ${describe(request)} carried out: ${answer.status}`);
				return answer;
			};
			signal.addEventListener('abort', () => {
				if (request.answeredMs !== undefined) return;
				request.isInDoubt = true;
				request.isFaulty = true;
				reject(wrapError(node, 'ERR_CANCELED'));
			});
			if (fault === undefined) {
				clock.after(thereMs, () => {
					const answer = carryOut();
					heard(`${answer.status}`, () => resolve(fullResponse(answer)), backMs);
				});
				return;
			}
			const { carried, seen } = fault;
			const failsMs = seen === 'timeout' ? timeout : thereMs + backMs;
			const laterMs = this.drawDelay(seen, request);
			if (carried === 'later')
				clock.after((seen === 'timeout' ? timeout : thereMs) + laterMs, carryOut);
			if (carried !== 'now') {
				heard(`${seen}`, () => this.fail(fault, node, undefined, resolve, reject), failsMs);
				return;
			}
			clock.after(thereMs, () => {
				const answer = carryOut();
				heard(
					`${seen}`,
					() => this.fail(fault, node, answer, resolve, reject),
					Math.max(backMs, failsMs - thereMs),
				);
			});
		});
	}

	private drawFault({ method, path }: Request): Fault | undefined {
		const { clock, plan, random } = this;
		const isChange = method !== 'GET' && !path.endsWith('find-by-email');
		const of = isChange ? 'change' : 'read';
		const isOut = plan.outages.some(
			({ method: failing, fromMs, toMs }) =>
				failing === method && clock.now >= fromMs && clock.now < toMs,
		);
		if (isOut) {
			this.count(`outage: ${method}`);
			return { carried: 'never', seen: 503 };
		}
		if (!random.chance(plan.faultsPerMille / 1_000)) return undefined;
		const fault = drawFault(random, of);
		// Nothing keeps a change that comes late from undoing one that was made after it.
		const isPost = method === 'POST';
		const { carried, seen } = fault;
		const possible = carried === 'later' && !isPost ? ({ carried: 'now', seen } as const) : fault;
		this.count(nameFault(of, possible));
		return possible;
	}

	private drawDelay(seen: Fault['seen'], request: Sent): number {
		const { random } = this;
		if (seen === 503) return random.pick(LATER_AFTER_503_MS);
		// What can't be looked for is never sent again, however late it comes.
		const canBeFound = ['/order', '/patient'].includes(request.path);
		if (!random.chance(canBeFound ? 0.02 : 0.2)) return random.pick(LATER_MS);
		request.isVeryLate = true;
		this.count('very late');
		return VERY_LATE_MS;
	}

	private fail(
		{ seen }: Fault,
		node: INode,
		answer: Answer | undefined,
		resolve: (response: FullResponse) => void,
		reject: (error: Error) => void,
	): void {
		switch (seen) {
			case 'reset':
			case 'refused':
			case 'noRoute': {
				const cause = socketError(seen);
				return reject(wrapError(node, String(Reflect.get(cause, 'code')), cause));
			}
			case 'timeout':
				return reject(wrapError(node, 'ECONNABORTED'));
			case 'cut':
				return resolve(fullResponse(answer ?? { status: 200 }, {}, 'cut'));
			case 'empty':
				return resolve(fullResponse(answer ?? { status: 200 }, {}, 'empty'));
			case 'throttled': {
				const headers: Record<string, string> = this.random.chance(0.5)
					? { 'retry-after': '2' }
					: {};
				this.count(`429 ${'retry-after' in headers ? 'with' : 'without'} Retry-After`);
				return resolve(fullResponse({ status: 429, body: { message: 'slow down' } }, headers));
			}
			default:
				return resolve(fullResponse({ status: seen, body: '<html>gateway</html>' }));
		}
	}
}

function describe({ query, body }: Request): string {
	const { externalOrderId, externalIdentifier } = query;
	return JSON.stringify(externalOrderId ?? externalIdentifier ?? body).slice(0, 300);
}

function fullResponse(
	{ status, body }: Answer,
	headers: Record<string, string> = {},
	end: 'whole' | 'cut' | 'empty' = 'whole',
): FullResponse {
	const text =
		body === undefined || end === 'empty'
			? ''
			: typeof body === 'string'
				? body
				: JSON.stringify(body);
	const bytes = Buffer.from(end === 'cut' ? text.slice(0, text.length / 2) : text);
	return {
		statusCode: status,
		headers,
		body: {
			destroy: () => {},
			[Symbol.asyncIterator]: async function* () {
				yield bytes;
				if (end === 'cut') throw socketError('reset');
			},
		},
	};
}
