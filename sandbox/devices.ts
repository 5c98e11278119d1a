import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import {
	countDevice,
	createExternalIdentifier,
	createIdentifiers,
	giveToPatient,
	takeFromPatient,
} from './deviceMoves';
import {
	type Device,
	type DeviceStatus,
	IDENTIFIER_TYPES,
	type Item,
	KNOWN_DEVICE_STATUSES,
	type Kit,
	type PackedKit,
	type Patient,
	pickById,
	seedIds,
} from './entities';
import { matchAny, matchExactly, matchPart, matchText } from './filters';
import { type Query, answerList, findEntity, sortEntities } from './lists';
import { readFullName } from './patientNames';
import { Refusal, refuse } from './refusals';
import { readBody } from './requests';
import type { SandboxState } from './state';
import type { World } from './world';

type Entities = Pick<World, 'items' | 'itemDetails' | 'patients' | 'sites'>;

/** Two devices for each of the five packed kits, and five of their own. */
const PACKED_KITS = 5;
const DEVICES_WITH_PATIENTS = 2 * PACKED_KITS + 5;
const FIRST_DEVICE_ID = seedIds.deviceInPackedKit;

export function createDevices(entities: Entities): Map<number, Device> {
	const devices = [
		...Array.from({ length: DEVICES_WITH_PATIENTS }, (_, index) =>
			createDeviceWithPatient(entities, index),
		),
		...ELSEWHERE.map((seed) => createDeviceElsewhere(entities, seed)),
		createNullsDevice(entities.items),
	];
	return new Map(devices.map((device) => [device.id, device]));
}

function createDeviceWithPatient(entities: Entities, index: number): Device {
	const patient = pickById(entities.patients, seedIds.patient + index);
	return {
		...createDevice(entities, FIRST_DEVICE_ID + index, index % 2 === 0 ? 301 : 303),
		currentStatus: 'withPatient',
		currentPatient: patient,
		site: patient.site,
		deviceEvents: createEvents('shipped', 'withPatient'),
		lastHealthCheck: index % 4 === 3 ? null : '2025-08-01T12:00:00Z',
		used: index % 2 === 1,
	};
}

function createDevice({ items, itemDetails }: Entities, id: number, itemId: number): Device {
	const type = itemDetails.get(itemId)?.deviceIdentifierType ?? 'serial';
	return {
		id,
		externalIdentifier: createExternalIdentifier(id),
		currentStatus: null,
		currentPatient: null,
		site: null,
		item: pickById(items, itemId),
		deviceEvents: [],
		deviceIdentifiers: createIdentifiers(id, type),
		disabledReadings: false,
		lastHealthCheck: null,
		used: false,
	};
}

function createEvents(...statuses: DeviceStatus[]): Device['deviceEvents'] {
	return statuses.map((type, day) => ({
		type,
		eventTimestamp: new Date(Date.UTC(2025, 5, 1 + day, 9)).toISOString(),
	}));
}

interface DeviceSeed {
	id: number;
	itemId: number;
	status: DeviceStatus;
	siteId?: number;
	used?: boolean;
}

/** Devices that no patient has. Those at Impilo have no site. */
const ELSEWHERE: DeviceSeed[] = [
	{ id: seedIds.deviceAtSite, itemId: 301, status: 'availableAtSite', siteId: 201 },
	{ id: seedIds.usedDeviceAtSite, itemId: 303, status: 'availableAtSite', siteId: 201, used: true },
	{ id: seedIds.gatewayAtSite, itemId: 311, status: 'availableAtSite', siteId: 202 },
	{ id: 7019, itemId: 312, status: 'packedAtSite', siteId: 202 },
	{ id: seedIds.deviceAtImpilo, itemId: 301, status: 'available' },
	{ id: 7021, itemId: 304, status: 'awaitingShipment' },
	{ id: 7022, itemId: 303, status: 'used', used: true },
	{ id: 7023, itemId: 310, status: 'shipped', used: true },
	{ id: 7024, itemId: 305, status: 'decommissioned', used: true },
];

