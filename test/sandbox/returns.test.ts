import {
	KNOWN_RETURN_STATUSES,
	seedIds,
	type Device,
	type InventoryEntry,
	type Order,
	type Return,
} from '../../sandbox';
import { useSandbox } from './client';

const ROUTE = KNOWN_RETURN_STATUSES.filter((status) => status !== 'voided');
const PATIENT = seedIds.patientWithDevice;
const DEVICE = seedIds.deviceWithPatient;
const BODY = { patientId: PATIENT, returnDevices: [{ id: DEVICE }] };

const rig = useSandbox();

const create = async (body: object = BODY) =>
	(await rig.api('POST', '/return', body)).body as Return;
const read = async (id: number) => (await rig.api('GET', `/return/${id}`)).body as Return;
const readDevice = async (id: number = DEVICE) =>
	(await rig.api('GET', `/device/${id}`)).body as Device;
const countUsed = async (itemId: number) =>
	(await rig.list<InventoryEntry>(`/inventory/impilo?itemId=${itemId}`)).content[0]?.usedCount ?? 0;

describe('a new return', () => {
	it('is answered with 200, and can be read afterwards', async () => {
		const answer = await rig.api('POST', '/return', {
			...BODY,
			returnItems: [{ id: 302, count: 2 }, { id: 306 }],
			shippingOption: 'standard',
			emailLabel: false,
		});
		expect([answer.status, answer.body]).toEqual([
			200,
			{
				id: 4008,
				patient: rig.sandbox.patients.get(PATIENT),
				site: null,
				currentStatus: 'rmaPlaced',
				returnItems: [
					{ count: 2, item: rig.sandbox.items.get(302) },
					{ count: 1, item: rig.sandbox.items.get(306) },
				],
				returnDevices: [await readDevice()],
				returnKits: [],
				returnEvents: [{ type: 'rmaPlaced', eventTimestamp: expect.stringMatching(/Z$/) }],
				trackingNumbers: [],
				relatedOrderId: null,
			},
		]);
		expect(await read(4008)).toEqual(answer.body);
	});

	it('may be of a site, and the same as another', async () => {
		const body = { siteId: seedIds.site, returnItems: [{ id: 306, count: 1 }], emailLabel: true };
		for (const id of [4008, 4009]) {
			expect(await create(body)).toMatchObject({ id, patient: null, site: { id: seedIds.site } });
		}
	});
});

describe('a return', () => {
	it('takes its device from the patient to the stock, step by step', async () => {
		const { id } = await create();
		const used = await countUsed(303);
		const seen = [];
		for (const status of ROUTE.slice(1)) {
			const answer = await rig.control('POST', `/returns/${id}/status`, { status });
			const told = { id, relatedOrderId: null, currentStatus: status };
			expect([answer.status, answer.body]).toEqual([200, told]);
			const { currentStatus, currentPatient } = await readDevice();
			seen.push([status, currentStatus, currentPatient?.id ?? null]);
		}
		expect(seen).toEqual([
			['pendingReturn', 'withPatient', PATIENT],
			['outbound', 'withPatient', PATIENT],
			['inTransit', 'shipped', null],
			['arrived', 'delivered', null],
			['receiving', 'refurbishing', null],
			['completed', 'used', null],
		]);
		const completed = await read(id);
		expect(completed.returnEvents?.map(({ type }) => type)).toEqual(ROUTE);
		expect(completed.trackingNumbers).toEqual([{ carrier: 'usps', value: 'EXAMPLE000000004008' }]);
		const device = { id: DEVICE, currentStatus: 'used', used: true };
		expect(completed.returnDevices).toMatchObject([device]);
		expect(await countUsed(303)).toBe(used + 1);
	});

	it('does what it skips', async () => {
		const { id } = await create({ ...BODY, returnItems: [{ id: 302, count: 3 }] });
		rig.sandbox.setReturnStatus(id, 'completed');
		const { deviceEvents } = await readDevice();
		expect(deviceEvents.map(({ type }) => type).slice(2)).toEqual([
			'shipped',
			'delivered',
			'refurbishing',
			'used',
		]);
		expect(await countUsed(302)).toBe(4);
	});

	it('of a site takes devices and pieces from there', async () => {
		const { id } = await create({
			siteId: 201,
			returnDevices: [{ id: seedIds.usedDeviceAtSite }],
			returnItems: [{ id: 306, count: 15 }],
		});
		rig.sandbox.setReturnStatus(id, 'inTransit');
		const path = '/inventory/site?siteId=201&itemId=303&itemId=306';
		expect((await rig.list<InventoryEntry>(path)).content).toMatchObject([
			{ item: { id: 303 }, newCount: 0, usedCount: 0 },
			{ item: { id: 306 }, newCount: 25 },
		]);
		expect(await readDevice(seedIds.usedDeviceAtSite)).toMatchObject({
			currentStatus: 'shipped',
			site: null,
		});
	});

	it('takes a status that nobody knows, and does nothing then', async () => {
		const { id } = await create();
		rig.sandbox.setReturnStatus(id, 'lostInTheMail');
		expect(await read(id)).toMatchObject({ currentStatus: 'lostInTheMail' });
		expect(await readDevice()).toMatchObject({ currentStatus: 'withPatient' });
		rig.sandbox.setReturnStatus(seedIds.nullsReturn, 'completed');
		expect(() => rig.sandbox.setReturnStatus(1, 'completed')).toThrow('no return 1');
	});

	it('moves by itself, those of the seed not', async () => {
		const { id } = await create();
		rig.sandbox.moveOrdersEvery(5);
		while (rig.sandbox.returns.get(id)?.currentStatus !== 'completed') {
			await new Promise((resolve) => setTimeout(resolve, 2));
		}
		rig.sandbox.moveOrdersEvery(0);
		expect((await read(id)).returnEvents?.map(({ type }) => type)).toEqual(ROUTE);
		expect(await read(seedIds.placedReturn)).toMatchObject({ currentStatus: 'rmaPlaced' });
	});

	it('is listed for other processes, which may give it a status', async () => {
		const { body } = await rig.control('GET', '/returns');
		expect((body as unknown[])[4]).toEqual({
			id: seedIds.orderReturn,
			relatedOrderId: seedIds.returnIssuedOrder,
			currentStatus: 'pendingReturn',
		});
		const move = async (id: number, status: string) =>
			(await rig.control('POST', `/returns/${id}/status`, { status })).status;
		expect([await move(999993, 'arrived'), await move(4001, '')]).toEqual([404, 400]);
	});
});

