import type { IDataObject } from 'n8n-workflow';

import type { Contents, Kind, Traits } from './impilo';
import { UNORDERABLE_ITEM } from './impilo';
import type { Random } from './random';

/** Who gets an order: an ID at Impilo, or the name of somebody new. */
export interface Recipient {
	patientId?: number;
	siteId?: number;
	newPatient?: string;
}

/** What one row asks for, in the oracle's terms. */
export type Ask =
	| {
			kind: 'order';
			ids: readonly string[];
			recipient: Recipient;
			contents: Contents;
			isBad?: boolean;
			/** Whether it's a row of an order that can't be one, so that nothing may be placed for it. */
			isTorn?: boolean;
	  }
	| { kind: 'patient'; identifier?: string; name: string; fields: IDataObject }
	| { kind: 'update'; patientId: number; fields: IDataObject }
	| { kind: 'return' | 'site' | 'disenrollment'; body: IDataObject }
	| { kind: 'void'; externalOrderId: string };

export interface Row {
	parameters: IDataObject;
	ask: Ask;
	/** The first row of its order, where the order has several: each asks for the whole of it. */
	joins?: number;
}

export type OnError = 'stopWorkflow' | 'continueRegularOutput' | 'continueErrorOutput';

/** A node in a workflow that runs. */
export interface RunPlan {
	process: number;
	startMs: number;
	resource: string;
	operation: string;
	onError: OnError;
	/** 1 without Retry On Fail. */
	maxTries: number;
	waitBetweenTriesMs: number;
	options: IDataObject;
	ifExists?: string;
	/** Whether rows with the same external order IDs become one order. */
	combines?: boolean;
	rows: readonly Row[];
	/** How often a Loop runs the node. */
	loops: number;
	stopMs?: number;
	/** When n8n's Retry runs it again if it failed, or somebody runs it again anyway. */
	againAfterMs?: number;
	isRepeatedAnyway: boolean;
	/** What is wrong with the node as a whole. */
	broken?: 'noKey' | 'concurrency';
}

/** What others do at Impilo. */
export type Deed = When & DeedKind;

interface When {
	atMs: number;
	/** So long after the node has sent something with the same ID, rather than after the start. */
	isRace: boolean;
}

type DeedKind =
	| {
			do: 'order';
			externalOrderIds: string[];
			recipient: Recipient;
			contents: Contents;
	  }
	| { do: 'void' | 'ship'; externalOrderId: string }
	| { do: 'patient'; identifier: string; name: string }
	| { do: 'email'; patientId: number };

export interface Plan {
	traits: Traits;
	/** How many of 1,000 requests go wrong. */
	faultsPerMille: number;
	/** Stretches in which a kind of request always fails. */
	outages: ReadonlyArray<{ method: string; fromMs: number; toMs: number }>;
	processCount: number;
	runs: readonly RunPlan[];
	crashes: ReadonlyArray<{ process: number; atMs: number; retryAfterMs?: number }>;
	deeds: readonly Deed[];
}

/** Patients who exist: `MRN-101`, `p101@example.com`. */
export const PATIENTS = [101, 102, 103];
/** Those who are updated, four for each process: between processes, nothing keeps updates apart. */
export const updatedPatient = (process: number, number: number): number =>
	200 + 10 * process + number;
/** Ends the other ID of an order. */
export const OTHER_ID = '-other';
const NAMES = ['Ada', 'Ben', 'Cleo'];
const ADDRESS = {
	lineOne: '1 Main Street',
	city: 'Springfield',
	state: 'IL',
	zipCode: '62701',
	country: 'US',
};

export const FIRST_PATIENT = { address: ADDRESS };

interface PurchaseOrder {
	id: string;
	recipient: Recipient;
	contents: Contents;
}

const SUBJECTS = ['orders', 'orders', 'orders', 'orders', 'patients', 'updates', 'others'] as const;
type Subject = (typeof SUBJECTS)[number];

