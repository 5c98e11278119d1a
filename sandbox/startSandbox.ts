import type {
	Device,
	Item,
	Kit,
	Order,
	Patient,
	Reading,
	ReadingKind,
	Return,
	Site,
	SupportTicket,
} from './entities';
import { type ActiveFault, type Fault, FaultBook } from './faults';
import { countOrderable } from './inventory';
import { type KeyPolicy, sandboxKeys } from './keys';
import { LateWork } from './lateWork';
import { moveOrder } from './orderMoves';
import { ORDER_ROUTE, type OrderStore } from './orderStore';
import { seedManyPatients } from './patients';
import { DEFAULT_ERROR_SHAPE, type ErrorShape } from './refusals';
import { type ReceivedRequest, RequestLog } from './requests';
import { RETURN_ROUTE, moveReturn } from './returnMoves';
import { createWorld, seedManyOrders } from './seed';
import { createServer } from './server';
import type { Announcements, SandboxState } from './state';
import { StatusMover } from './statusMover';
import { type SandboxWebhooks, type WebhookOptions, Webhooks, createSteering } from './webhooks';
import type { World } from './world';

const HOST = '127.0.0.1';

export interface SandboxOptions {
	/** Default 0: any free port. */
	port?: number;
	/** Default `sandboxKeys.valid`. */
	apiKey?: string;
	/** The API key has expired: every call is answered 401. Default false. */
	apiKeyExpired?: boolean;
	/** Orders generated beside the thirty of the seed. Default 0. */
	orders?: number;
	/** Patients generated beside the forty of the seed. Default 0. */
	patients?: number;
	/** Whether a new order may get a lower ID than one that was placed before it. Default false. */
	shuffleOrderIds?: boolean;
	/** `limited`, the default, gives every item a stock; `unlimited` never runs out. */
	inventory?: 'limited' | 'unlimited';
	/** Whether requests are recorded; off for load tests. Default true. */
	recordRequests?: boolean;
	/** The JSON shape of refusals, which Impilo doesn't document. Default `message`. */
	errorShape?: ErrorShape;
	/** Seed of the faults' `probability`. Default 1. */
	randomSeed?: number;
	/** The accelerated clock of webhook deliveries, and the envelope of their events. */
	webhooks?: WebhookOptions;
	/** How often orders and returns move on by themselves, as `moveOrdersEvery` says. Default 0: never. */
	moveOrdersEveryMs?: number;
	/** The clock for new orders and events, and for what is carried out later. */
	now?: () => Date;
}

export interface Sandbox {
	/** `http://127.0.0.1:<port>`, without a slash at the end. */
	readonly url: string;
	readonly port: number;
	readonly apiKey: string;

	/** The live entities. `reset` replaces them, so read them anew after it. */
	readonly orders: OrderStore;
	readonly patients: Map<number, Patient>;
	/** The account's own. */
	readonly sites: Map<number, Site>;
	/** Impilo's: they only appear in the inventory. */
	readonly impiloSites: Map<number, Site>;
	readonly items: Map<number, Item>;
	readonly kits: Map<number, Kit>;
	readonly devices: Map<number, Device>;
	readonly returns: Map<number, Return>;
	readonly supportTickets: Map<number, SupportTicket>;
	readonly readings: Map<ReadingKind, Map<number, Reading>>;
	/** Pieces left at Impilo's sites, by item id; undefined if inventory is unlimited. */
	readonly stock: Map<number, number> | undefined;

	/** What the API routes received, in order. */
	readonly requests: readonly ReceivedRequest[];
	/** How many there were, even if they aren't recorded. */
	readonly requestCount: number;
	clearRequests(): void;
	/** The most API requests that were in flight at once. */
	readonly peakInFlight: number;
	resetPeak(): void;

	readonly webhooks: SandboxWebhooks;

