import type { Maybe } from '../api/json';
import { LARGEST_PAGE } from '../api/pages';
import type { ImpiloAddress } from '../fields/addressFields';
import type { Naming } from '../fields/named';
import { idReference } from '../run/idReference';

/** The fields of a site that the node reads. */
export interface ImpiloSite {
	id?: Maybe<number>;
	name?: Maybe<string>;
	active?: Maybe<boolean>;
	phoneNumber?: Maybe<string>;
	address?: Maybe<ImpiloAddress>;
}

/** Simplifies a site; whatever Impilo left out is null. */
export function simplifySite({ id, name, active, phoneNumber, address }: ImpiloSite) {
	return {
		id: id ?? null,
		name: name ?? null,
		active: active ?? null,
		phoneNumber: phoneNumber ?? null,
		addressLineOne: address?.lineOne ?? null,
		addressLineTwo: address?.lineTwo ?? null,
		addressCity: address?.city ?? null,
		addressState: address?.state ?? null,
		addressZipCode: address?.zipCode ?? null,
		addressCountry: address?.country ?? null,
	};
}

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
	get: getSite,
	read: readSite,
	request: siteRequest,
} = idReference<ImpiloSite>('site', 'Site', 'searchSites', SITE_NAMING);