/** Draws what is asked for in a world. */
export function drawPlan(random: Random): Plan {
	const isCalm = random.chance(0.35);
	const hasStrangers = !isCalm && random.chance(0.6);
	const processCount = 1 + random.below(3);
	const subject = random.pick(SUBJECTS);
	const pool = [1, 2, 3]
		.slice(0, 1 + random.below(3))
		.map((number) => drawPurchaseOrder(random, number));
	const runs: RunPlan[] = [];
	for (let process = 0; process < processCount; process++) {
		const count = 1 + random.below(processCount === 1 ? 3 : 2);
		for (let run = 0; run < count; run++)
			runs.push(drawRun(random, process, subject, pool, isCalm));
	}
	const crashes =
		!isCalm && random.chance(0.12)
			? [
					{
						process: random.below(processCount),
						atMs: random.below(random.pick([1_000, 2_000, 15_000])),
						retryAfterMs: random.chance(0.7) ? random.below(60_000) : undefined,
					},
				]
			: [];
	const outages: Array<Plan['outages'][number]> = [];
	if (!isCalm && random.chance(0.1)) {
		const fromMs = random.below(5_000);
		outages.push({ method: 'GET', fromMs, toMs: fromMs + 1_000 + random.below(20_000) });
	}
	if (!isCalm && random.chance(0.15)) outages.push({ method: 'DELETE', fromMs: 0, toMs: 30_000 });
	return {
		traits: {
			lagMs: random.chance(0.25) ? random.below(3_000) : 0,
			ignoresCase: random.chance(0.1),
			addsInsert: random.chance(0.2),
			writesCapitals: random.chance(0.2),
			leavesOut: drawLeftOut(random),
			newestFirst: random.chance(0.5),
			risingIds: random.chance(0.8),
			mergesAddresses: random.chance(0.5),
		},
		faultsPerMille: isCalm || random.chance(0.2) ? 0 : random.pick([100, 150, 200, 330]),
		outages,
		processCount,
		runs,
		crashes,
		deeds: hasStrangers ? drawDeeds(random, subject, pool) : [],
	};
}

function drawLeftOut(random: Random): Kind[] {
	if (random.chance(0.65)) return [];
	return random.pick<Kind[]>([
		['returnDevices'],
		['returnDevices'],
		['returnItems', 'returnDevices', 'returnPackedKits'],
		['orderItems', 'orderKits'],
	]);
}

function drawPurchaseOrder(random: Random, number: number): PurchaseOrder {
	const recipient = drawRecipient(random, number);
	return { id: `PO-${number}`, recipient, contents: drawContents(random, recipient) };
}

function drawRecipient(random: Random, number: number): Recipient {
	if (random.chance(0.55)) return { patientId: random.pick(PATIENTS) };
	return random.chance(0.7)
		? { newPatient: NAMES[number % NAMES.length] }
		: { siteId: random.pick([11, 12]) };
}

function drawContents(random: Random, { patientId }: Recipient): Contents {
	const contents: Contents = {};
	if (random.chance(0.8)) {
		contents.orderItems = [1001, 1002, 1003]
			.slice(random.below(3))
			.map((id) => [id, 1 + random.below(3)] as const);
	}
	if (random.chance(0.3)) contents.orderKits = [[2001, 1]];
	if (random.chance(0.35) && patientId !== undefined) contents.returnDevices = [[3001, 1]];
	if (random.chance(0.15)) contents.returnItems = [[1001, 1]];
	if (random.chance(0.1)) contents.returnPackedKits = [[4001, 1]];
	return Object.keys(contents).length > 0 ? contents : { orderKits: [[2002, 1]] };
}

