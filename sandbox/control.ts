import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Order, Return } from './entities';
import { type Fault, faultSchema } from './faults';
import { findEntity } from './lists';
import { moveOrder } from './orderMoves';
import { Refusal, refuseUnknown } from './refusals';
import { parseJson } from './requests';
import { moveReturn } from './returnMoves';
import type { SandboxState } from './state';
import { LONGEST_INTERVAL_MS } from './statusMover';

const ABOUT = {
	what: 'A local stand-in for the API of Impilo, from patients to returns, in memory, with invented data. Not Impilo.',
	routes: {
		'POST /sandbox/misbehave': 'turn a fault, or an array of faults, on',
		'POST /sandbox/behave': 'turn all faults off',
		'GET /sandbox/requests': 'what the API routes received, in order',
		'GET /sandbox/orders': 'id, externalOrderIds and status of every order',
		'POST /sandbox/orders/{orderId}/status':
			'{"status": "shipped"}: give an order a status, known or not; its devices move along',
		'GET /sandbox/returns': 'id, relatedOrderId and status of every return',
		'POST /sandbox/returns/{returnId}/status':
			'{"status": "inTransit"}: give a return a status, known or not; its devices move along',
		'GET /sandbox/sites': "which sites are your own, and which are Impilo's",
		'POST /sandbox/move-orders':
			'{"everyMs": 5000}: let placed orders move on by themselves until delivered, and returns until completed; 0 ends it',
		'POST /sandbox/reset': 'back to the seed',
	},
};

const statusRequest = z.object({ status: z.string().min(1) }).strict();

const moveRequest = z.object({ everyMs: z.number().min(0).max(LONGEST_INTERVAL_MS) }).strict();

const faultsRequest = z.union([faultSchema.transform((fault) => [fault]), z.array(faultSchema)]);

/** For demos and tests in another process. No key: they only exist here, and only on this machine. */
export function addControlRoutes(app: FastifyInstance, state: SandboxState): void {
	app.get('/sandbox', async () => ABOUT);

	app.post('/sandbox/misbehave', async (request, reply) => {
		for (const fault of readFaults(parseJson(request.body))) addFault(state, fault);
		return reply.code(204).send();
	});

	app.post('/sandbox/behave', async (_request, reply) => {
		state.faults.clear();
		return reply.code(204).send();
	});

	app.get('/sandbox/requests', async () => state.log.requests);

	app.get('/sandbox/orders', async () => state.world.orders.list().map(summarizeOrder));

	app.post<{ Params: { orderId: string } }>('/sandbox/orders/:orderId/status', async (request) => {
		const { orderId } = request.params;
		const order = state.world.orders.get(Number(orderId));
		if (!order) throw refuseUnknown('Order', orderId);
		moveOrder(state, order, readStatus(request.body));
		return summarizeOrder(order);
	});

	app.get('/sandbox/returns', async () => [...state.world.returns.values()].map(summarizeReturn));

	app.post<{ Params: { returnId: string } }>(
		'/sandbox/returns/:returnId/status',
		async (request) => {
			const orderReturn = findEntity(state.world.returns, 'Return', request.params.returnId);
			moveReturn(state, orderReturn, readStatus(request.body));
			return summarizeReturn(orderReturn);
		},
	);

	app.get('/sandbox/sites', async () => ({
		own: [...state.world.sites.values()],
		impilo: [...state.world.impiloSites.values()],
	}));

	app.post('/sandbox/move-orders', async (request, reply) => {
		const body = moveRequest.safeParse(parseJson(request.body));
		if (!body.success) throw new Refusal(400, `Not an interval: ${body.error.message}`);
		state.moveEvery(body.data.everyMs);
		return reply.code(204).send();
	});

	app.post('/sandbox/reset', async (_request, reply) => {
		state.reset();
		return reply.code(204).send();
	});
}

function summarizeOrder({ id, externalOrderIds, currentStatus }: Order) {
	return { id, externalOrderIds, currentStatus };
}

function summarizeReturn({ id, relatedOrderId, currentStatus }: Return) {
	return { id, relatedOrderId, currentStatus };
}

function readStatus(body: unknown): string {
	const request = statusRequest.safeParse(parseJson(body));
	if (!request.success) throw new Refusal(400, `Not a status: ${request.error.message}`);
	return request.data.status;
}

function readFaults(body: unknown): Fault[] {
	const faults = faultsRequest.safeParse(body);
	if (!faults.success) throw new Refusal(400, `Not a fault: ${faults.error.message}`);
	return faults.data;
}

function addFault(state: SandboxState, fault: Fault): void {
	try {
		state.faults.add(fault);
	} catch (error) {
		throw new Refusal(400, `Not a fault: ${error instanceof Error ? error.message : error}`);
	}
}
