import type { FastifyInstance } from 'fastify';
import type { Order } from '../entities';
import { parseJson } from '../json';
import { cutPage, MAX_PAGE_SIZE, readPageRequest } from '../pages';
import { renderOrderSummary } from '../pdf';
import { Query, splitTarget } from '../queries';
import { refuseUnknown } from '../refusals';
import { createOrder } from '../rules/createOrder';
import { voidOrder } from '../rules/voidOrder';
import type { SandboxState } from '../state';

interface OrderPath {
	Params: { orderId: string };
}

export function addOrderRoutes(app: FastifyInstance, state: SandboxState): void {
	app.post('/api/v3/order', async (request, reply) => {
		const order = createOrder(state.world, parseJson(request.body), state.now(), state.announce);
		return reply.code(201).send(order);
	});

	app.get('/api/v3/order', async (request) => {
		const query = new Query(splitTarget(request.url).query);
		const { ignoreFilter, clampSize } = request.faultPlan;
		const page = readPageRequest(query, MAX_PAGE_SIZE, clampSize);
		const filter = {
			externalOrderIds: query.readTexts('externalOrderId'),
			patientId: query.readInteger('patientId'),
		};
		return cutPage(state.world.orders.find(ignoreFilter ? {} : filter), page);
	});

	app.get<OrderPath>('/api/v3/order/:orderId', async (request) =>
		findOrder(state, request.params.orderId),
	);

	app.get<OrderPath>('/api/v3/order/summary/:orderId', async (request, reply) => {
		const summary = await renderOrderSummary(findOrder(state, request.params.orderId));
		return reply.type('application/pdf').send(summary);
	});

	app.delete<OrderPath>('/api/v3/order/:orderId', async (request, reply) => {
		voidOrder(findOrder(state, request.params.orderId), state.now(), state.announce);
		return reply.code(204).send();
	});
}

function findOrder(state: SandboxState, orderId: string): Order {
	const order = state.world.orders.get(Number(orderId));
	if (!order) throw refuseUnknown('Order', orderId);
	return order;
}
