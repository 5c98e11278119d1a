import type { ImpiloSite } from './site';

/** A site with Simplify on. */
export interface SimplifiedSite {
	id: number | null;
	name: string | null;
	active: boolean | null;
	phoneNumber: string | null;
	addressLineOne: string | null;
	addressLineTwo: string | null;
	addressCity: string | null;
	addressState: string | null;
	addressZipCode: string | null;
	addressCountry: string | null;
}

/** Simplifies a site; whatever Impilo left out is null. */
export function simplifySite({
	id,
	name,
	active,
	phoneNumber,
	address,
}: ImpiloSite): SimplifiedSite {
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
