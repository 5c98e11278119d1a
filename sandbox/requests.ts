import type { IncomingHttpHeaders } from 'node:http';
import type { z } from 'zod';
import type { FaultPlan } from './faults';
import { refuse } from './refusals';

export interface ReceivedRequest {
	method: string;
	path: string;
	query: { raw: string; parsed: Record<string, string[]> };
	headers: IncomingHttpHeaders;
	/** Parsed JSON, or the text as received if it isn't JSON. */
	body: unknown;
	at: Date;
	/** What was answered; undefined if nothing was. */
	status: number | undefined;
}

/** The requests received, in order, and how many of them at once. */
export class RequestLog {
	readonly requests: ReceivedRequest[] = [];
	private received = 0;
	private inFlight = 0;
	private peak = 0;

	constructor(private readonly recording: boolean) {}

	/** How many came in, recorded or not. */
	get count(): number {
		return this.received;
	}

	get peakInFlight(): number {
		return this.peak;
	}

	record(request: ReceivedRequest): void {
		if (this.recording) this.requests.push(request);
	}

	/** Counts a request as in flight. The function it returns ends that, however often it is called. */
	enter(): () => void {
		this.received += 1;
		this.inFlight += 1;
		this.peak = Math.max(this.peak, this.inFlight);
		let left = false;
		return () => {
			if (left) return;
			left = true;
			this.inFlight -= 1;
		};
	}

	clear(): void {
		this.requests.length = 0;
		this.received = 0;
	}

	resetPeak(): void {
		this.peak = this.inFlight;
	}
}

/** What the hooks remember of a request while it is answered. */
declare module 'fastify' {
	interface FastifyRequest {
		faultPlan: FaultPlan;
		received: ReceivedRequest | undefined;
		leaveFlight: () => void;
	}
}

/** Throws "Invalid JSON format" for what isn't JSON, an empty body included. */
export function parseJson(body: unknown): unknown {
	try {
		return JSON.parse(typeof body === 'string' ? body : '');
	} catch {
		throw refuse('Invalid JSON format');
	}
}

/** Throws "Invalid data provided" for JSON that isn't shaped like that. */
export function readBody<T extends z.ZodTypeAny>(schema: T, body: unknown): z.output<T> {
	const result = schema.safeParse(parseJson(body));
	if (!result.success) throw refuse('Invalid data provided');
	return result.data;
}

/** For the record of what came in: the text itself if it isn't JSON. */
export function parseLeniently(body: unknown): unknown {
	if (typeof body !== 'string') return undefined;
	try {
		return JSON.parse(body);
	} catch {
		return body;
	}
}
