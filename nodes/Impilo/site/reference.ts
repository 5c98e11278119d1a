import { LARGEST_PAGE } from '../api/pages';
import type { Naming } from '../fields/named';
import { idReference } from '../run/idReference';
import type { ImpiloSite } from './site';

export const SITE_NAMING: Naming = {
	of: 'site',
	key: 'name',
	word: 'name',
	placeholder: 'e.g. Springfield Clinic',
	largestPage: LARGEST_PAGE,
};

export const {
	pick: pickSite,
	parse: parseSite,
	find: findSiteId,
	read: readSite,
	request: siteRequest,
} = idReference<ImpiloSite>('site', 'Site', 'searchSites', SITE_NAMING);
