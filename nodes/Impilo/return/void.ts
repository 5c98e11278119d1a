import { ensureDone } from '../api/ensure';
import { isVoided } from '../order/statuses';
import type { Operation } from '../run/operation';
import { forEachItem } from '../run/operation';
import { findReturnId, pickReturn, readReturn, returnRequest } from './reference';

export const voidReturn: Operation = {
	option: {
		name: 'Void',
		value: 'void',
		action: 'Void return',
		description: 'Cancel a return for good',
	},
	fields: [pickReturn({ required: true })],
	execute: forEachItem(async ({ client, valuesOf }, itemIndex) => {
		const id = await findReturnId(client, valuesOf(itemIndex)('returnId'));
		await ensureDone(
			client,
			{
				method: 'DELETE',
				path: `/return/${id}`,
				purpose: `void return ${id}`,
				notFound: returnRequest(id).notFound,
			},
			async () => isVoided(await readReturn(client, id)),
		);
		return [{ json: { id, voided: true } }];
	}),
};
