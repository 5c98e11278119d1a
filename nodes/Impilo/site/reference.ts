import type { INodeProperties } from 'n8n-workflow';

import { parseId } from '../fields/id';
import { locatorField, readLocator } from '../fields/locator';

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
