import type { IDataObject } from 'n8n-workflow';

import type { Random } from './random';

/** Who sent a request: a run of the node, or anybody else. */
export interface Sender {
	/** Names the run; empty for anybody else. */
	run: string;
	process: number;
}

export const SOMEBODY: Sender = { run: '', process: -1 };

export const KINDS = [
	'orderItems',
	'orderKits',
	'returnItems',
	'returnDevices',
	'returnPackedKits',
] as const;
export type Kind = (typeof KINDS)[number];

/** How many of which, by kind; what isn't ordered isn't there. */
export type Contents = Partial<Record<Kind, ReadonlyArray<readonly [id: number, count: number]>>>;

interface Made {
	id: number;
	by: Sender;
	/** When the request for it was sent, and when Impilo carried it out. */
	sentMs: number;
	madeMs: number;
}

export interface Order extends Made {
	externalOrderIds: string[];
	patientId?: number;
	siteId?: number;
	contents: Contents;
	status: string;
	/** From when on lists show it. */
	listedMs: number;
	voided?: { by: Sender; atMs: number };
	/** Lists that Impilo doesn't show of this order. */
	leavesOut: readonly Kind[];
}

export interface Patient extends Made {
	fields: IDataObject;
	listedMs: number;
}

export interface Other extends Made {
	kind: 'return' | 'site' | 'disenrollment';
	body: IDataObject;
}

/** A request as it comes in. */
export interface Request {
	method: string;
	/** Below /api/v3. */
	path: string;
	query: IDataObject;
	body: IDataObject;
	sender: Sender;
	sentMs: number;
}

export interface Answer {
	status: number;
	body?: unknown;
}

/** What nobody knows of Impilo, and what may be different from world to world. */
export interface Traits {
	/** How long lists don't show what is new. */
	lagMs: number;
	ignoresCase: boolean;
	addsInsert: boolean;
	writesCapitals: boolean;
	leavesOut: readonly Kind[];
	newestFirst: boolean;
	risingIds: boolean;
	mergesAddresses: boolean;
}

/** No such item can be ordered. */
export const UNORDERABLE_ITEM = 1999;
const INSERT: readonly [number, number] = [1900, 1];
const FIRST_ID = 5_000;

export class Impilo {
	readonly orders = new Map<number, Order>();

	readonly patients = new Map<number, Patient>();

	readonly others: Other[] = [];

	private lastId = FIRST_ID;

	constructor(
		readonly traits: Traits,
		private readonly random: Random,
		private readonly now: () => number,
	) {}

	/** Carries a request out. */
	answer(request: Request): Answer {
		const { method, path, query, body } = request;
		const [, resource = '', key = '', last = ''] = path.split('/');
		const id = Number(key);
		switch (`${method} ${resource}${key === '' ? '' : Number.isNaN(id) ? `/${key}` : '/id'}`) {
			case 'POST order':
				return this.placeOrder(request);
			case 'GET order':
				return page(this.listOrders(query), query);
			case 'GET order/id':
				return found(this.orders.get(id), (order) => this.showOrder(order));
			case 'DELETE order/id':
				return this.voidOrder(id, request.sender);
			case 'POST patient':
				return { status: 200, body: this.showPatient(this.addPatient(body, request)) };
			case 'GET patient':
				return page(this.listPatients(query), query);
			case 'GET patient/id':
				return found(this.patients.get(id), (patient) => this.showPatient(patient));
			case 'PATCH patient/id':
				return found(this.patients.get(id), (patient) => {
					this.changePatient(patient, body);
					return this.showPatient(patient);
				});
			case 'GET patient/identifier':
				return found(this.findPatient('externalIdentifier', last), (one) => this.showPatient(one));
			case 'POST patient/find-by-email':
				return found(this.findPatient('email', body.email), (one) => this.showPatient(one));
			case 'POST patient/disenroll':
				return found(this.patients.get(Number(last)), (patient) => {
					patient.fields.enrolled = false;
					if (body.archive === true) patient.fields.archived = true;
					if (body.createReturns === true) this.add('disenrollment', { id: patient.id }, request);
					return undefined;
				});
			case 'POST return':
				return { status: 200, body: this.add('return', body, request) };
			case 'POST site':
				return { status: 200, body: this.add('site', body, request) };
			case 'GET item':
				return page(listItems(query.id ?? [...ITEMS, UNORDERABLE_ITEM]), query);
			case 'GET device':
				return page(named(query.id, { currentStatus: 'withPatient' }), query);
			case 'GET kit':
				return page(
					named(KITS, { archived: false, kitItems: [{ item: { id: 1001 }, count: 1 }] }),
					query,
				);
			case 'GET site':
				return page(named(SITES, { active: true }), query);
			case 'GET inventory/impilo':
				return page(
					named(ITEMS, {}).map((item) => ({ item, site: { id: 1 }, newCount: 1e6, usedCount: 0 })),
					query,
				);
			default:
				throw new Error(`The simulated Impilo doesn't know ${method} ${path}`);
		}
	}