function drawRun(
	random: Random,
	process: number,
	subject: Subject,
	pool: readonly PurchaseOrder[],
	isCalm: boolean,
): RunPlan {
	const maxTries = random.chance(0.4) ? 2 + random.below(4) : 1;
	const run = {
		process,
		startMs: random.chance(0.6) ? random.below(500) : random.below(20_000),
		onError: random.pick<OnError>(['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput']),
		maxTries,
		waitBetweenTriesMs: random.pick([0, 1_000, 1_000, 5_000]),
		loops: random.chance(0.1) ? 2 : 1,
		stopMs: !isCalm && random.chance(0.05) ? random.below(15_000) : undefined,
		againAfterMs: random.chance(0.25) ? random.below(60_000) : undefined,
		isRepeatedAnyway: random.chance(0.3),
		broken: random.chance(0.02) ? random.pick(['noKey', 'concurrency'] as const) : undefined,
	};
	const options: IDataObject = {
		timeout: random.pick([5, 20, 60]),
		concurrency: random.pick([1, 2, 10]),
	};
	const draw = {
		orders: drawOrders,
		patients: drawPatients,
		updates: drawUpdates,
		others: drawOthers,
	}[subject];
	const { rows, ...drawn } = draw(random, pool, process, isCalm);
	return { ...run, ...drawn, options: { ...options, ...drawn.options }, rows };
}

type Drawn = Pick<RunPlan, 'resource' | 'operation' | 'options' | 'ifExists' | 'combines' | 'rows'>;

function drawOrders(
	random: Random,
	pool: readonly PurchaseOrder[],
	_process: number,
	isCalm: boolean,
): Drawn {
	if (random.chance(0.06)) {
		const externalOrderId = random.pick(pool).id;
		const rows = [
			{
				parameters: { orderId: { mode: 'externalOrderId', value: externalOrderId } },
				ask: { kind: 'void', externalOrderId } as const,
			},
		];
		return { resource: 'order', operation: 'void', options: {}, rows };
	}
	const ifExists = random.pick(['return', 'return', 'return', 'create', 'fail']);
	const hasIds = random.chance(0.75);
	const combines = random.chance(0.2);
	const purchaseOrders = combines && hasIds ? pool.slice(random.below(pool.length)) : undefined;
	const rowCount = purchaseOrders?.length ?? 1 + random.below(4);
	const linksIds = !combines && random.chance(0.3);
	const rowsOf = new Map<string, number>();
	const orders = Array.from({ length: rowCount }, (_, number): RowOrder => {
		const { id, recipient, contents } = purchaseOrders?.[number] ?? random.pick(pool);
		const earlier = linksIds ? (rowsOf.get(id) ?? 0) : 0;
		rowsOf.set(id, earlier + 1);
		const ids = hasIds ? linkIds(random, id, earlier) : [];
		const row: RowOrder = { ids, recipient, contents };
		const isOther = (): boolean => random.chance(isCalm ? 0.03 : 0.06);
		if (isOther()) row.recipient = drawRecipient(random, number);
		const lacksDevice = row.recipient.patientId === undefined && contents.returnDevices;
		if (isOther() || lacksDevice) row.contents = drawContents(random, row.recipient);
		if (random.chance(0.03)) row.isBad = true;
		// Rows that share an ID and not the note would contradict each other.
		if (rowCount === 1 && random.chance(0.12)) row.hasLongNote = true;
		return row;
	});
	const rows = purchaseOrders
		? combinedRows(random, orders, ifExists)
		: orders.map((row) => orderRow(random, row, ifExists));
	return {
		resource: 'order',
		operation: random.chance(0.08) ? 'check' : 'create',
		options: {
			...(random.chance(0.2) ? { ifPlacedTwice: 'fail' } : {}),
			...(random.chance(0.2) ? { generateExternalOrderId: false } : {}),
		},
		ifExists,
		combines,
		rows,
	};
}

/** The second row of an order may have another ID as well, by which a third is found. */
function linkIds(random: Random, id: string, earlier: number): string[] {
	const other = `${id}${OTHER_ID}`;
	if (earlier === 0) return [id];
	return earlier === 1 ? [id, other] : random.pick([[id], [other], [other, id]]);
}

interface RowOrder {
	ids: string[];
	recipient: Recipient;
	contents: Contents;
	isBad?: boolean;
	hasLongNote?: boolean;
}

