import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { seedIds } from '../../../sandbox';
import type { ToolCallStyle } from '../harness';
import { pick, useImpilo, withoutWaiting } from '../impiloRun';
import { requestLines } from '../outcome';
import { createsOf, patchesOf, upsertForm, WIRE_PATIENT } from './patientForm';

const rig = useImpilo();
beforeEach(() => void withoutWaiting());

const fromAI = (key: string) => `={{ $fromAI('${key}', '', 'string') }}`;

const UPSERT = upsertForm({
	externalIdentifier: fromAI('identifier'),
	additionalFields: { dateOfBirth: fromAI('born'), siteId: pick(fromAI('site')) },
});
const UPDATE: INodeParameters = {
	resource: 'patient',
	operation: 'update',
	patientId: pick(fromAI('identifier'), 'externalIdentifier'),
	updateFields: { phoneNumber: fromAI('phone'), email: fromAI('email') },
};
const DISENROLL: INodeParameters = {
	resource: 'patient',
	operation: 'disenroll',
	patientId: pick(fromAI('patient')),
	archive: fromAI('archive'),
	createReturns: fromAI('returns'),
};
const GET_MANY: INodeParameters = {
	resource: 'patient',
	operation: 'getAll',
	limit: fromAI('limit'),
	filters: {
		externalIdentifiers: fromAI('identifiers'),
		enrolled: fromAI('enrolled'),
		name: fromAI('name'),
	},
};

describe.each<ToolCallStyle>(['engine', 'direct'])(
	'an agent that calls in the %s style',
	(style) => {
		/** What the model reads after its call, whether it went well or not. */
		async function call(form: INodeParameters, args: IDataObject): Promise<string> {
			const { answer, error } = await rig.runImpiloTool(form, args, style);
			return answer ?? error?.message ?? '';
		}

		it('creates a patient, once for two calls', async () => {
			const args = { identifier: 'agent-1', born: '1980-01-31', site: '201' };
			const first = await call(UPSERT, args);
			await call(UPSERT, args);

			expect(JSON.parse(first)).toMatchObject([{ id: 1274, externalIdentifier: 'agent-1' }]);
			expect(createsOf(rig.sandbox).map(({ body }) => body)).toEqual([
				{
					...WIRE_PATIENT,
					externalIdentifier: 'agent-1',
					dateOfBirth: '1980-01-31',
					site: { id: seedIds.site },
				},
			]);
		});

		it('is told what to do better, and nothing is sent', async () => {
			const answer = await call(UPSERT, { identifier: '', born: '', site: '' });

			expect(answer).toContain('External Identifier is empty');
			expect(answer).toContain('Fill External Identifier');
			expect(rig.sandbox.requests).toEqual([]);
		});

		it('updates only what it fills', async () => {
			await call(UPDATE, { identifier: 'patient-1235', phone: '15550100', email: '' });
			expect(patchesOf(rig.sandbox).map(({ body }) => body)).toEqual([{ phoneNumber: '15550100' }]);
		});

		it('disenrolls, with booleans as text', async () => {
			const answer = await call(DISENROLL, { patient: '1245', archive: 'true', returns: 'false' });

			expect(JSON.parse(answer)).toEqual([
				{ id: 1245, disenrolled: true, archived: true, returnsRequested: false },
			]);
			expect(rig.sandbox.requests.at(-1)?.body).toEqual({ archive: true, createReturns: false });
		});

		it('may not leave out who is meant', async () => {
			const args = { limit: '2', identifiers: '', enrolled: 'true', name: '' };

			expect(await call(GET_MANY, args)).toContain('External Identifiers is empty');
			expect(rig.sandbox.requests).toEqual([]);
		});

		it('gets many patients, with filters that it leaves empty', async () => {
			const answer = await call(GET_MANY, {
				limit: '2',
				identifiers: '["patient-1235", "1234abcd"]',
				enrolled: '',
				name: '',
			});

			expect(JSON.parse(answer)).toMatchObject([{ id: 1234 }, { id: 1235 }]);
			expect(requestLines(rig.sandbox)).toEqual([
				'GET /api/v3/patient?externalIdentifier=patient-1235&externalIdentifier=1234abcd&page=1&size=2',
			]);
		});
	},
);