function createDeviceElsewhere(
	entities: Entities,
	{ id, itemId, status, siteId, used = false }: DeviceSeed,
): Device {
	return {
		...createDevice(entities, id, itemId),
		currentStatus: status,
		site: siteId === undefined ? null : pickById(entities.sites, siteId),
		deviceEvents: createEvents('initiated', status),
		used,
	};
}

/** "Any field may be null"; the lists are empty, as readers expect lists. */
function createNullsDevice(items: ReadonlyMap<number, Item>): Device {
	return {
		id: seedIds.nullsDevice,
		externalIdentifier: null,
		currentStatus: null,
		currentPatient: null,
		site: null,
		item: pickById(items, 308),
		deviceEvents: [],
		deviceIdentifiers: [],
		disabledReadings: false,
		lastHealthCheck: null,
		used: false,
	};
}

export function createPackedKits(
	kits: ReadonlyMap<number, Kit>,
	devices: ReadonlyMap<number, Device>,
): Map<number, PackedKit> {
	const packedKits = Array.from({ length: PACKED_KITS }, (_, index): PackedKit => {
		const firstDeviceId = FIRST_DEVICE_ID + 2 * index;
		return {
			id: seedIds.packedKit + index,
			externalIdentifier: `PK-${seedIds.packedKit + index}`,
			kit: pickById(kits, 1002),
			devices: [pickById(devices, firstDeviceId), pickById(devices, firstDeviceId + 1)],
		};
	});
	return new Map(packedKits.map((packedKit) => [packedKit.id, packedKit]));
}

const SORT_KEYS: Record<string, (device: Device) => string | number> = {
	itemName: ({ item }) => item.name,
	itemModel: ({ item }) => item.model,
	itemSku: ({ item }) => item.sku,
	deviceId: ({ id }) => id,
};

export function addDeviceRoutes(app: FastifyInstance, state: SandboxState): void {
	app.get('/api/v3/device', async (request) =>
		answerList(request, state.world.devices.values(), {
			createFilter: createDeviceFilter,
			sort: (devices, query) => sortEntities(devices, query, SORT_KEYS),
		}),
	);

	app.get<{ Params: { deviceId: string } }>('/api/v3/device/:deviceId', async (request) =>
		findEntity(state.world.devices, 'Device', request.params.deviceId),
	);

	// Documented: valid says whether there is a device with the identifier, in whatever status.
	app.get<{ Params: { deviceIdentifier: string } }>(
		'/api/v3/device/validate/:deviceIdentifier',
		async (request) => {
			const device = findByIdentifier(state.world, request.params.deviceIdentifier) ?? null;
			return { valid: device !== null, device };
		},
	);

	app.patch('/api/v3/device/associate-patient', async (request, reply) => {
		const { device, patient } = readAssociation(state.world, request.body);
		associate(state, device, patient);
		return reply.code(204).send();
	});

	app.patch('/api/v3/device/disassociate-patient', async (request, reply) => {
		const { device, patient } = readAssociation(state.world, request.body);
		disassociate(state, device, patient);
		return reply.code(204).send();
	});
}

function createDeviceFilter(query: Query): (device: Device) => boolean {
	const isItem = createItemFilter(query);
	const isPatient = createPatientFilter(query);
	const hasIdentifier = createIdentifierFilter(query);
	const hasId = matchAny(query.readIntegers('id'));
	const hasExternalIdentifier = matchAny(query.readTexts('externalIdentifier'));
	const hasStatus = matchAny<string>(query.readOptions('status', KNOWN_DEVICE_STATUSES));
	const isAtSite = matchAny(query.readIntegers('siteId'));
	return (device) =>
		hasId(device.id) &&
		hasExternalIdentifier(device.externalIdentifier) &&
		hasIdentifier(device) &&
		hasStatus(device.currentStatus) &&
		isItem(device.item) &&
		isAtSite(device.site?.id) &&
		isPatient(device.currentPatient);
}

/** Both together mean one identifier of that type and that value. */
function createIdentifierFilter(query: Query): (device: Device) => boolean {
	const [type] = query.readOptions('identifierType', IDENTIFIER_TYPES);
	const values = query.readTexts('identifier');
	const hasType = matchExactly<string>(type);
	const hasValue = matchAny(values);
	if (type === undefined && values.length === 0) return () => true;
	return ({ deviceIdentifiers }) =>
		deviceIdentifiers.some((identifier) => hasType(identifier.type) && hasValue(identifier.value));
}