function orderRow(
	random: Random,
	{ ids, recipient, contents, isBad, hasLongNote }: RowOrder,
	ifExists: string,
): Row {
	const asked: Contents = isBad ? { orderItems: [[UNORDERABLE_ITEM, 1]] } : contents;
	const lines = Object.entries(asked).map(([kind, list]): [string, IDataObject[]] => {
		const shuffled = random.chance(0.2) ? [...list].reverse() : list;
		const isNamed = random.chance(0.15);
		return [
			kind,
			shuffled.map(([id, count]) => ({ ...(isNamed ? nameOf(kind, id) : { id }), count })),
		];
	});
	const contentsJson = Object.fromEntries(
		lines.map(([kind, list]) => [
			kind,
			kind === 'returnDevices' ? list.map(({ id }) => ({ id })) : list,
		]),
	);
	return {
		parameters: {
			...recipientParameters(random, recipient),
			contents: 'json',
			contentsJson,
			externalOrderIds: ids.join(),
			ifExists,
			additionalFields: {
				shippingOption: 'standard',
				...(hasLongNote ? { orderNotes: 'Ring. '.repeat(2_000) } : {}),
			},
			simplify: random.chance(0.5),
		},
		ask: { kind: 'order', ids, recipient, contents: asked, isBad },
	};
}

/** An item by its SKU and a kit by its name, as in a sheet; all else has only an ID. */
function nameOf(kind: string, id: number): IDataObject {
	if (kind.endsWith('Items')) return { sku: ` sku-${id}` };
	return kind === 'orderKits' ? { name: `thing ${id}` } : { id };
}

const AT_SITE: Recipient = { siteId: 11 };

/** A row without an ID may be a line of the order of the row above, which isn't placed without it. */
function tearAbove(rows: readonly Row[]): Row[] {
	const idOf = ({ ask }: Row): string | undefined =>
		ask.kind === 'order' ? ask.ids[0] : undefined;
	const torn = new Set<string>();
	let above: string | undefined;
	for (const row of rows) {
		const id = idOf(row);
		if (id === undefined && above !== undefined) torn.add(above);
		above = id ?? above;
	}
	return rows.map((row) => {
		const id = idOf(row);
		const isTorn = id !== undefined && torn.has(id);
		return isTorn ? { ...row, ask: { ...row.ask, isBad: true, isTorn } as Ask } : row;
	});
}

/** The rows of orders that have several each, in any order. */
function combinedRows(random: Random, orders: readonly RowOrder[], ifExists: string): Row[] {
	const rows = orders.flatMap((order) => splitOrder(random, order, ifExists));
	if (random.chance(0.05)) {
		const { parameters, ask } = orderRow(
			random,
			{ ids: [], recipient: AT_SITE, contents: drawContents(random, AT_SITE) },
			ifExists,
		);
		rows.push({ parameters, ask: { ...ask, isBad: true, isTorn: true } as Ask });
	}
	const mixed = rows
		.map((row) => ({ row, at: random.below(1e6) }))
		.sort((one, other) => one.at - other.at)
		.map(({ row }) => row);
	const firstOf = new Map<string, number>();
	return tearAbove(mixed).map((row, number): Row => {
		if (row.ask.kind !== 'order' || row.ask.isTorn) return row;
		const [id = ''] = row.ask.ids;
		const first = firstOf.get(id);
		if (first !== undefined) return { ...row, joins: first };
		firstOf.set(id, number);
		return row;
	});
}

/** Gives each row some lines of an order; whatever else it says is blank in some. */
function splitOrder(random: Random, order: RowOrder, ifExists: string): Row[] {
	const whole = orderRow(random, order, ifExists);
	if (whole.ask.kind !== 'order') return [whole];
	const { ask } = whole;
	const lines = Object.entries(ask.contents).flatMap(([kind, list = []]) =>
		list.flatMap(([id, count]): Array<[string, IDataObject]> => {
			if (kind === 'returnDevices') {
				const device: [string, IDataObject] = [kind, { id }];
				return random.chance(0.3) ? [device, device] : [device];
			}
			const lineOf = (part: number): [string, IDataObject] => {
				const pick = random.chance(0.15) ? nameOf(kind, id) : { id };
				return [kind, { ...pick, count: part }];
			};
			return count > 1 && random.chance(0.5) ? [lineOf(1), lineOf(count - 1)] : [lineOf(count)];
		}),
	);
	const parts: Array<Record<string, IDataObject[]>> = [];
	for (const [kind, line] of lines) {
		const part = parts.length === 0 || random.chance(0.6) ? {} : random.pick(parts);
		if (!parts.includes(part)) parts.push(part);
		part[kind] = [...(part[kind] ?? []), line];
	}
	const giver = random.below(parts.length);
	const rows = parts.map((contentsJson, number): Row => {
		const isBlank = number !== giver && random.chance(0.5);
		const { contents, externalOrderIds, ...shared } = whole.parameters;
		const said = isBlank ? blankOut(shared) : shared;
		return { parameters: { ...said, contents, externalOrderIds, contentsJson }, ask };
	});
	return rows.length > 1 && random.chance(0.08) ? tearOrder(random, rows) : rows;
}

