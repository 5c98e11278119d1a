import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { RESOURCES } from '../../nodes/Impilo/resources';
import { SCARCE_STOCK, seedIds, type Sandbox } from '../../sandbox';
import { runWorkflow, type LoadedPackage } from '../engine/harness';
import type { DemoRow } from './describeRun';
import {
	listOf,
	sum,
	tellDevice,
	tellOrder,
	tellReturn,
	tellStock,
	tellVerdict,
	type Stock,
	type Telling,
} from './tellings';

const IMPILO = 'Impilo';
const MONITOR = 301;
const EXTERNAL_IDENTIFIER = 'DEMO-PATIENT-1';

const byId = (value: number): INodeParameters => ({ __rl: true, mode: 'id', value });
const itemLines = (itemId: number, count: number): INodeParameters => ({
	item: [{ itemId: byId(itemId), count }],
});

/**
 * Plays the whole chain: a patient is enrolled, gets an order, is assigned a device of a site, sends one
 * back, and leaves. Each step runs the node in n8n's engine; the sandbox plays what Impilo does in
 * between.
 *
 * @returns a row for each step that was played
 */
export async function playStory(
	loadedPackage: LoadedPackage,
	sandbox: Sandbox,
): Promise<DemoRow[]> {
	const rows: DemoRow[] = [];
	let chapter = '';

	/** Runs one operation, and describes the result of its first item. */
	const play = async (
		parameters: { resource: string; operation: string } & INodeParameters,
		tell: (output: IDataObject, outputs: IDataObject[]) => Telling,
	): Promise<IDataObject> => {
		const run = await runWorkflow({
			package: loadedPackage,
			nodes: [{ name: IMPILO, type: 'n8n-nodes-impilo.impilo', parameters }],
			credentials: {
				impiloApi: { environment: 'custom', baseUrl: sandbox.url, apiKey: sandbox.apiKey },
			},
			assignCredentials: true,
		});
		const node = nameOperation(parameters.resource, parameters.operation);
		const outputs = run.items(IMPILO).map(({ json }) => json);
		const [output] = outputs;
		if (output === undefined) {
			const happened = `Stopped: ${run.error?.message ?? 'nothing came out'}`;
			rows.push({ workflow: chapter, node, happened, isAsExpected: false });
			throw new StoryStopped();
		}
		const [happened, isAsExpected] = tell(output, outputs);
		rows.push({ workflow: chapter, node, happened, isAsExpected });
		return output;
	};

	const countStock = async (before?: Stock): Promise<Stock> => {
		let stock: Stock = { new: 0, used: 0 };
		await play(
			{
				resource: 'inventory',
				operation: 'getAll',
				scope: 'impilo',
				returnAll: true,
				filters: { itemId: byId(MONITOR) },
			},
			(_, entries) => {
				stock = { new: sum(entries, 'newCount'), used: sum(entries, 'usedCount') };
				return tellStock(stock, before);
			},
		);
		return stock;
	};
	const moveOrder = (id: number, ...statuses: string[]) =>
		statuses.forEach((status) => sandbox.setOrderStatus(id, status));
	const getOrder = async (id: number, tell: (order: IDataObject) => Telling) =>
		await play({ resource: 'order', operation: 'get', orderId: byId(id) }, tell);

	try {
		chapter = 'Before';
		const stockBefore = await countStock();

		chapter = 'A patient is enrolled';
		const patient = await play(
			{
				resource: 'patient',
				operation: 'upsert',
				externalIdentifier: EXTERNAL_IDENTIFIER,
				firstName: 'Nora',
				lastName: 'Example',
				addressLineOne: '1 Example Street',
				addressCity: 'Sampleton',
				addressState: 'CA',
				addressZipCode: '90010',
				addressCountry: 'US',
				additionalFields: { siteId: byId(seedIds.otherSite) },
			},
			({ id, enrolled }) => [`Patient ${String(id)} is enrolled`, enrolled === true],
		);
		const patientId = Number(patient.id);

		chapter = 'The patient gets an order';
		const order = (orderItems: INodeParameters) => ({
			resource: 'order',
			recipient: 'patient',
			patientId: byId(patientId),
			contents: 'fields',
			orderItems,
			externalOrderIds: 'DEMO-STORY-1',
			ifExists: 'return',
		});
		const tooMany = order(itemLines(seedIds.scarceItem, SCARCE_STOCK + 1));
		await play({ ...tooMany, operation: 'check' }, tellVerdict(false));
		const monitor = order(itemLines(MONITOR, 1));
		await play({ ...monitor, operation: 'check' }, tellVerdict(true));
		const { id } = await play({ ...monitor, operation: 'create' }, tellOrder('orderPlaced'));
		const orderId = Number(id);
		moveOrder(orderId, 'awaitingShipment', 'shipped');
		await getOrder(orderId, tellOrder('shipped'));
		moveOrder(orderId, 'delivered');
		await getOrder(orderId, tellOrder('delivered'));
		const device = await play(
			{ resource: 'device', operation: 'getAll', filters: { patientId: byId(patientId) } },
			tellDevice('withPatient'),
		);

		chapter = 'A site gives the patient another device';
		const siteOrder = await play(
			{
				resource: 'order',
				operation: 'create',
				recipient: 'site',
				siteId: byId(seedIds.otherSite),
				contents: 'fields',
				orderItems: itemLines(MONITOR, 2),
				externalOrderIds: 'DEMO-STORY-2',
			},
			tellOrder('orderPlaced'),
		);
		moveOrder(Number(siteOrder.id), 'awaitingShipment', 'shipped', 'delivered');
		await getOrder(Number(siteOrder.id), tellOrder('delivered'));
		const spare = await play(
			{
				resource: 'device',
				operation: 'getAll',
				filters: {
					siteId: byId(seedIds.otherSite),
					itemId: byId(MONITOR),
					statuses: ['availableAtSite'],
				},
			},
			tellDevice('availableAtSite'),
		);
		const [identifier] = listOf(spare.identifiers);
		await play(
			{
				resource: 'device',
				operation: 'validate',
				deviceIdentifier: String(identifier?.value),
			},
			({ valid }) => [
				`${String(identifier?.value)} is ${valid === true ? '' : 'not '}valid`,
				valid === true,
			],
		);
		await play(
			{
				resource: 'device',
				operation: 'associate',
				deviceId: byId(Number(spare.id)),
				patientId: { __rl: true, mode: 'externalIdentifier', value: EXTERNAL_IDENTIFIER },
			},
			({ id: deviceId, patientId: holder, associated }) => [
				`Device ${String(deviceId)} is assigned to patient ${String(holder)}`,
				associated === true,
			],
		);

		chapter = 'The first device comes back';
		const orderReturn = await play(
			{
				resource: 'return',
				operation: 'create',
				returnFrom: 'patient',
				patientId: byId(patientId),
				returns: { returnDevices: [{ deviceId: byId(Number(device.id)) }] },
				additionalFields: { shippingOption: 'standard' },
			},
			tellReturn('rmaPlaced'),
		);
		sandbox.setReturnStatus(Number(orderReturn.id), 'completed');
		await play(
			{ resource: 'return', operation: 'get', returnId: byId(Number(orderReturn.id)) },
			tellReturn('completed'),
		);

		chapter = 'The patient leaves';
		await play(
			{
				resource: 'patient',
				operation: 'disenroll',
				patientId: byId(patientId),
				archive: true,
				createReturns: true,
			},
			({ disenrolled, archived }) => [
				`Patient ${patientId} is disenrolled and archived`,
				disenrolled === true && archived === true,
			],
		);
		await play(
			{
				resource: 'return',
				operation: 'getAll',
				filters: { status: 'rmaPlaced', searchString: EXTERNAL_IDENTIFIER },
			},
			tellReturn('rmaPlaced'),
		);

		chapter = 'After';
		await countStock(stockBefore);
	} catch (error) {
		if (!(error instanceof StoryStopped)) throw error;
	}
	return rows;
}

/** A step failed, so the following ones can't be played. It is in the rows. */
class StoryStopped extends Error {}

/** "Order: Create" */
function nameOperation(resource: string, operation: string): string {
	const found = RESOURCES.find(({ option }) => option.value === resource);
	const name = found?.operations.find(({ option }) => option.value === operation)?.option.name;
	return `${found?.option.name}: ${name}`;
}
