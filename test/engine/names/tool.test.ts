import type { INodeParameters } from 'n8n-workflow';

import { createForm, postedBodies } from '../create/orderForm';
import type { ToolCallStyle } from '../harness';
import { pick, useImpilo } from '../impiloRun';

const rig = useImpilo();

const ORDER: INodeParameters = createForm({
	orderItems: { item: [{ itemId: pick("={{ $fromAI('sku', '', 'string') }}", 'sku'), count: 1 }] },
	externalOrderIds: 'PO-1',
});

describe.each<ToolCallStyle>(['engine', 'direct'])(
	'an agent that calls in the %s style',
	(style) => {
		const call = async (sku: string): Promise<string> => {
			const { answer, error } = await rig.runImpiloTool(ORDER, { sku }, style);
			return answer ?? error?.message ?? '';
		};

		it('may give a SKU', async () => {
			await call('sku-00301');

			expect(postedBodies(rig.sandbox)).toMatchObject([
				{ orderItems: [{ item: { id: 301 }, count: 1 }] },
			]);
		});

		it('is told which SKUs are near one that is not there', async () => {
			expect(await call('SKU-0301')).toContain('Did you mean SKU-00301?');
			expect(postedBodies(rig.sandbox)).toEqual([]);
		});
	},
);