function blankOut(parameters: IDataObject): IDataObject {
	return Object.fromEntries(
		Object.entries(parameters).map(([name, value]) => {
			const inner = name === 'contentsJson' ? undefined : value;
			return [name, isLocator(inner) ? { ...inner, value: '' } : ''];
		}),
	);
}

function isLocator(value: unknown): value is IDataObject {
	return typeof value === 'object' && value !== null && 'mode' in value;
}

/** Makes rows of one order contradict each other, or one of them wrong. */
function tearOrder(random: Random, rows: readonly Row[]): Row[] {
	const torn = random.below(rows.length);
	const isWrong = random.chance(0.5);
	return rows.map(({ parameters, ask }, number): Row => {
		const wrong = { contentsJson: { orderItems: [{ id: 1001, count: 0 }] } };
		const option = number === torn ? 'overnight' : 'standard';
		const differing = { additionalFields: { shippingOption: option } };
		const changed = isWrong ? (number === torn ? wrong : {}) : differing;
		return {
			parameters: { ...parameters, ...changed },
			ask: { ...ask, isBad: true, isTorn: true } as Ask,
		};
	});
}

function recipientParameters(
	random: Random,
	{ patientId, siteId, newPatient }: Recipient,
): IDataObject {
	if (siteId !== undefined) {
		const site = random.chance(0.2)
			? { mode: 'name', value: `Thing ${siteId}` }
			: { mode: 'id', value: siteId };
		return { recipient: 'site', siteId: site };
	}
	if (newPatient !== undefined) return { recipient: 'newPatient', ...personParameters(newPatient) };
	const patient = random.pick([
		{ mode: 'id', value: patientId },
		{ mode: 'id', value: patientId },
		{ mode: 'externalIdentifier', value: `MRN-${patientId}` },
		{ mode: 'email', value: `p${patientId}@example.com` },
	]);
	return { recipient: 'patient', patientId: patient };
}

function personParameters(name: string): IDataObject {
	return {
		firstName: name,
		lastName: 'Example',
		addressLineOne: ADDRESS.lineOne,
		addressCity: ADDRESS.city,
		addressState: ADDRESS.state,
		addressZipCode: ADDRESS.zipCode,
		addressCountry: ADDRESS.country,
	};
}

function drawPatients(random: Random, _pool: unknown, process: number, isCalm: boolean): Drawn {
	const operation = random.pick(['create', 'create', 'upsert']);
	const ifExists =
		operation === 'upsert' ? 'update' : random.pick(['return', 'return', 'update', 'fail']);
	const rows = Array.from({ length: 1 + random.below(3) }, (_, number): Row => {
		const person = random.below(3);
		const identifier = operation === 'upsert' || random.chance(0.7) ? `X-${person}` : undefined;
		const name = random.chance(isCalm ? 0 : 0.05) ? 'Zoe' : (NAMES[person] ?? 'Ada');
		const own = identifier === undefined ? `${name}-${process}-${number}` : name;
		return {
			parameters: { ...personParameters(own), externalIdentifier: identifier ?? '', ifExists },
			ask: { kind: 'patient', identifier, name: own, fields: { firstName: own } },
		};
	});
	return { resource: 'patient', operation, options: {}, ifExists, rows };
}

