import { z } from 'zod';
import { ERROR_SHAPES, type ErrorShape } from './errorShapes';
import { createRandom } from './random';

/** When a fault applies; without any of these, to every request and for ever. */
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
};

const when = z.enum(['beforeCommit', 'afterCommit']);
const failureStatus = z.number().int().min(400).max(599);

/** Change how a request is answered; any number of them can apply to one request. */
const modifiers = [
	z
		.object({
			...conditions,
			kind: z.literal('latency'),
			ms: z.number().min(0),
			when: when.optional(),
		})
		.strict(),
	z.object({ ...conditions, kind: z.literal('ignoreFilter') }).strict(),
	z
		.object({ ...conditions, kind: z.literal('clampSize'), size: z.number().int().positive() })
		.strict(),
	z.object({ ...conditions, kind: z.literal('errorShape'), shape: z.enum(ERROR_SHAPES) }).strict(),
] as const;

/** Decide what becomes of a request; the first that applies wins, the others stay unused. */
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
	z.object({ ...conditions, kind: z.literal('hang'), when: when.optional() }).strict(),
	z.object({ ...conditions, kind: z.literal('statusAfterCommit'), status: failureStatus }).strict(),
	z.object({ ...conditions, kind: z.literal('truncate') }).strict(),
] as const;

export const faultSchema = z.discriminatedUnion('kind', [...modifiers, ...outcomes]);

export type Fault = z.input<typeof faultSchema>;
export type FaultKind = Fault['kind'];
export type Outcome = Extract<
	Fault,
	{ kind: 'status' | 'refuse' | 'loseAnswer' | 'hang' | 'statusAfterCommit' | 'truncate' }
>;

/** What is to go wrong with one request. */
export interface FaultPlan {
	latencyBeforeCommitMs: number;
	latencyAfterCommitMs: number;
	ignoreFilter: boolean;
	clampSize: number;
	errorShape: ErrorShape | undefined;
	outcome: Outcome | undefined;
}

export interface ActiveFault {
	/** How often it has applied. */
	readonly applied: number;
	remove(): void;
}

interface Entry {
	fault: Fault;
	path: RegExp | undefined;
	matched: number;
	applied: number;
	random: () => number;
}

export function planNothing(): FaultPlan {
	return {
		latencyBeforeCommitMs: 0,
		latencyAfterCommitMs: 0,
		ignoreFilter: false,
		clampSize: Number.POSITIVE_INFINITY,
		errorShape: undefined,
		outcome: undefined,
	};
}

/** The faults that are on, and the plan they make for a request. */
export class FaultBook {
	private readonly entries: Entry[] = [];
	private added = 0;

	constructor(private readonly randomSeed: number) {}

	/** Throws a ZodError or a SyntaxError where the fault makes no sense. */
	add(fault: Fault): ActiveFault {
		const checked = faultSchema.parse(fault);
		const entry: Entry = {
			fault: checked,
			path: compilePath(checked.match?.path),
			matched: 0,
			applied: 0,
			// One source each, so that adding a fault doesn't change what the others do.
			random: createRandom(this.randomSeed + this.added),
		};
		this.added += 1;
		this.entries.push(entry);
		return {
			get applied() {
				return entry.applied;
			},
			remove: () => {
				const position = this.entries.indexOf(entry);
				if (position !== -1) this.entries.splice(position, 1);
			},
		};
	}

	clear(): void {
		this.entries.length = 0;
		this.added = 0;
	}

	plan(method: string, path: string): FaultPlan {
		const plan = planNothing();
		for (const entry of this.entries) {
			if (isOutcome(entry.fault) && plan.outcome) continue;
			if (applies(entry, method, path)) include(plan, entry.fault);
		}
		return plan;
	}
}

function compilePath(path: string | RegExp | undefined): RegExp | undefined {
	return typeof path === 'string' ? new RegExp(`^(?:${path})$`) : path;
}

function applies(entry: Entry, method: string, path: string): boolean {
	const { match, times = Number.POSITIVE_INFINITY, every = 1, probability = 1 } = entry.fault;
	if (match?.method !== undefined && match.method.toUpperCase() !== method) return false;
	// `search` ignores the position a global expression would remember between requests.
	if (entry.path && path.search(entry.path) === -1) return false;
	if (entry.applied >= times) return false;
	entry.matched += 1;
	if (entry.matched % every !== 0) return false;
	if (probability < 1 && entry.random() >= probability) return false;
	entry.applied += 1;
	return true;
}

function isOutcome(fault: Fault): fault is Outcome {
	return !['latency', 'ignoreFilter', 'clampSize', 'errorShape'].includes(fault.kind);
}

function include(plan: FaultPlan, fault: Fault): void {
	switch (fault.kind) {
		case 'latency':
			if (fault.when === 'afterCommit') plan.latencyAfterCommitMs += fault.ms;
			else plan.latencyBeforeCommitMs += fault.ms;
			return;
		case 'ignoreFilter':
			plan.ignoreFilter = true;
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
