import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { seedIds } from '../../../sandbox';
import type { ToolCallStyle } from '../harness';
import { pick, useImpilo } from '../impiloRun';
import { requestLines } from '../outcome';

const rig = useImpilo();

const fromAI = (key: string): string => `={{ $fromAI('${key}', '', 'string') }}`;

const ASSIGN: INodeParameters = {
	operation: 'associate',
	deviceId: pick(fromAI('device'), 'identifier'),
	patientId: pick(fromAI('patient')),
};

const GET_MANY: INodeParameters = {
	operation: 'getAll',
	limit: fromAI('limit'),
	filters: {
		itemId: fromAI('item'),
		statuses: fromAI('statuses'),
	},
};

describe.each<ToolCallStyle>(['engine', 'direct'])(
	'an agent that calls in the %s style',
	(style) => {
		async function call(parameters: INodeParameters, args: IDataObject): Promise<string> {
			const { answer, error } = await rig.runImpiloTool(
				{ resource: 'device', ...parameters },
				args,
				style,
			);
			return answer ?? error?.message ?? '';
		}

		it('assigns a device', async () => {
			const answer = await call(ASSIGN, { device: 'SN-7016', patient: '1234' });

			expect(JSON.parse(answer)).toEqual([
				expect.objectContaining({ id: 7016, patientId: 1234, associated: true }),
			]);
			expect(rig.sandbox.requests.at(-1)?.body).toEqual({ deviceId: 7016, patientId: 1234 });
		});

		it.each<[IDataObject, string[]]>([
			[{ device: 'SN-1', patient: '1234' }, ['no device with this identifier', 'Check Device']],
			[{ device: '', patient: '1234' }, ['Device is empty']],
			[{ device: 'SN-7016', patient: 'John' }, ['Patient is not a whole positive number']],
			[
				{ device: `SN-${seedIds.deviceWithPatient}`, patient: '1234' },
				['with patient 1245', 'Take it from patient 1245 first'],
			],
		])('is told what to do better than %j', async (args, parts) => {
			const answer = await call(ASSIGN, args);

			for (const part of parts) expect(answer).toContain(part);
		});

		it.each(['identifiers', 'patientId', 'siteId'])(
			'may not leave out whose devices are meant: %s',
			async (name) => {
				const filters = { itemId: fromAI('item'), [name]: fromAI('whose') };
				const answer = await call({ ...GET_MANY, filters }, { limit: '2', item: '', whose: '' });

				expect(answer).toMatch(/(Identifiers|Patient|Site) is empty/);
				expect(rig.sandbox.requests).toEqual([]);
			},
		);

		it('leaves filters out, and gives the others as text', async () => {
			await call(GET_MANY, {
				limit: '2',
				item: '301',
				statuses: '["WITH_PATIENT"]',
			});

			expect(requestLines(rig.sandbox)).toEqual([
				'GET /api/v3/device?itemId=301&status=withPatient&page=1&size=2',
			]);
			rig.sandbox.reset();
			await call(GET_MANY, { limit: '2', item: '', statuses: '' });
			expect(requestLines(rig.sandbox)).toEqual(['GET /api/v3/device?page=1&size=2']);
		});
	},
);
