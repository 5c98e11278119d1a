import { forEachNew } from '../once/singles';
import type { Operation } from '../run/operation';
import { present, readSimplify, SIMPLIFY_FIELD } from '../run/simplify';
import { NEW_SITE_FIELDS, readNewSite } from './fields';
import { SITE_REFUSALS } from './refusals';
import type { ImpiloSite } from './site';
import { simplifySite } from './view';

export const create: Operation = {
	option: {
		name: 'Create',
		value: 'create',
		action: 'Create site',
		description: 'Create a site of your account',
	},
	fields: [...NEW_SITE_FIELDS, SIMPLIFY_FIELD],
	execute: forEachNew<ImpiloSite>(
		'site',
		'Look under Sites at Impilo whether it is there before you run this again: another run would create it a second time.',
		({ valuesOf }, itemIndex) => {
			const valueOf = valuesOf(itemIndex);
			const simplify = readSimplify(valueOf);
			const request = { path: '/site', body: readNewSite(valueOf), refusals: SITE_REFUSALS };
			return {
				request: async () => await Promise.resolve(request),
				present: (site) => present(site, simplify, simplifySite),
			};
		},
	),
};