	/** Places an order, whoever asks for it. */
	addOrder(
		order: Pick<Order, 'externalOrderIds' | 'contents'> & Pick<Order, 'patientId' | 'siteId'>,
		{ sender, sentMs }: Pick<Request, 'sender' | 'sentMs'>,
	): Order {
		const { traits, random } = this;
		const placed: Order = {
			...order,
			id: this.newId(),
			by: sender,
			sentMs,
			madeMs: this.now(),
			listedMs: this.now() + traits.lagMs,
			status: 'orderPlaced',
			leavesOut: random.chance(0.8) ? traits.leavesOut : [],
		};
		this.orders.set(placed.id, placed);
		return placed;
	}

	addPatient(fields: IDataObject, { sender, sentMs }: Pick<Request, 'sender' | 'sentMs'>): Patient {
		const now = this.now();
		const id = this.newId();
		const all = { enrolled: true, archived: false, ...structuredClone(fields) };
		const patient = {
			id,
			by: sender,
			sentMs,
			madeMs: now,
			listedMs: now + this.traits.lagMs,
			fields: all,
		};
		this.patients.set(id, patient);
		return patient;
	}

	voidOrder(id: number, by: Sender): Answer {
		const order = this.orders.get(id);
		if (order === undefined) return { status: 404, body: { message: 'not found' } };
		if (order.status !== 'orderPlaced')
			return { status: 400, body: { message: 'order cannot be voided' } };
		order.status = 'voided';
		order.voided = { by, atMs: this.now() };
		return { status: 204 };
	}

	/** An order as Impilo shows it, with what it adds and leaves out. */
	showOrder(order: Order): IDataObject {
		const { id, status, externalOrderIds, patientId, siteId, contents, leavesOut } = order;
		const patient = patientId === undefined ? undefined : this.patients.get(patientId);
		const { addsInsert } = this.traits;
		const lines = Object.fromEntries(
			KINDS.filter((kind) => !leavesOut.includes(kind)).map((kind) => {
				const shipped = contents[kind] ?? [];
				const all = addsInsert && kind === 'orderItems' ? [...shipped, INSERT] : shipped;
				return [kind, all.map((line) => showLine(kind, line))];
			}),
		);
		return {
			id,
			currentStatus: status,
			externalOrderIds,
			patient: patient === undefined ? null : this.showPatient(patient),
			site: siteId === undefined ? null : { id: siteId, name: `Site ${siteId}` },
			...lines,
			orderEvents: [{ name: status, eventTimestamp: '2026-01-31T00:00:00Z' }],
		};
	}

	private showPatient({ id, fields }: Patient): IDataObject {
		if (!this.traits.writesCapitals) return { id, ...fields };
		const { firstName, lastName } = fields;
		const capitals = {
			firstName: String(firstName).toUpperCase(),
			lastName: String(lastName).toUpperCase(),
		};
		return { id, ...fields, ...capitals };
	}

	private placeOrder(request: Request): Answer {
		const { body } = request;
		const patient = body.patient as IDataObject | undefined;
		const contents = readContents(body);
		if (contents.orderItems?.some(([id]) => id === UNORDERABLE_ITEM)) {
			return {
				status: 400,
				body: {
					message: 'Order contains Items that are marked as non-orderable. Order cannot be placed.',
				},
			};
		}
		if (patient?.id !== undefined && !this.patients.has(Number(patient.id))) {
			return { status: 400, body: { message: 'patient_does_not_exist' } };
		}
		const patientId = patient && Number(patient.id ?? this.addPatient(patient, request).id);
		const site = body.site as IDataObject | undefined;
		const order = this.addOrder(
			{
				externalOrderIds: (body.externalOrderIds as string[] | undefined) ?? [],
				patientId,
				siteId: site && Number(site.id),
				contents,
			},
			request,
		);
		return { status: 201, body: this.showOrder(order) };
	}

