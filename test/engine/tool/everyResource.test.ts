import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { seedIds } from '../../../sandbox';
import { NEW_PATIENT } from '../create/orderForm';
import type { ToolCallStyle } from '../harness';
import { fromAI, pick, useImpilo } from '../impiloRun';
import { REQUIRED_SITE, WIRE_ADDRESS } from '../operations';
import { requestLines } from '../outcome';
import { WIRE_PATIENT } from '../patient/patientForm';

/** An agent gives everything as text, and leaves empty what it doesn't need. */

const rig = useImpilo();

const { deviceWithPatient, otherPatient, patientWithDevice, site } = seedIds;

const UPSERT: INodeParameters = {
	resource: 'patient',
	operation: 'upsert',
	...NEW_PATIENT,
	externalIdentifier: fromAI('identifier'),
	additionalFields: { dateOfBirth: fromAI('born'), siteId: pick(fromAI('site')) },
};
const ASSIGN: INodeParameters = {
	resource: 'device',
	operation: 'associate',
	deviceId: pick(fromAI('device'), 'identifier'),
	patientId: pick(fromAI('patient')),
};
const RETURN: INodeParameters = {
	resource: 'return',
	operation: 'create',
	patientId: pick(fromAI('patient')),
	returns: {
		returnItems: [{ itemId: pick(fromAI('item')), count: fromAI('count') }],
		returnDevices: [{ deviceId: pick(fromAI('device')) }],
	},
	additionalFields: { emailLabel: fromAI('email'), shippingOption: fromAI('shipping') },
};
const RETURN_ARGS = { patient: '1245', item: '301', count: '2', device: '7012', shipping: '' };
const TICKET: INodeParameters = {
	resource: 'supportTicket',
	operation: 'create',
	ticketType: fromAI('type'),
	note: fromAI('note'),
	additionalFields: { orderId: pick(fromAI('order')) },
};
const getAll = (
	resource: string,
	filters: INodeParameters,
	more: INodeParameters = {},
): INodeParameters => ({
	resource,
	operation: 'getAll',
	limit: fromAI('limit'),
	filters,
	...more,
});
const STOCK = getAll(
	'inventory',
	{ itemId: pick(fromAI('item')), maxNewCount: fromAI('most'), siteId: pick(fromAI('site')) },
	{ scope: fromAI('where') },
);

