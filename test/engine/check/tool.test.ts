import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { postsOf } from '../create/orderForm';
import type { ToolCallStyle } from '../harness';
import { fromAI, pick, useImpilo } from '../impiloRun';
import { checkForm, methodsOf, type Checked } from './checkRun';

const rig = useImpilo();

const FIELDS = checkForm({
	patientId: pick(fromAI('patient')),
	orderItems: { item: [{ itemId: pick(fromAI('item')), count: fromAI('count') }] },
	externalOrderIds: fromAI('reference'),
});
const ARGS = { patient: '1234', item: '301', count: '2', reference: 'agent-1' };

describe.each<ToolCallStyle>(['engine', 'direct'])(
	'an agent that calls in the %s style',
	(style) => {
		async function call(form: INodeParameters, args: IDataObject): Promise<Checked> {
			const { answer, error } = await rig.runImpiloTool(form, args, style);
			expect(error).toBeUndefined();
			const [checked] = JSON.parse(answer ?? '[]') as Checked[];
			if (checked === undefined) throw new Error('The agent got no answer');
			return checked;
		}

		it('with numbers as text: is told that it can be placed', async () => {
			expect(await call(FIELDS, ARGS)).toEqual({
				canBePlaced: true,
				existingOrderId: null,
				problems: [],
				warnings: [],
				order: {
					patient: { id: 1234 },
					orderItems: [{ item: { id: 301 }, count: 2 }],
					externalOrderIds: ['agent-1'],
				},
			});
			expect(methodsOf(rig.sandbox)).toEqual(['GET']);
		});

		it('checks, places, and finds by checking again that the order exists', async () => {
			await call(FIELDS, ARGS);
			await rig.runImpiloTool({ ...FIELDS, operation: 'create' }, ARGS, style);
			const again = await call(FIELDS, ARGS);

			expect(again).toMatchObject({ canBePlaced: true, existingOrderId: 5031 });
			expect(postsOf(rig.sandbox)).toHaveLength(1);
		});
	},
);