	private listOrders({ externalOrderId, patientId }: IDataObject): unknown[] {
		const wanted = listOf(externalOrderId).map((id) => this.fold(id));
		return this.inOrder([...this.orders.values()])
			.filter(
				(order) =>
					(wanted.length === 0 ||
						order.externalOrderIds.some((id) => wanted.includes(this.fold(id)))) &&
					(patientId === undefined || order.patientId === Number(patientId)),
			)
			.map((order) => this.showOrder(order));
	}

	private listPatients({ externalIdentifier, email, id }: IDataObject): unknown[] {
		const identifiers = listOf(externalIdentifier).map((one) => this.fold(one));
		const emails = listOf(email);
		const ids = listOf(id);
		return this.inOrder([...this.patients.values()])
			.filter(
				({ id: own, fields }) =>
					(identifiers.length === 0 ||
						identifiers.includes(this.fold(String(fields.externalIdentifier)))) &&
					(emails.length === 0 || emails.includes(String(fields.email))) &&
					(ids.length === 0 || ids.includes(String(own))),
			)
			.map((patient) => this.showPatient(patient));
	}

	private inOrder<T extends { listedMs: number; madeMs: number }>(all: T[]): T[] {
		const listed = all.filter(({ listedMs }) => listedMs <= this.now());
		return this.traits.newestFirst ? listed.reverse() : listed;
	}

	private fold(text: string): string {
		return this.traits.ignoresCase ? text.toLowerCase() : text;
	}

	private findPatient(field: string, value: unknown): Patient | undefined {
		return [...this.patients.values()].find(({ fields }) => fields[field] === value);
	}

	private changePatient({ fields }: Patient, { address, ...others }: IDataObject): void {
		Object.assign(fields, others);
		if (address === undefined) return;
		fields.address = this.traits.mergesAddresses
			? { ...(fields.address as object), ...(address as object) }
			: address;
	}

	private add(kind: Other['kind'], body: IDataObject, { sender, sentMs }: Request): IDataObject {
		const id = this.newId();
		this.others.push({ kind, id, body, by: sender, sentMs, madeMs: this.now() });
		return { ...body, id };
	}

	private newId(): number {
		if (this.traits.risingIds) return ++this.lastId;
		const id = FIRST_ID + this.random.below(1e6);
		return this.orders.has(id) || this.patients.has(id) ? this.newId() : id;
	}
}

export const ITEMS = [1001, 1002, 1003, 1004, 1900];
export const KITS = [2001, 2002];
export const SITES = [11, 12];

/** The contents in the body of a request. */
export function readContents(body: IDataObject): Contents {
	const contents: Contents = {};
	for (const kind of KINDS) {
		const lines = body[kind] as IDataObject[] | undefined;
		if (lines === undefined) continue;
		contents[kind] = lines.map((line) => {
			const thing = (line.item ?? line.kit ?? line) as IDataObject;
			return [Number(thing.id), Number(line.count ?? line.quantity ?? 1)];
		});
	}
	return contents;
}

function showLine(kind: Kind, [id, count]: readonly [number, number]): IDataObject {
	switch (kind) {
		case 'orderItems':
			return { item: { id, name: `Item ${id}` }, count };
		case 'orderKits':
			return { kit: { id, name: `Kit ${id}` }, count };
		case 'returnItems':
			return { id, count };
		case 'returnDevices':
			return { id };
		case 'returnPackedKits':
			return { id, quantity: count };
	}
}

function listItems(ids: unknown): IDataObject[] {
	return named(ids, { orderable: true }).map((item) => ({
		...item,
		sku: `SKU-${String(item.id)}`,
	}));
}

function named(ids: unknown, more: IDataObject): IDataObject[] {
	return listOf(ids).map((id) => ({ id: Number(id), name: `Thing ${id}`, ...more }));
}

function listOf(value: unknown): string[] {
	if (value === undefined) return [];
	return (Array.isArray(value) ? value : [value]).map(String);
}

function found<T>(thing: T | undefined, show: (thing: T) => unknown): Answer {
	return thing === undefined
		? { status: 404, body: { message: 'not found' } }
		: { status: 200, body: show(thing) };
}

function page(all: readonly unknown[], query: IDataObject): Answer {
	const number = Number(query.page ?? 1);
	const size = Number(query.size ?? 15);
	const content = all.slice((number - 1) * size, number * size);
	const last = number * size >= all.length;
	return {
		status: 200,
		body: { content, page: number, size, total: all.length, first: number === 1, last },
	};
}
