import { setTimeout as wait } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { shapeError } from './errorShapes';
import { findStatusOf } from './refusals';
import { describeStatus, sendError } from './sendError';
import type { SandboxState } from './state';

/** What goes wrong before a route does its work. */
export function misbehaveBeforeCommit(
	app: FastifyInstance,
	state: SandboxState,
	stopping: AbortSignal,
): void {
	app.addHook('preHandler', async (request, reply) => {
		if (!request.received) return undefined;
		const plan = state.faults.plan(request.method, request.received.path);
		request.faultPlan = plan;
		await pause(plan.latencyBeforeCommitMs, stopping);
		if (stopping.aborted) return dropConnection(request, reply);
		const { outcome } = plan;
		switch (outcome?.kind) {
			case 'status': {
				if (outcome.retryAfter !== undefined) {
					reply.header('retry-after', String(outcome.retryAfter));
				}
				if (outcome.body === undefined) {
					return sendError(request, reply, state, outcome.status, describeStatus(outcome.status));
				}
				reply.type(outcome.contentType ?? 'application/json; charset=utf-8');
				const { body } = outcome;
				return reply
					.code(outcome.status)
					.send(typeof body === 'string' ? body : JSON.stringify(body));
			}
			case 'refuse': {
				const status = outcome.status ?? findStatusOf(outcome.message);
				return sendError(request, reply, state, status, outcome.message);
			}
			case 'hang':
				if (outcome.when === 'afterCommit') return undefined;
				return reply.hijack();
			case 'loseAnswer':
				if (outcome.when === 'afterCommit') return undefined;
				return dropConnection(request, reply);
			default:
				return undefined;
		}
	});
}

/** What goes wrong between the work and its answer. */
export function misbehaveAfterCommit(
	app: FastifyInstance,
	state: SandboxState,
	stopping: AbortSignal,
): void {
	app.addHook('onSend', async (request, reply, payload) => {
		const { received } = request;
		if (!received) return payload;
		const { outcome, latencyAfterCommitMs } = request.faultPlan;
		await pause(latencyAfterCommitMs, stopping);
		if (outcome?.kind === 'hang') await untilAborted(stopping);
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
