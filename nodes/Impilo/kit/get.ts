import type { Operation } from '../run/operation';
import { forEachItem } from '../run/operation';
import { present, readSimplify, SIMPLIFY_FIELD } from '../run/simplify';
import { findKitId, pickKit, readKit } from './reference';
import { simplifyKit } from './view';

export const get: Operation = {
	option: {
		name: 'Get',
		value: 'get',
		action: 'Get kit',
		description: 'Get a kit by its ID or name',
	},
	fields: [pickKit({ required: true }), SIMPLIFY_FIELD],
	execute: forEachItem(async ({ client, valuesOf }, itemIndex) => {
		const valueOf = valuesOf(itemIndex);
		const simplify = readSimplify(valueOf);
		const id = await findKitId(client, valueOf('kitId'));
		return [{ json: present(await readKit(client, id), simplify, simplifyKit) }];
	}),
};
