import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { setMaxListeners } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import type { LateWork } from './lateWork';
import {
	ERROR_SHAPES,
	type ErrorShape,
	describeStatus,
	findStatusOf,
	sendError,
	shapeError,
} from './refusals';

/** A repeatable source of numbers in [0, 1) (mulberry32), so that a failing run can be run again. */
export function createRandom(seed: number): () => number {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = state;
		mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
	};
}

/** When a fault applies; by default, to every request, forever. */
const conditions = {
	match: z
		.object({
			method: z.string().optional(),
			/** A string is a regular expression for the whole path, without the query. */
			path: z.union([z.string(), z.instanceof(RegExp)]).optional(),
		})
		.strict()
		.optional(),
	/** How often it applies before it is used up. */
	times: z.number().positive().optional(),
	/** Applies to every nth matching request: 3 leaves two alone, then applies. */
	every: z.number().int().positive().optional(),
	/** Applies with this probability, from a seeded source. */
	probability: z.number().min(0).max(1).optional(),
	/** Never applies twice to the same request: one that is sent again gets past it. Default false. */
	sparesRepeats: z.boolean().optional(),
};

const when = z.enum(['beforeCommit', 'afterCommit']);
const failureStatus = z.number().int().min(400).max(599);

/** Change how a request is answered; any number of them can apply to one request. */
const modifiers = [
	z
		.object({
			...conditions,
			kind: z.literal('latency'),
			/** Milliseconds; the median if `spread` is given. */
			ms: z.number().min(0),
			/** How much it varies: the sigma of a log-normal distribution. Default 0. */
			spread: z.number().min(0).optional(),
			when: when.optional(),
		})
		.strict(),
	/** Holds requests back until the fault is removed, or turned off with all others. */
	z
		.object({
			...conditions,
			kind: z.literal('hold'),
			/** Releases all of them, and holds none any more, once it holds this many. */
			until: z.number().int().positive().optional(),
			when: when.optional(),
		})
		.strict(),
	z.object({ ...conditions, kind: z.literal('ignoreFilter') }).strict(),
	/** Lists show an order only this many milliseconds after it was placed. */
	z.object({ ...conditions, kind: z.literal('listLag'), ms: z.number().min(0) }).strict(),
	z
		.object({ ...conditions, kind: z.literal('clampSize'), size: z.number().int().positive() })
		.strict(),
	z.object({ ...conditions, kind: z.literal('errorShape'), shape: z.enum(ERROR_SHAPES) }).strict(),
] as const;

/** Decide the outcome of a request; the first that applies wins, the others stay unused. */
const outcomes = [
	z
		.object({
			...conditions,
			kind: z.literal('status'),
			status: z.number().int().min(200).max(599),
			/** Seconds, or an HTTP date. */
			retryAfter: z.union([z.number(), z.string()]).optional(),
			body: z.unknown(),
			contentType: z.string().optional(),
		})
		.strict(),
	z
		.object({
			...conditions,
			kind: z.literal('refuse'),
			message: z.string(),
			status: failureStatus.optional(),
		})
		.strict(),
	z.object({ ...conditions, kind: z.literal('loseAnswer'), when }).strict(),
	/** The connection is cut at once, and the work is done this many milliseconds later. */
	z.object({ ...conditions, kind: z.literal('carryOutLater'), ms: z.number().min(0) }).strict(),
	z.object({ ...conditions, kind: z.literal('hang'), when: when.optional() }).strict(),
	z.object({ ...conditions, kind: z.literal('statusAfterCommit'), status: failureStatus }).strict(),
	z.object({ ...conditions, kind: z.literal('truncate') }).strict(),
] as const;

export const faultSchema = z.discriminatedUnion('kind', [...modifiers, ...outcomes]);

export type Fault = z.input<typeof faultSchema>;
export type FaultKind = Fault['kind'];
export type Outcome = Extract<
	Fault,
	{
		kind:
			| 'status'
			| 'refuse'
			| 'loseAnswer'
			| 'carryOutLater'
			| 'hang'
			| 'statusAfterCommit'
			| 'truncate';
	}
>;

/** What is to go wrong with one request. */
export interface FaultPlan {
	latencyBeforeCommitMs: number;
	latencyAfterCommitMs: number;
	holdsBeforeCommit: Hold[];
	holdsAfterCommit: Hold[];
	ignoreFilter: boolean;
	clampSize: number;
	listLagMs: number;
	errorShape: ErrorShape | undefined;
	outcome: Outcome | undefined;
	/** Reports that delayed work is done. */
	finish: () => void;
}

export interface ActiveFault {
	/** How often it has applied. */
	readonly applied: number;
	/** Resolves once it has applied this often. */
	hasApplied(times: number): Promise<void>;
	remove(): void;
}

/** Where requests wait for each other, or for the end of a fault. */
class Hold {
	private readonly opened = new AbortController();
	private held = 0;