function createItemFilter(query: Query): (item: Item) => boolean {
	const hasId = matchAny(query.readIntegers('itemId'));
	const hasName = matchPart(query.readText('itemName'));
	const hasModel = matchExactly(query.readText('itemModel'));
	const hasSku = matchExactly(query.readText('itemSku'));
	return (item) => hasId(item.id) && hasName(item.name) && hasModel(item.model) && hasSku(item.sku);
}

function createPatientFilter(query: Query): (patient: Patient | null) => boolean {
	const hasId = matchAny(query.readIntegers('patientId'));
	const hasExternalIdentifier = matchAny(query.readTexts('patientExternalIdentifier'));
	const hasEmail = matchText(query.readText('patientEmail'));
	const hasName = matchPart(query.readText('patientName'));
	return (patient) =>
		hasId(patient?.id) &&
		hasExternalIdentifier(patient?.externalIdentifier) &&
		hasEmail(patient?.email) &&
		hasName(patient ? readFullName(patient) : null);
}

function findByIdentifier(world: World, identifier: string): Device | undefined {
	return [...world.devices.values()].find(({ deviceIdentifiers }) =>
		deviceIdentifiers.some(({ value }) => value === identifier),
	);
}

const associationRequest = z.object({
	deviceId: z.number().int().nullish(),
	deviceIdentifier: z.string().nullish(),
	patientId: z.number().int().nullish(),
	patientExternalIdentifier: z.string().nullish(),
});

/** Either is required; if both are given, the id counts here. All messages are the sandbox's own. */
function readAssociation(world: World, body: unknown): { device: Device; patient: Patient } {
	const request = readBody(associationRequest, body);
	return { device: findDevice(world, request), patient: findPatient(world, request) };
}

type AssociationRequest = z.output<typeof associationRequest>;

function findDevice(world: World, { deviceId, deviceIdentifier }: AssociationRequest): Device {
	const wanted = deviceId ?? deviceIdentifier ?? undefined;
	if (wanted === undefined) throw refuse('Invalid data provided');
	const device =
		typeof wanted === 'number' ? world.devices.get(wanted) : findByIdentifier(world, wanted);
	if (!device) throw new Refusal(400, `Device ${wanted} does not exist`);
	return device;
}

function findPatient(
	world: World,
	{ patientId, patientExternalIdentifier }: AssociationRequest,
): Patient {
	const wanted = patientId ?? patientExternalIdentifier ?? undefined;
	if (wanted === undefined) throw refuse('Invalid data provided');
	const patient =
		typeof wanted === 'number'
			? world.patients.get(wanted)
			: [...world.patients.values()].find((each) => each.externalIdentifier === wanted);
	if (!patient) throw refuse('patient_does_not_exist');
	return patient;
}

/** The conditions are documented. */
function associate(state: SandboxState, device: Device, patient: Patient): void {
	const { site } = device;
	if (device.currentStatus !== 'availableAtSite' || !site || !state.world.sites.has(site.id)) {
		throw new Refusal(
			400,
			`Device ${device.id} cannot be associated because it is ${describeStatus(device)}, not availableAtSite at one of your sites`,
		);
	}
	countDevice(state, device, site.id, -1);
	giveToPatient(state, device, patient);
}

/**
 * The condition is documented; where the device goes isn't. Here it goes to its site, or to Impilo if it
 * has none.
 */
function disassociate(state: SandboxState, device: Device, patient: Patient): void {
	if (device.currentStatus !== 'withPatient') {
		throw new Refusal(
			400,
			`Device ${device.id} cannot be disassociated because it is ${describeStatus(device)}, not withPatient`,
		);
	}
	if (device.currentPatient !== patient) {
		throw new Refusal(400, `Device ${device.id} is not associated with patient ${patient.id}`);
	}
	const { site } = device;
	takeFromPatient(state, device, site ? 'availableAtSite' : 'used', site);
	if (site) countDevice(state, device, site.id, 1);
}

function describeStatus({ currentStatus }: Device): string {
	return currentStatus ?? 'in no status';
}
