import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import {
	type Device,
	KNOWN_RETURN_STATUSES,
	type Patient,
	type Return,
	type ReturnStatus,
	type Site,
	pickById,
	seedIds,
} from './entities';
import { matchExactly, matchPart } from './filters';
import { type Query, answerList, findEntity, sortEntities } from './lists';
import { createTrackingNumber } from './orderStore';
import { refuse } from './refusals';
import { readBody } from './requests';
import { RETURN_ROUTE, moveReturn, voidReturn } from './returnMoves';
import type { SandboxState } from './state';
import { type World, readAge } from './world';

type NewReturn = Omit<
	Return,
	'id' | 'currentStatus' | 'returnEvents' | 'trackingNumbers' | 'returnKits' | 'relatedOrderId'
> &
	Partial<Pick<Return, 'returnKits' | 'relatedOrderId'>>;

/** Places a return. The same again is another one: it has no ID of the client's. */
export function placeReturn(state: SandboxState, contents: NewReturn): Return {
	const { world } = state;
	const orderReturn: Return = {
		id: world.nextReturnId,
		returnKits: [],
		relatedOrderId: null,
		...contents,
		currentStatus: null,
		returnEvents: [],
		trackingNumbers: [],
	};
	world.nextReturnId += 1;
	world.returns.set(orderReturn.id, orderReturn);
	world.madeAt.set(orderReturn, state.now().getTime());
	moveReturn(state, orderReturn, 'rmaPlaced');
	return orderReturn;
}

/** Places a return for what a patient has and isn't returning already; none if there is nothing. */
export function returnEverythingOf(state: SandboxState, patient: Patient): Return | undefined {
	const returning = new Set<Device>();
	for (const { currentStatus, returnDevices } of state.world.returns.values()) {
		if (currentStatus === 'voided') continue;
		for (const device of returnDevices ?? []) returning.add(device);
	}
	const returnDevices = [...state.world.devices.values()].filter(
		(device) => device.currentPatient === patient && !returning.has(device),
	);
	if (returnDevices.length === 0) return undefined;
	return placeReturn(state, { patient, site: null, returnItems: [], returnDevices });
}

const id = z.number().int();
const count = z.number().int().positive().nullish();

const returnRequest = z.object({
	patientId: id.nullish(),
	siteId: id.nullish(),
	returnItems: z.array(z.object({ id, count })).nullish(),
	returnDevices: z.array(z.object({ id })).nullish(),
	// Nothing says that either is required, as one is with an order.
	shippingOption: z.enum(['standard', 'overnight']).nullish(),
	emailLabel: z.boolean().nullish(),
});

type ReturnRequest = z.output<typeof returnRequest>;

/**
 * The refusals of Create return aren't documented: these are the messages of Create order that fit.
 * Whether the sender must have the devices is unknown, too; here, this isn't checked.
 */
function readReturn(world: World, body: unknown): NewReturn {
	const request = readBody(returnRequest, body);
	const sender = findSender(world, request);
	const returnItems = (request.returnItems ?? []).map((line) => ({
		count: line.count ?? 1,
		item: demandKnown(world.items.get(line.id)),
	}));
	const returnDevices = (request.returnDevices ?? []).map((line) =>
		demandKnown(world.devices.get(line.id)),
	);
	if (returnItems.length === 0 && returnDevices.length === 0) {
		throw refuse('Invalid data provided');
	}
	return { ...sender, returnItems, returnDevices };
}

function findSender(
	world: World,
	request: ReturnRequest,
): { patient: Patient; site: null } | { patient: null; site: Site } {
	const patientId = request.patientId ?? undefined;
	const siteId = request.siteId ?? undefined;
	if (patientId !== undefined && siteId !== undefined) throw refuse('Invalid data provided');
	if (patientId !== undefined) {
		const patient = world.patients.get(patientId);
		if (!patient) throw refuse('patient_does_not_exist');
		return { patient, site: null };
	}
	if (siteId === undefined) throw refuse('patient or site required');
	const site = world.sites.get(siteId);
	if (!site) throw refuse('Site {id} not found', siteId);
	return { patient: null, site };
}

function demandKnown<T>(entity: T | undefined): T {
	if (entity === undefined) throw refuse('Invalid data provided');
	return entity;
}

const SORT_KEYS = {};

interface ReturnPath {
	Params: { returnId: string };
}

export function addReturnRoutes(app: FastifyInstance, state: SandboxState): void {
	const find = (returnId: string) => findEntity(state.world.returns, 'Return', returnId);

	app.get('/api/v3/return', async (request) =>
		answerList(request, state.world.returns.values(), {
			createFilter: createReturnFilter,
			sort: (returns, query) => sortEntities(returns, query, SORT_KEYS),
			readAge: (orderReturn) => readAge(state.world, orderReturn, state.now()),
		}),
	);

	app.post('/api/v3/return', async (request) =>
		placeReturn(state, readReturn(state.world, request.body)),
	);

	app.get<ReturnPath>('/api/v3/return/:returnId', async (request) => find(request.params.returnId));

	app.delete<ReturnPath>('/api/v3/return/:returnId', async (request, reply) => {
		voidReturn(state, find(request.params.returnId));
		return reply.code(204).send();
	});
}

