import type { FastifyInstance } from 'fastify';
import PDFDocument from 'pdfkit';
import { createOrder } from './createOrder';
import type { Order } from './entities';
import { MAX_PAGE_SIZE, Query, cutPage, readPageRequest, splitTarget } from './lists';
import { moveOrder } from './orderMoves';
import { Refusal, refuseUnknown } from './refusals';
import { parseJson } from './requests';
import type { SandboxState } from './state';

interface OrderPath {
	Params: { orderId: string };
}

export function addOrderRoutes(app: FastifyInstance, state: SandboxState): void {
	app.post('/api/v3/order', async (request, reply) => {
		const order = createOrder(state, parseJson(request.body));
		return reply.code(201).send(order);
	});

	app.get('/api/v3/order', async (request) => {
		const query = new Query(splitTarget(request.url).query);
		const { ignoreFilter, clampSize, listLagMs } = request.faultPlan;
		const page = readPageRequest(query, MAX_PAGE_SIZE, clampSize);
		const filter = {
			externalOrderIds: query.readTexts('externalOrderId'),
			patientId: query.readInteger('patientId'),
		};
		const found = state.world.orders.find(ignoreFilter ? {} : filter);
		const shown = listLagMs > 0 ? placedBefore(found, state.now().getTime() - listLagMs) : found;
		return cutPage(shown, page);
	});

	app.get<OrderPath>('/api/v3/order/:orderId', async (request) =>
		findOrder(state, request.params.orderId),
	);

	app.get<OrderPath>('/api/v3/order/summary/:orderId', async (request, reply) => {
		const summary = await renderOrderSummary(findOrder(state, request.params.orderId));
		return reply.type('application/pdf').send(summary);
	});

	app.delete<OrderPath>('/api/v3/order/:orderId', async (request, reply) => {
		voidOrder(state, findOrder(state, request.params.orderId));
		return reply.code(204).send();
	});
}

function placedBefore(orders: readonly Order[], ms: number): Order[] {
	return orders.filter(({ orderEvents }) => {
		const [placed] = orderEvents ?? [];
		return placed === undefined || Date.parse(placed.eventTimestamp) <= ms;
	});
}

function findOrder(state: SandboxState, orderId: string): Order {
	const order = state.world.orders.get(Number(orderId));
	if (!order) throw refuseUnknown('Order', orderId);
	return order;
}

/**
 * Which statuses can be voided, and the answer for others, isn't documented. The sandbox refuses what
 * can't be undone any more: an order that is voided, on its way or delivered.
 */
const NOT_VOIDABLE = new Set<string>(['voided', 'shipped', 'delivered']);

export function voidOrder(state: SandboxState, order: Order): void {
	const status = order.currentStatus ?? '';
	if (NOT_VOIDABLE.has(status)) {
		throw new Refusal(400, `Order ${order.id} cannot be voided because it is ${status}`);
	}
	moveOrder(state, order, 'voided');
}

const PAGE_MARGIN_POINTS = 56;

/** The order's summary as a PDF. Uncompressed, and titled with the order's id, so that it can be read. */
export function renderOrderSummary(order: Order): Promise<Buffer> {
	return new Promise((resolve, reject) => {
		const document = new PDFDocument({
			compress: false,
			margin: PAGE_MARGIN_POINTS,
			info: { Title: `Order ${order.id}`, Author: 'Impilo sandbox' },
		});
		const chunks: Buffer[] = [];
		document.on('data', (chunk: Buffer) => chunks.push(chunk));
		document.on('end', () => resolve(Buffer.concat(chunks)));
		document.on('error', reject);

		document.fontSize(20).text(`Order ${order.id}`);
		document.fontSize(11).moveDown();
		for (const line of describeOrder(order)) document.text(line);
		document.end();
	});
}

function describeOrder(order: Order): string[] {
	const contents = [
		...(order.orderItems ?? []).map(({ count, item }) => `${count} x ${item.name}`),
		...(order.orderKits ?? []).map(({ count, kit }) => `${count} x ${kit.name ?? `Kit ${kit.id}`}`),
		...(order.returnItems ?? []).map(({ id, count }) => `Return: ${count} x item ${id}`),
		...(order.returnDevices ?? []).map(({ id }) => `Return: device ${id}`),
		...(order.returnPackedKits ?? []).map(
			({ id, quantity }) => `Return: ${quantity} x packed kit ${id}`,
		),
	];
	return [
		`Status: ${order.currentStatus ?? 'unknown'}`,
		`External order IDs: ${(order.externalOrderIds ?? []).join(', ') || 'none'}`,
		`Ship to: ${describeRecipient(order)}`,
		'',
		'Contents',
		...contents,
	];
}

function describeRecipient({ patient, site }: Order): string {
	if (patient) {
		return [patient.firstName, patient.lastName].filter((name) => name !== null).join(' ');
	}
	return site?.name ?? 'unknown';
}
