import type { Operation } from '../run/operation';
import { forEachItem } from '../run/operation';
import { present, readSimplify, SIMPLIFY_FIELD } from '../run/simplify';
import { parseSiteId, pickSite, readSite } from './reference';
import { simplifySite } from './view';

export const get: Operation = {
	option: { name: 'Get', value: 'get', action: 'Get site', description: 'Get a site by its ID' },
	fields: [pickSite({ required: true }), SIMPLIFY_FIELD],
	execute: forEachItem(async ({ client, valuesOf }, itemIndex) => {
		const valueOf = valuesOf(itemIndex);
		const id = parseSiteId(valueOf('siteId'));
		const simplify = readSimplify(valueOf);
		return [{ json: present(await readSite(client, id), simplify, simplifySite) }];
	}),
};
