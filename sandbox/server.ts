import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import { setMaxListeners } from 'node:events';
import { addControlRoutes } from './control';
import { addDeviceRoutes } from './devices';
import { misbehaveAfterCommit, misbehaveBeforeCommit, planNothing } from './faults';
import { addInventoryRoutes } from './inventory';
import { addItemRoutes } from './items';
import { API_KEY_HEADER, checkKey } from './keys';
import { addKitRoutes } from './kits';
import { Query, splitTarget } from './lists';
import { addOrderRoutes } from './orders';
import { addPatientRoutes } from './patients';
import { Refusal, sendError, shapeError } from './refusals';
import { parseLeniently } from './requests';
import { addReadingRoutes } from './readings';
import { addReturnRoutes } from './returns';
import { addSiteRoutes } from './sites';
import type { SandboxState } from './state';
import { addSupportTicketRoutes } from './supportTickets';
import { addWebhookRoutes, addWebhookSecretRoutes } from './webhooks';

const BODY_LIMIT_BYTES = 5 * 1024 * 1024;
const API_PREFIX = '/api/';

export interface SandboxServer {
	app: FastifyInstance;
	/** Releases everything that hangs or waits. Call it before closing the app. */
	release(): void;
}

/** Combines routes, key check, faults and the record of requests. Doesn't listen yet. */
export function createServer(state: SandboxState): SandboxServer {
	const app = Fastify({
		bodyLimit: BODY_LIMIT_BYTES,
		forceCloseConnections: true,
		// For targets that cannot be decoded; they reach neither the hooks nor the record.
		frameworkErrors: (_error, _request, reply) => {
			const body = shapeError('Invalid data provided', state.errorShape);
			reply.hijack();
			reply.raw.writeHead(
				400,
				body.contentType === undefined ? {} : { 'content-type': body.contentType },
			);
			reply.raw.end(body.text);
		},
	});
	const stopping = new AbortController();
	// Every request that waits or hangs listens for the end.
	setMaxListeners(Number.POSITIVE_INFINITY, stopping.signal);
	app.decorateRequest('faultPlan');
	app.decorateRequest('received');
	app.decorateRequest('leaveFlight');

	// Bodies stay text until a route reads them: malformed JSON is the API's own refusal.
	app.removeAllContentTypeParsers();
	app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));

	recordRequests(app, state);
	misbehaveBeforeCommit(app, state, stopping.signal);
	app.addHook('preHandler', async (request) => {
		if (isApiRequest(request)) checkKey(request.headers[API_KEY_HEADER], state.keyPolicy);
	});
	misbehaveAfterCommit(app, state, stopping.signal);
	answerErrors(app, state);

	addOrderRoutes(app, state);
	addPatientRoutes(app, state);
	addSiteRoutes(app, state);
	addItemRoutes(app, state);
	addKitRoutes(app, state);
	addInventoryRoutes(app, state);
	addDeviceRoutes(app, state);
	addReturnRoutes(app, state);
	addSupportTicketRoutes(app, state);
	addReadingRoutes(app, state);
	addWebhookRoutes(app, state);
	addWebhookSecretRoutes(app, state);
	addControlRoutes(app, state);
	return { app, release: () => stopping.abort() };
}

function recordRequests(app: FastifyInstance, state: SandboxState): void {
	app.addHook('onRequest', async (request, reply) => {
		request.faultPlan = planNothing();
		request.leaveFlight = () => undefined;
		if (!isApiRequest(request)) return;
		request.leaveFlight = state.log.enter();
		// If the client gives up, or the socket is destroyed, no answer is sent.
		reply.raw.once('close', request.leaveFlight);
		const { path, query } = splitTarget(request.raw.url ?? '');
		request.received = {
			method: request.method,
			path,
			query: { raw: query, parsed: new Query(query).toRecord() },
			headers: { ...request.headers },
			body: undefined,
			at: new Date(),
			status: undefined,
		};
		state.log.record(request.received);
	});
	app.addHook('preHandler', async (request) => {
		if (request.received) request.received.body = parseLeniently(request.body);
	});
}

function answerErrors(app: FastifyInstance, state: SandboxState): void {
	app.setNotFoundHandler((request, reply) =>
		sendError(
			request,
			reply,
			state.errorShape,
			404,
			`There is no ${request.method} ${request.url}`,
		),
	);
	app.setErrorHandler((error, request, reply) => {
		if (error instanceof Refusal) {
			return sendError(request, reply, state.errorShape, error.status, error.message);
		}
		const message = error instanceof Error ? error.message : String(error);
		return sendError(request, reply, state.errorShape, readStatus(error), message);
	});
}

function isApiRequest(request: FastifyRequest): boolean {
	return request.raw.url?.startsWith(API_PREFIX) ?? false;
}

function readStatus(error: unknown): number {
	if (error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number') {
		return error.statusCode;
	}
	return 500;
}