	/** Turns a fault on; throws if it's invalid. */
	misbehave(fault: Fault): ActiveFault;
	/** The next request that `match`es (by default the next create) is refused with the message. */
	refuseNext(message: string, options?: { status?: number; match?: Fault['match'] }): ActiveFault;
	/** Turns all faults off. */
	behave(): void;

	/** Adds generated orders as the newest ones, `seeded-<n>` counting on. */
	seedOrders(count: number): void;
	/** Adds generated patients, `seeded-patient-<n>` counting on. */
	seedPatients(count: number): void;
	/**
	 * Gives an order a status, the event that goes with it, and, if it ships without one, a tracking
	 * number. Webhooks are sent. Throws for an unknown order.
	 */
	setOrderStatus(orderId: number, status: string): Order;
	/** The same for a return, whose devices move along. Throws for an unknown one. */
	setReturnStatus(returnId: number, status: string): Return;
	/**
	 * From now on, at this interval in milliseconds, moves each order one status on: from orderPlaced to
	 * awaitingShipment, shipped and delivered; and each return, from rmaPlaced to completed. Those of the
	 * seed stay as they are until they are given a status. 0 ends it.
	 */
	moveOrdersEvery(ms: number): void;
	/** Whether the API key has expired. */
	setApiKeyExpired(expired: boolean): void;

	/** Back to the seed: entities, webhooks, faults, recorded requests and the peak. */
	reset(): void;
	/** Closes everything, including hanging connections and webhook deliveries. May be called again. */
	stop(): Promise<void>;
}