	constructor(private readonly until = Number.POSITIVE_INFINITY) {
		setMaxListeners(Number.POSITIVE_INFINITY, this.opened.signal);
	}

	/** Waits, but no longer than until the sandbox stops. */
	async pass(stopping: AbortSignal): Promise<void> {
		this.held += 1;
		if (this.held >= this.until) this.open();
		await Promise.race([untilAborted(this.opened.signal), untilAborted(stopping)]);
	}

	open(): void {
		this.opened.abort();
	}
}

interface Entry {
	fault: Fault;
	path: RegExp | undefined;
	matched: number;
	applied: number;
	random: () => number;
	hold: Hold;
	/** The requests that it has applied to, if it spares their repeats. */
	hit: Set<string>;
	/** Called each time it applies. */
	watchers: Set<() => void>;
}

export function planNothing(): FaultPlan {
	return {
		latencyBeforeCommitMs: 0,
		latencyAfterCommitMs: 0,
		holdsBeforeCommit: [],
		holdsAfterCommit: [],
		ignoreFilter: false,
		clampSize: Number.POSITIVE_INFINITY,
		listLagMs: 0,
		errorShape: undefined,
		outcome: undefined,
		finish: () => undefined,
	};
}

/** The faults that are on, and the plan they make for a request. */
export class FaultBook {
	private readonly entries: Entry[] = [];
	private added = 0;

	constructor(private readonly randomSeed: number) {}

	/** Throws a ZodError or a SyntaxError if the fault is invalid. */
	add(fault: Fault): ActiveFault {
		const checked = faultSchema.parse(fault);
		const entry: Entry = {
			fault: checked,
			path: compilePath(checked.match?.path),
			matched: 0,
			applied: 0,
			// One source each, so that adding a fault doesn't change what the others do.
			random: createRandom(this.randomSeed + this.added),
			hold: new Hold(checked.kind === 'hold' ? checked.until : undefined),
			hit: new Set(),
			watchers: new Set(),
		};
		this.added += 1;
		this.entries.push(entry);
		return {
			get applied() {
				return entry.applied;
			},
			hasApplied: async (times) => {
				while (entry.applied < times) {
					await new Promise<void>((resolve) => entry.watchers.add(resolve));
				}
			},
			remove: () => {
				const position = this.entries.indexOf(entry);
				if (position !== -1) this.entries.splice(position, 1);
				entry.hold.open();
			},
		};
	}

	clear(): void {
		for (const { hold } of this.entries.splice(0)) hold.open();
		this.added = 0;
	}

	/** @param content what distinguishes a request from others with its method and path */
	plan(method: string, path: string, content = ''): FaultPlan {
		const plan = planNothing();
		for (const entry of this.entries) {
			if (isOutcome(entry.fault) && plan.outcome) continue;
			if (applies(entry, method, path, content)) include(plan, entry);
		}
		return plan;
	}
}

function compilePath(path: string | RegExp | undefined): RegExp | undefined {
	return typeof path === 'string' ? new RegExp(`^(?:${path})$`) : path;
}

function applies(entry: Entry, method: string, path: string, content: string): boolean {
	const { match, times = Number.POSITIVE_INFINITY, every = 1, probability = 1 } = entry.fault;
	if (match?.method !== undefined && match.method.toUpperCase() !== method) return false;
	// `search` ignores the position a global expression would remember between requests.
	if (entry.path && path.search(entry.path) === -1) return false;
	if (entry.applied >= times) return false;
	const request = entry.fault.sparesRepeats ? `${method} ${path} ${content}` : undefined;
	if (request !== undefined && entry.hit.has(request)) return false;
	entry.matched += 1;
	if (entry.matched % every !== 0) return false;
	if (probability < 1 && entry.random() >= probability) return false;
	entry.applied += 1;
	if (request !== undefined) entry.hit.add(request);
	for (const tell of entry.watchers) tell();
	entry.watchers.clear();
	return true;
}

function isOutcome(fault: Fault): fault is Outcome {
	return modifiers.every(({ shape }) => shape.kind.value !== fault.kind);
}

