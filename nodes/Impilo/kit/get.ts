import type { Operation } from '../run/operation';
import { forEachItem } from '../run/operation';
import { present, readSimplify, SIMPLIFY_FIELD } from '../run/simplify';
import { parseKitId, pickKit, readKit } from './reference';
import { simplifyKit } from './view';

export const get: Operation = {
	option: { name: 'Get', value: 'get', action: 'Get kit', description: 'Get a kit by its ID' },
	fields: [pickKit({ required: true }), SIMPLIFY_FIELD],
	execute: forEachItem(async ({ client, valuesOf }, itemIndex) => {
		const valueOf = valuesOf(itemIndex);
		const id = parseKitId(valueOf('kitId'));
		const simplify = readSimplify(valueOf);
		return [{ json: present(await readKit(client, id), simplify, simplifyKit) }];
	}),
};