function createReturnFilter(query: Query): (orderReturn: Return) => boolean {
	const [status] = query.readOptions('status', KNOWN_RETURN_STATUSES);
	const hasStatus = matchExactly<string>(status);
	const isOfOrder = matchExactly(query.readInteger('relatedOrderId'));
	const isFound = matchPart(query.readText('searchString'));
	const updatedBefore = query.readTimestamp('lastUpdatedBefore');
	const standalone = query.readBoolean('standalone');
	return (orderReturn) =>
		hasStatus(orderReturn.currentStatus) &&
		isOfOrder(orderReturn.relatedOrderId) &&
		listSearchTexts(orderReturn).some(isFound) &&
		(updatedBefore === undefined || readLastUpdate(orderReturn) < updatedBefore) &&
		(standalone === undefined || (orderReturn.relatedOrderId === null) === standalone);
}

/** What `searchString` looks in is unknown. */
function listSearchTexts({ id, patient, site, trackingNumbers, returnDevices }: Return): string[] {
	return [
		String(id),
		[patient?.firstName, patient?.lastName].filter(Boolean).join(' '),
		patient?.externalIdentifier ?? '',
		patient?.email ?? '',
		site?.name ?? '',
		...(trackingNumbers ?? []).map(({ value }) => value),
		...(returnDevices ?? []).flatMap(({ deviceIdentifiers }) =>
			deviceIdentifiers.map(({ value }) => value),
		),
	];
}

/** A return without events was never updated: it is before everything. */
function readLastUpdate({ returnEvents }: Return): number {
	const last = returnEvents?.at(-1);
	return last === undefined ? Number.NEGATIVE_INFINITY : Date.parse(last.eventTimestamp);
}

const FIRST_RETURN_AT = Date.UTC(2025, 9, 1, 9);
const DAY_MS = 24 * 60 * 60 * 1000;

/** What is special about each of the seed's returns. */
function describeSeed(world: Pick<World, 'patients' | 'sites' | 'items' | 'devices'>) {
	const nobody = { patient: null, site: null, returnItems: [], returnDevices: [] };
	const ofPatient = (deviceId: number) => {
		const device = pickById(world.devices, deviceId);
		return { ...nobody, patient: device.currentPatient, returnDevices: [device] };
	};
	const item = pickById(world.items, seedIds.item);
	const seeds: Array<[id: number, status: ReturnStatus, contents: NewReturn]> = [
		[seedIds.placedReturn, 'rmaPlaced', ofPatient(7013)],
		[
			seedIds.inTransitReturn,
			'inTransit',
			{
				...nobody,
				patient: pickById(world.patients, 1250),
				returnDevices: [pickById(world.devices, 7023)],
			},
		],
		[
			seedIds.completedReturn,
			'completed',
			{
				...nobody,
				patient: pickById(world.patients, 1251),
				returnDevices: [pickById(world.devices, 7022)],
			},
		],
		[seedIds.voidedReturn, 'voided', ofPatient(7014)],
		[
			seedIds.orderReturn,
			'pendingReturn',
			{
				...nobody,
				patient: pickById(world.patients, 1245),
				returnItems: [{ count: 1, item }],
				relatedOrderId: seedIds.returnIssuedOrder,
			},
		],
		[
			seedIds.siteReturn,
			'outbound',
			{
				...nobody,
				site: pickById(world.sites, seedIds.siteWithDevices),
				returnItems: [{ count: 2, item }],
			},
		],
	];
	return seeds;
}

/** One return a day, each in another status; and one of which everything is null. */
export function createReturns(
	world: Pick<World, 'patients' | 'sites' | 'items' | 'devices'>,
): Map<number, Return> {
	const returns = describeSeed(world).map(([id, status, contents], index): Return => {
		const placedAt = FIRST_RETURN_AT + index * DAY_MS;
		const route = status === 'voided' ? ['rmaPlaced', status] : listUpTo(status);
		return {
			id,
			returnKits: [],
			relatedOrderId: null,
			...contents,
			currentStatus: status,
			returnEvents: route.map((type, step) => ({
				type,
				eventTimestamp: new Date(placedAt + step * DAY_MS).toISOString(),
			})),
			trackingNumbers: route.includes('outbound') ? [createTrackingNumber(id, 'ups')] : [],
		};
	});
	return new Map([...returns, createNullsReturn()].map((each) => [each.id, each]));
}

function listUpTo(status: ReturnStatus): ReturnStatus[] {
	return RETURN_ROUTE.slice(0, RETURN_ROUTE.indexOf(status) + 1);
}

/** "Any field may be null." */
function createNullsReturn(): Return {
	return {
		id: seedIds.nullsReturn,
		patient: null,
		site: null,
		currentStatus: null,
		returnItems: null,
		returnDevices: null,
		returnKits: null,
		returnEvents: null,
		trackingNumbers: null,
		relatedOrderId: null,
	};
}