/** A number of the standard normal distribution (Box-Muller). */
function drawNormal(random: () => number): number {
	return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

function include(plan: FaultPlan, { fault, random, hold }: Entry): void {
	switch (fault.kind) {
		case 'latency': {
			const ms = fault.ms * Math.exp((fault.spread ?? 0) * drawNormal(random));
			if (fault.when === 'afterCommit') plan.latencyAfterCommitMs += ms;
			else plan.latencyBeforeCommitMs += ms;
			return;
		}
		case 'hold':
			if (fault.when === 'afterCommit') plan.holdsAfterCommit.push(hold);
			else plan.holdsBeforeCommit.push(hold);
			return;
		case 'ignoreFilter':
			plan.ignoreFilter = true;
			return;
		case 'listLag':
			plan.listLagMs += fault.ms;
			return;
		case 'clampSize':
			plan.clampSize = Math.min(plan.clampSize, fault.size);
			return;
		case 'errorShape':
			plan.errorShape = fault.shape;
			return;
		default:
			plan.outcome = fault;
	}
}

/** What decides how requests go wrong. */
interface Misbehaviour {
	readonly faults: FaultBook;
	readonly lateWork: LateWork;
	readonly errorShape: ErrorShape;
}

/** What goes wrong before a route does its work. */
export function misbehaveBeforeCommit(
	app: FastifyInstance,
	state: Misbehaviour,
	stopping: AbortSignal,
): void {
	app.addHook('preHandler', async (request, reply) => {
		if (!request.received) return undefined;
		await state.lateWork.doWhatIsDue();
		const { path, query } = request.received;
		const plan = state.faults.plan(request.method, path, `${query.raw} ${String(request.body)}`);
		request.faultPlan = plan;
		await pause(plan.latencyBeforeCommitMs, stopping);
		for (const hold of plan.holdsBeforeCommit) await hold.pass(stopping);
		if (stopping.aborted) return dropConnection(request, reply);
		const { outcome } = plan;
		switch (outcome?.kind) {
			case 'status': {
				if (outcome.retryAfter !== undefined) {
					reply.header('retry-after', String(outcome.retryAfter));
				}
				if (outcome.body === undefined) {
					return sendError(
						request,
						reply,
						state.errorShape,
						outcome.status,
						describeStatus(outcome.status),
					);
				}
				reply.type(outcome.contentType ?? 'application/json; charset=utf-8');
				const { body } = outcome;
				return reply
					.code(outcome.status)
					.send(typeof body === 'string' ? body : JSON.stringify(body));
			}
			case 'refuse': {
				const status = outcome.status ?? findStatusOf(outcome.message);
				return sendError(request, reply, state.errorShape, status, outcome.message);
			}
			case 'hang':
				if (outcome.when === 'afterCommit') return undefined;
				return reply.hijack();
			case 'loseAnswer':
				if (outcome.when === 'afterCommit') return undefined;
				return dropConnection(request, reply);
			case 'carryOutLater': {
				request.raw.socket.destroy();
				const finish = await state.lateWork.putOff(outcome.ms, stopping);
				if (finish === undefined) return reply.hijack();
				plan.finish = finish;
				return undefined;
			}
			default:
				return undefined;
		}
	});
}

/** What goes wrong between the work and its answer. */
export function misbehaveAfterCommit(
	app: FastifyInstance,
	state: Misbehaviour,
	stopping: AbortSignal,
): void {
	app.addHook('onSend', async (request, reply, payload) => {
		const { received } = request;
		if (!received) return payload;
		const { outcome, latencyAfterCommitMs, holdsAfterCommit } = request.faultPlan;
		await pause(latencyAfterCommitMs, stopping);
		for (const hold of holdsAfterCommit) await hold.pass(stopping);
		if (outcome?.kind === 'hang') await untilAborted(stopping);
		if (outcome?.kind === 'carryOutLater') {
			request.faultPlan.finish();
			return payload;
		}
		if (outcome?.kind === 'loseAnswer' || stopping.aborted) {
			// What is then written to the destroyed socket goes nowhere.
			request.raw.socket.destroy();
			return payload;
		}
		let answer = payload;
		switch (outcome?.kind) {
			case 'statusAfterCommit': {
				const shape = request.faultPlan.errorShape ?? state.errorShape;
				const body = shapeError(describeStatus(outcome.status), shape);
				reply.code(outcome.status).removeHeader('content-type');
				if (body.contentType !== undefined) reply.type(body.contentType);
				answer = body.text;
				break;
			}
			case 'truncate':
				answer = cutInHalf(payload);
				break;
			default:
		}
		received.status = reply.statusCode;
		// Before the client can know: it may send its next request at once.
		request.leaveFlight();
		return answer;
	});
}

function dropConnection(request: FastifyRequest, reply: FastifyReply): FastifyReply {
	reply.hijack();
	request.raw.socket.destroy();
	return reply;
}

function cutInHalf(payload: unknown): unknown {
	if (typeof payload !== 'string' && !Buffer.isBuffer(payload)) return payload;
	return payload.slice(0, Math.floor(payload.length / 2));
}

/** Waits, but no longer than until the sandbox stops. */
async function pause(ms: number, stopping: AbortSignal): Promise<void> {
	if (ms === 0 || stopping.aborted) return;
	await wait(ms, undefined, { signal: stopping }).catch(() => undefined);
}

function untilAborted(signal: AbortSignal): Promise<void> {
	return new Promise((resolve) => {
		if (signal.aborted) resolve();
		else signal.addEventListener('abort', () => resolve(), { once: true });
	});
}
