import { idReference } from '../run/idReference';
import type { ImpiloSite } from './site';

export const {
	pick: pickSite,
	parse: parseSiteId,
	read: readSite,
	request: siteRequest,
} = idReference<ImpiloSite>('site', 'Site', 'searchSites');
