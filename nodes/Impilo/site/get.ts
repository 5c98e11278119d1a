import type { Operation } from '../run/operation';
import { forEachItem } from '../run/operation';
import { present, readSimplify, SIMPLIFY_FIELD } from '../run/simplify';
import { findSiteId, pickSite, readSite } from './reference';
import { simplifySite } from './view';

export const get: Operation = {
	option: {
		name: 'Get',
		value: 'get',
		action: 'Get site',
		description: 'Get a site by its ID or name',
	},
	fields: [pickSite({ required: true }), SIMPLIFY_FIELD],
	execute: forEachItem(async ({ client, valuesOf }, itemIndex) => {
		const valueOf = valuesOf(itemIndex);
		const simplify = readSimplify(valueOf);
		const id = await findSiteId(client, valueOf('siteId'));
		return [{ json: present(await readSite(client, id), simplify, simplifySite) }];
	}),
};
