import type { INodeParameters } from 'n8n-workflow';

import { seedIds } from '../../../sandbox';
import { createForm } from '../create/orderForm';
import { pick, useImpilo } from '../impiloRun';
import { failureOf, requestLines } from '../outcome';

/** A patient whom a form names by anything but the ID: found first, and told of by nothing. */

const rig = useImpilo();

const { patient, deviceAtSite } = seedIds;

/** Each with what it sends once the patient is found. */
const OPERATIONS: Array<[string, INodeParameters, ...string[]]> = [
	['order create', createForm(), 'POST /api/v3/order'],
	['order getAll', { filters: {} }, `GET /api/v3/order?patientId=${patient}&page=1&size=50`],
	['device getAll', { filters: {} }, `GET /api/v3/device?patientId=${patient}&page=1&size=50`],
	['device associate', { deviceId: deviceAtSite }, 'PATCH /api/v3/device/associate-patient'],
	['patient update', { updateFields: { firstName: 'Nova' } }, `PATCH /api/v3/patient/${patient}`],
	[
		'patient disenroll',
		{},
		`GET /api/v3/patient/${patient}`,
		`POST /api/v3/patient/disenroll/${patient}`,
	],
	[
		'return create',
		{
			returnFrom: 'patient',
			returns: { returnItems: [{ itemId: seedIds.item, count: 1 }] },
			additionalFields: { emailLabel: true },
		},
		'POST /api/v3/return',
	],
];

function formOf(name: string, fields: INodeParameters, patientId: INodeParameters[string]) {
	const [resource = '', operation = ''] = name.split(' ');
	const who = 'filters' in fields ? { filters: { patientId } } : { patientId };
	return { ...fields, resource, operation, ...who };
}

describe.each(OPERATIONS)('%s', (name, fields, ...lines) => {
	it.each([
		['externalIdentifier', '1234abcd', 'externalIdentifier=1234abcd'],
		['email', ' John.Doe@example.com ', 'email=john.doe%40example.com'],
	])('by %s', async (mode, value, query) => {
		await rig.runImpilo(formOf(name, fields, pick(value, mode)));

		expect(requestLines(rig.sandbox)).toEqual([
			`GET /api/v3/patient?${query}&page=1&size=250`,
			...lines,
		]);
	});

	it.each([
		['externalIdentifier', 'nobody-here', 'external identifier'],
		['email', 'nobody@example.com', 'email address'],
	])('by %s, unknown: nothing is sent, and the value is not repeated', async (mode, value, by) => {
		const failure = failureOf(await rig.runImpilo(formOf(name, fields, pick(value, mode))));

		expect(failure.message).toBe(`Impilo has no patient with this ${by} [item 0]`);
		expect(failure.description).not.toContain(value);
		expect(rig.sandbox.requests.map(({ path }) => path)).toEqual([
			'/api/v3/patient',
			expect.stringMatching(/^\/api\/v3\/patient\/(identifier\/nobody-here|find-by-email)$/),
		]);
	});
});

it.each(OPERATIONS.filter(([, fields]) => !('filters' in fields)))(
	'%s is told without the name where Impilo names the patient',
	async (name, fields, ...lines) => {
		const named = { firstName: 'Quillon', lastName: 'Zyx' };
		Object.assign(rig.sandbox.patients.get(patient) ?? {}, named);
		const [method] = lines.at(-1)?.split(' ') ?? [];
		rig.sandbox.refuseNext('Quillon Zyx is locked', { match: { method } });
		const run = await rig.runImpilo(formOf(name, fields, pick(patient)));

		expect(JSON.stringify(failureOf(run))).toContain('[hidden] is locked');
		expect(JSON.stringify(run.error)).not.toMatch(/Quillon|Zyx/);
	},
);
