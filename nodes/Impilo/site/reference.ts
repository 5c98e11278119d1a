import type { INodeProperties } from 'n8n-workflow';

import type { ImpiloClient } from '../api/client';
import type { IdRequest } from '../api/readById';
import { readById } from '../api/readById';
import { parseId } from '../fields/id';
import { locatorField, readLocator } from '../fields/locator';
import type { ImpiloSite } from './site';

/** The field that picks a site; `field` can change any of its properties. */
export function pickSite(field: Partial<INodeProperties> = {}): INodeProperties {
	return locatorField(
		{ displayName: 'Site', name: 'siteId', description: 'The site at Impilo', ...field },
		'searchSites',
	);
}

/**
 * Reads the Site field.
 *
 * @throws InputRefusal
 */
export function parseSiteId(parameter: unknown, field = 'Site'): number {
	return parseId(readLocator(parameter).value, 'site', field);
}

/** A site by its ID at Impilo, as it is asked for and changed. */
export function siteRequest(id: number): IdRequest {
	return {
		path: '/site',
		name: 'site',
		id,
		notFound: {
			happened: `Impilo has no site ${id}`,
			remedy: 'Check Site, and that Environment of the credential is the one where the site is.',
		},
	};
}

/**
 * Reads one site by its ID at Impilo.
 *
 * @throws ImpiloFailure when there's none
 */
export async function readSite(client: ImpiloClient, id: number): Promise<ImpiloSite> {
	return await readById<ImpiloSite>(client, siteRequest(id));
}