function drawUpdates(random: Random, _pool: unknown, process: number): Drawn {
	const operation = random.pick(['update', 'upsert']);
	const rows = Array.from({ length: 1 + random.below(3) }, (): Row => {
		return updateRow(random, operation, updatedPatient(process, random.below(2)));
	});
	return { resource: 'patient', operation, options: {}, rows };
}

/** Fields that are changed by themselves, where they are in the form and where they are at Impilo. */
const CHANGES = [
	['addressLineTwo', 'address.lineTwo'],
	['addressNote', 'address.note'],
	['phoneNumber', 'phoneNumber'],
] as const;

function updateRow(random: Random, operation: string, patientId: number): Row {
	const [name, key] = random.pick(CHANGES);
	const value = `${key} ${random.below(1e6)}`;
	const parameters =
		operation === 'update'
			? { patientId: { mode: 'id', value: patientId }, updateFields: { [name]: value } }
			: {
					...personParameters(`Person ${patientId}`),
					externalIdentifier: `MRN-${patientId}`,
					additionalFields: { [name]: value },
				};
	return { parameters, ask: { kind: 'update', patientId, fields: { [key]: value } } };
}

function drawOthers(random: Random, _pool: unknown, process: number): Drawn {
	const kind = random.pick(['return', 'site', 'disenrollment'] as const);
	const rows = Array.from({ length: 1 + random.below(3) }, (_, number): Row => {
		const mark = `${process}-${number}-${random.below(1e6)}`;
		const patientId = random.pick(PATIENTS);
		if (kind === 'site') {
			return {
				parameters: { ...personParameters(mark), name: mark },
				ask: { kind, body: { name: mark } },
			};
		}
		if (kind === 'return') {
			const deviceId = 3_000 + random.below(1_000);
			return {
				parameters: {
					returnFrom: 'patient',
					patientId: { mode: 'id', value: patientId },
					returns: { returnDevices: [{ deviceId }] },
				},
				ask: { kind, body: { patientId, returnDevices: [{ id: deviceId }] } },
			};
		}
		return {
			parameters: {
				patientId: { mode: 'id', value: patientId },
				archive: false,
				createReturns: true,
			},
			ask: { kind, body: { id: patientId } },
		};
	});
	return kind === 'disenrollment'
		? { resource: 'patient', operation: 'disenroll', options: {}, rows }
		: { resource: kind, operation: 'create', options: {}, rows };
}

function drawDeeds(random: Random, subject: string, pool: readonly PurchaseOrder[]): Deed[] {
	return Array.from({ length: 1 + random.below(3) }, (): Deed => {
		const isRace = random.chance(0.5);
		const isBefore = !isRace && random.chance(0.6);
		const laterMs = random.below(random.pick(isRace ? [100, 300, 3_000] : [2_000, 30_000]));
		const when = { isRace, atMs: isBefore ? -10_000 : laterMs };
		if (subject === 'patients') {
			const person = random.below(3);
			return { ...when, do: 'patient', identifier: `X-${person}`, name: NAMES[person] ?? 'Ada' };
		}
		const { id, recipient, contents } = random.pick(pool);
		const kind = random.below(12);
		if (kind <= 1) return { ...when, do: 'email', patientId: random.pick(PATIENTS) };
		if (kind === 2) return { ...when, do: 'ship', externalOrderId: id };
		if (kind === 3) return { ...when, do: 'void', externalOrderId: id };
		const change = random.pick([
			'none',
			'none',
			'recipient',
			'contents',
			'case',
			'returns',
			'returns',
		]);
		const rest: Contents = { ...contents, returnDevices: undefined };
		const changed =
			change === 'contents'
				? drawContents(random, recipient)
				: change === 'returns'
					? rest
					: contents;
		return {
			...when,
			do: 'order',
			externalOrderIds: [change === 'case' ? id.toLowerCase() : id],
			recipient: change === 'recipient' ? drawRecipient(random, random.below(3)) : recipient,
			contents: Object.values(changed).some(Boolean) ? changed : contents,
		};
	});
}