/** Starts a sandbox on this machine only. Throws if the port is in use. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
	const apiKey = options.apiKey ?? sandboxKeys.valid;
	const generatedOrders = options.orders ?? 0;
	const generatedPatients = options.patients ?? 0;
	const generated = { orders: generatedOrders, patients: generatedPatients };
	const buildWorld = (): World => {
		const world = createWorld({
			orders: generatedOrders,
			patients: generatedPatients,
			unlimitedInventory: options.inventory === 'unlimited',
		});
		if (options.shuffleOrderIds) world.orders.shuffleIds();
		return world;
	};

	const now = options.now ?? (() => new Date());
	const keyPolicy: KeyPolicy = {
		apiKey,
		expired: options.apiKeyExpired ?? false,
		canReadSecret: true,
	};
	const webhooks = new Webhooks(now, options.webhooks ?? {});
	const intervalMs = options.moveOrdersEveryMs ?? 0;
	const orderMover = new StatusMover<Order>(intervalMs, {
		route: ORDER_ROUTE,
		changeStatus: (order, status) => moveOrder(state, order, status),
	});
	const returnMover = new StatusMover<Return>(intervalMs, {
		route: RETURN_ROUTE,
		changeStatus: (orderReturn, status) => moveReturn(state, orderReturn, status),
	});
	const moveEvery = (ms: number) => {
		orderMover.moveEvery(ms);
		returnMover.moveEvery(ms);
	};
	const resetMovers = () => {
		orderMover.reset();
		returnMover.reset();
	};
	const announce: Announcements = {
		order(order) {
			orderMover.follow(order);
			webhooks.announceOrder(order);
		},
		orderReturn(orderReturn) {
			returnMover.follow(orderReturn);
			webhooks.announceReturn(orderReturn);
		},
		patientCreated: (patient) => webhooks.announcePatient('patient.created', patient),
		patientUpdated: (patient) => webhooks.announcePatient('patient.updated', patient),
		associationCreated: (device) =>
			webhooks.announceAssociation('device.associationCreated', device),
		associationRemoved: (device) =>
			webhooks.announceAssociation('device.associationRemoved', device),
		supportTicket: (ticket) => webhooks.announceSupportTicket(ticket),
	};

	const state: SandboxState = {
		world: buildWorld(),
		webhooks,
		faults: new FaultBook(options.randomSeed ?? 1),
		lateWork: new LateWork(now),
		log: new RequestLog(options.recordRequests ?? true),
		keyPolicy,
		errorShape: options.errorShape ?? DEFAULT_ERROR_SHAPE,
		now,
		announce,
		moveEvery,
		reset() {
			state.world = buildWorld();
			generated.orders = generatedOrders;
			generated.patients = generatedPatients;
			webhooks.reset();
			resetMovers();
			state.faults.clear();
			state.lateWork.forget();
			state.log.clear();
			state.log.resetPeak();
			keyPolicy.expired = options.apiKeyExpired ?? false;
			keyPolicy.canReadSecret = true;
		},
	};

	const server = createServer(state);
	const port = await listen(server.app, options.port ?? 0);
	resetMovers();
	let stopped: Promise<void> | undefined;

	return {
		url: `http://${HOST}:${port}`,
		port,
		apiKey,
		get orders() {
			return state.world.orders;
		},
		get patients() {
			return state.world.patients;
		},
		get sites() {
			return state.world.sites;
		},
		get impiloSites() {
			return state.world.impiloSites;
		},
		get items() {
			return state.world.items;
		},
		get kits() {
			return state.world.kits;
		},
		get devices() {
			return state.world.devices;
		},
		get returns() {
			return state.world.returns;
		},
		get supportTickets() {
			return state.world.supportTickets;
		},
		get readings() {
			return state.world.readings;
		},
		get stock() {
			return countOrderable(state.world);
		},
		get requests() {
			return state.log.requests;
		},
		get requestCount() {
			return state.log.count;
		},
		clearRequests: () => state.log.clear(),
		get peakInFlight() {
			return state.log.peakInFlight;
		},
		resetPeak: () => state.log.resetPeak(),
		webhooks: createSteering(webhooks, keyPolicy),
		misbehave: (fault) => state.faults.add(fault),
		refuseNext: (message, { status, match } = {}) =>
			state.faults.add({
				kind: 'refuse',
				message,
				status,
				match: match ?? { method: 'POST', path: '/api/v3/order' },
				times: 1,
			}),
		behave: () => state.faults.clear(),
		seedOrders(count) {
			seedManyOrders(state.world, count, generated.orders + 1);
			generated.orders += count;
		},
		seedPatients(count) {
			seedManyPatients(state.world, count, generated.patients + 1);
			generated.patients += count;
		},
		setOrderStatus(orderId, status) {
			const order = state.world.orders.get(orderId);
			if (!order) throw new Error(`The sandbox has no order ${orderId}`);
			moveOrder(state, order, status);
			return order;
		},
		setReturnStatus(returnId, status) {
			const orderReturn = state.world.returns.get(returnId);
			if (!orderReturn) throw new Error(`The sandbox has no return ${returnId}`);
			moveReturn(state, orderReturn, status);
			return orderReturn;
		},
		moveOrdersEvery: moveEvery,
		setApiKeyExpired(expired) {
			keyPolicy.expired = expired;
		},
		reset: () => state.reset(),
		stop() {
			stopped ??= (async () => {
				moveEvery(0);
				server.release();
				await Promise.all([server.app.close(), webhooks.stop()]);
			})();
			return stopped;
		},
	};
}

async function listen(
	app: ReturnType<typeof createServer>['app'],
	wantedPort: number,
): Promise<number> {
	try {
		await app.listen({ host: HOST, port: wantedPort });
	} catch (error) {
		await app.close();
		if (isPortInUse(error)) {
			throw new Error(`Port ${wantedPort} is in use. Choose another one, or 0 for any free port.`);
		}
		throw error;
	}
	const address = app.server.address();
	if (address === null || typeof address === 'string') throw new Error('No port to listen on');
	return address.port;
}

/** Not by instanceof: under Jest, Node's own errors come from another realm. */
function isPortInUse(error: unknown): boolean {
	return (
		typeof error === 'object' && error !== null && 'code' in error && error.code === 'EADDRINUSE'
	);
}