describe.each<ToolCallStyle>(['engine', 'direct'])(
	'an agent that calls in the %s style',
	(style) => {
		/** What the model reads after its call, whether it went well or not. */
		async function call(form: INodeParameters, args: IDataObject): Promise<string> {
			const { answer, error } = await rig.runImpiloTool(form, args, style);
			return answer ?? error?.message ?? '';
		}

		it.each<[INodeParameters, IDataObject, string, object]>([
			[
				UPSERT,
				{ identifier: 'agent-1', born: '1980-01-31', site: '201' },
				'POST /api/v3/patient',
				{
					...WIRE_PATIENT,
					externalIdentifier: 'agent-1',
					dateOfBirth: '1980-01-31',
					site: { id: site },
				},
			],
			[
				{
					resource: 'patient',
					operation: 'update',
					patientId: pick(fromAI('identifier'), 'externalIdentifier'),
					updateFields: { phoneNumber: fromAI('phone'), email: fromAI('email') },
				},
				{ identifier: 'patient-1235', phone: '15550100', email: '' },
				`PATCH /api/v3/patient/${otherPatient}`,
				{ phoneNumber: '15550100' },
			],
			[
				{
					resource: 'patient',
					operation: 'disenroll',
					patientId: pick(fromAI('patient')),
					archive: fromAI('archive'),
					createReturns: fromAI('returns'),
				},
				{ patient: String(patientWithDevice), archive: 'true', returns: 'false' },
				`POST /api/v3/patient/disenroll/${patientWithDevice}`,
				{ archive: true, createReturns: false },
			],
			[
				ASSIGN,
				{ device: 'SN-7016', patient: '1234' },
				'PATCH /api/v3/device/associate-patient',
				{ deviceId: 7016, patientId: 1234 },
			],
			[
				{
					resource: 'site',
					operation: 'create',
					...REQUIRED_SITE,
					name: fromAI('name'),
					additionalFields: {
						active: fromAI('active'),
						addressLineTwo: fromAI('lineTwo'),
						phoneNumber: "={{ $fromAI('phone', '', 'number') }}",
					},
				},
				{ name: 'Agent Clinic', active: 'false', lineTwo: '', phone: 15550100 },
				'POST /api/v3/site',
				{
					name: 'Agent Clinic',
					active: false,
					phoneNumber: '15550100',
					address: WIRE_ADDRESS,
				},
			],
			[
				{
					resource: 'site',
					operation: 'update',
					siteId: pick(fromAI('site')),
					updateFields: {
						active: fromAI('active'),
						addressCity: fromAI('city'),
						name: fromAI('name'),
					},
				},
				{ site: '201', active: 'false', city: '', name: 'Agent Clinic' },
				'PATCH /api/v3/site/201',
				{ active: false, name: 'Agent Clinic' },
			],
			[
				RETURN,
				{ ...RETURN_ARGS, email: 'true' },
				'POST /api/v3/return',
				{
					patientId: 1245,
					returnItems: [{ id: 301, count: 2 }],
					returnDevices: [{ id: 7012 }],
					emailLabel: true,
				},
			],
			[
				TICKET,
				{ type: 'DEVICECLAIM', note: 'Broken', order: '5001' },
				'POST /api/v3/support-ticket',
				{ ticketType: 'deviceClaim', note: 'Broken', order: { id: 5001 } },
			],
		])('%j is sent as it has to be: %j', async (form, args, line, body) => {
			await call(form, args);

			const changes = rig.sandbox.requests.filter(({ method }) => method !== 'GET');
			expect(changes.map((change) => [`${change.method} ${change.path}`, change.body])).toEqual([
				[line, body],
			]);
		});

		it.each<[INodeParameters, IDataObject, string, unknown[]]>([
			[
				getAll('patient', {
					externalIdentifiers: fromAI('identifiers'),
					enrolled: fromAI('enrolled'),
					name: fromAI('name'),
				}),
				{ limit: '2', identifiers: '["patient-1235", "1234abcd"]', enrolled: '', name: '' },
				'patient?externalIdentifier=patient-1235&externalIdentifier=1234abcd&page=1&size=2',
				[1234, 1235],
			],
			[
				getAll('device', { itemId: fromAI('item'), statuses: fromAI('statuses') }),
				{ limit: '2', item: '301', statuses: '["WITH_PATIENT"]' },
				'device?itemId=301&status=withPatient&page=1&size=2',
				[7001, 7003],
			],
			[
				getAll('return', {
					status: fromAI('status'),
					standalone: fromAI('standalone'),
					searchString: fromAI('text'),
				}),
				{ limit: '5', status: 'PENDING_RETURN', standalone: 'false', text: '' },
				'return?standalone=false&status=pendingReturn&page=1&size=5',
				[seedIds.orderReturn],
			],
			[
				getAll('item', {
					itemClasses: fromAI('classes'),
					name: fromAI('name'),
					orderable: fromAI('orderable'),
					readingTypes: fromAI('readings'),
				}),
				{ limit: '10', classes: 'circulatory', name: '', orderable: 'true', readings: '' },
				'item?itemClass=circulatory&page=1&size=100',
				[301, 302, 316],
			],
			[
				getAll('kit', {
					archived: fromAI('archived'),
					itemId: pick(fromAI('item')),
					name: fromAI('name'),
				}),
				{ limit: '10', archived: 'false', item: '', name: 'starter' },
				'kit?archived=false&page=1&size=250',
				[1000, 1001],
			],
			[
				getAll('site', { name: fromAI('name') }),
				{ limit: '2', name: '' },
				'site?page=1&size=2',
				[201, 202],
			],
			[
				STOCK,
				{ limit: '9', where: 'impilo', item: '', most: '10', site: '' },
				'inventory/impilo?page=1&size=100',
				[322],
			],
			[
				getAll('supportTicket', { open: fromAI('open'), ticketType: fromAI('type') }),
				{ limit: '2', open: 'true', type: '' },
				'support-ticket?open=true&page=1&size=2',
				[seedIds.openTicket, seedIds.newTicket],
			],
		])('%j reads what is meant: %j', async (form, args, line, ids) => {
			const found = JSON.parse(await call(form, args)) as IDataObject[];

			expect(requestLines(rig.sandbox)).toEqual([`GET /api/v3/${line}`]);
			expect(found.map(({ id, itemId }) => id ?? itemId)).toEqual(ids);
		});

		it.each<[INodeParameters, IDataObject, string[]]>([
			[UPSERT, { identifier: '', born: '', site: '' }, ['External Identifier is empty', 'Fill']],
			[ASSIGN, { device: 'SN-1', patient: '1234' }, ['no device with this', 'Check Device']],
			[ASSIGN, { device: '', patient: '1234' }, ['Device is empty']],
			[ASSIGN, { device: 'SN-7016', patient: 'John' }, ['Patient is not a whole positive']],
			[
				ASSIGN,
				{ device: `SN-${deviceWithPatient}`, patient: '1234' },
				['with patient 1245', 'Take it from patient 1245 first'],
			],
			[RETURN, { ...RETURN_ARGS, email: '' }, ['Shipping Option is empty', 'Email Label']],
			[RETURN, { ...RETURN_ARGS, count: 'two' }, ['Count is not a whole number']],
			[RETURN, { ...RETURN_ARGS, device: 'SN-1' }, ['Return Device, line 1: Device is not']],
			[
				STOCK,
				{ where: '', item: '', most: '', site: '201', limit: '5' },
				['Site cannot be used while Where is Everywhere', 'Set Where to Own Sites'],
			],
			[TICKET, { type: 'soon', note: '', order: '' }, ['Ticket Type is not one of the values']],
			// Whose things are meant may not be left out: everybody's would be given.
			[
				getAll('patient', { externalIdentifiers: fromAI('who') }),
				{ limit: '2', who: '' },
				['External Identifiers is empty'],
			],
			...['identifiers', 'patientId', 'siteId'].map(
				(whose): [INodeParameters, IDataObject, string[]] => [
					getAll('device', { itemId: fromAI('item'), [whose]: fromAI('who') }),
					{ limit: '2', item: '', who: '' },
					[' is empty'],
				],
			),
		])('%j is told what to do better than %j, and changes nothing', async (form, args, parts) => {
			const answer = await call(form, { email: '', ...args });

			for (const part of parts) expect(answer).toContain(part);
			const isDone = ({ method, status = 0 }: { method: string; status?: number }): boolean =>
				method !== 'GET' && status < 400;
			expect(rig.sandbox.requests.filter(isDone)).toEqual([]);
		});
	},
);
