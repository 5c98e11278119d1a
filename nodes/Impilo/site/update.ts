import { updateById } from '../api/updateById';
import { completeAddress } from '../fields/addressFields';
import { RunCoordinator } from '../once/runCoordinator';
import type { Operation } from '../run/operation';
import { forEachItem } from '../run/operation';
import { present, readSimplify, SIMPLIFY_FIELD } from '../run/simplify';
import { readSiteUpdate, UPDATE_FIELD } from './fields';
import { findSiteId, pickSite, readSite, siteRequest } from './reference';
import { SITE_REFUSALS } from './refusals';
import type { ImpiloSite } from './site';
import { simplifySite } from './view';

/** So that two items that change parts of one address don't undo each other. */
const UPDATE_TURNS = new RunCoordinator();

export const update: Operation = {
	option: {
		name: 'Update',
		value: 'update',
		action: 'Update site',
		description: 'Change a site, only in what is filled',
	},
	fields: [pickSite({ required: true }), UPDATE_FIELD, SIMPLIFY_FIELD],
	execute: forEachItem(async ({ client, valuesOf }, itemIndex) => {
		const valueOf = valuesOf(itemIndex);
		const filled = readSiteUpdate(valueOf);
		const simplify = readSimplify(valueOf);
		const id = await findSiteId(client, valueOf('siteId'));
		const site = await UPDATE_TURNS.runExclusive(client, [String(id)], async () => {
			const body = await completeAddress(filled, async () => (await readSite(client, id)).address);
			return await updateById<ImpiloSite>(
				client,
				{ ...siteRequest(id), refusals: SITE_REFUSALS },
				body,
			);
		});
		return [{ json: present(site, simplify, simplifySite) }];
	}),
};