describe('voiding', () => {
	it('answers 204, and leaves the device where it is', async () => {
		const answer = await rig.api('DELETE', `/return/${seedIds.placedReturn}`);
		expect([answer.status, answer.text]).toEqual([204, '']);
		expect(await read(seedIds.placedReturn)).toMatchObject({
			currentStatus: 'voided',
			returnEvents: [{ type: 'rmaPlaced' }, { type: 'voided' }],
			returnDevices: [{ id: 7013, currentStatus: 'withPatient' }],
		});
	});

	it.each([
		[seedIds.orderReturn, 204],
		[seedIds.siteReturn, 204],
		[seedIds.nullsReturn, 204],
		[seedIds.inTransitReturn, 400],
		[seedIds.voidedReturn, 400],
	])('%i: %i', async (id, status) => {
		expect((await rig.api('DELETE', `/return/${id}`)).status).toBe(status);
	});
});

describe('an order with returns', () => {
	const order = async () =>
		(
			await rig.api('POST', '/order', {
				patient: { id: PATIENT },
				orderItems: [{ item: { id: 301 } }],
				returnItems: [{ id: 302, count: 2 }],
				returnDevices: [{ id: DEVICE }],
				returnPackedKits: [{ id: seedIds.packedKit, quantity: 1 }],
				emailLabel: true,
			})
		).body as Order;
	const find = async (orderId: number) =>
		(await rig.list<Return>(`/return?relatedOrderId=${orderId}`)).content;

	it('makes one return, which says so', async () => {
		const { id } = await order();
		expect(await find(id)).toMatchObject([
			{
				id: 4008,
				patient: { id: PATIENT },
				currentStatus: 'rmaPlaced',
				returnItems: [{ count: 2, item: { id: 302 } }],
				returnDevices: [{ id: DEVICE }, { id: 7001 }, { id: 7002 }],
				returnKits: [{ count: 1, kit: { id: 1002 } }],
				relatedOrderId: id,
			},
		]);
	});

	it('takes it along when it is voided, unless it is on its way', async () => {
		const [first, second] = [await order(), await order()];
		rig.sandbox.setReturnStatus(4009, 'inTransit');
		await rig.api('DELETE', `/order/${first.id}`);
		await rig.api('DELETE', `/order/${second.id}`);
		expect(await find(first.id)).toMatchObject([{ currentStatus: 'voided' }]);
		expect(await find(second.id)).toMatchObject([{ currentStatus: 'inTransit' }]);
	});
});
