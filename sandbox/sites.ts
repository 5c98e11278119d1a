import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { address, completeAddress, text } from './addresses';
import { type Site, seedIds } from './entities';
import { answerList, findEntity } from './lists';
import { readBody } from './requests';
import type { SandboxState } from './state';

const NAMES = [
	'Sampleton Clinic',
	'Placeholder Heart Center',
	'Exampleville Family Practice',
	'Mockingbird Pulmonology',
	'Invented Valley Hospital',
	'Fictional Falls Home Care',
	'Demo Springs Diabetes Center',
	'Closed Example Clinic',
];

const IMPILO_NAMES = ['Impilo Example Warehouse East', 'Impilo Example Warehouse West'];

/** The account's own. */
export function createSites(): Map<number, Site> {
	return createNamed(NAMES, seedIds.site);
}

/** Orders are shipped from these. The routes of sites don't know them: whether Impilo's do is unknown. */
export function createImpiloSites(): Map<number, Site> {
	return createNamed(IMPILO_NAMES, seedIds.impiloSite);
}

function createNamed(names: readonly string[], firstId: number): Map<number, Site> {
	const sites = names.map((name, index): Site => {
		const id = firstId + index;
		return {
			id,
			name,
			active: id !== seedIds.inactiveSite,
			address: {
				lineOne: `${index + 1} Sample Plaza`,
				lineTwo: index % 2 === 0 ? `Suite ${100 + index}` : null,
				lineThree: null,
				city: 'Exampleville',
				state: 'CA',
				zipCode: `9000${index}`,
				country: 'US',
				note: null,
			},
			phoneNumber: index === 3 ? null : `+1-202-555-010${index}`,
		};
	});
	return new Map(sites.map((site) => [site.id, site]));
}

/** Which fields are required, and what is refused, isn't documented; a site without a name is of no use. */
const newSite = z.object({
	name: z.string().trim().min(1),
	active: z.boolean().nullish(),
	phoneNumber: text,
	address: address.nullish(),
});

const siteChange = newSite.partial().extend({ active: z.boolean().optional() });

interface SitePath {
	Params: { siteId: string };
}

export function addSiteRoutes(app: FastifyInstance, state: SandboxState): void {
	const find = (siteId: string) => findEntity(state.world.sites, 'Site', siteId);

	app.get('/api/v3/site', async (request) => answerList(request, state.world.sites.values()));

	app.get<SitePath>('/api/v3/site/:siteId', async (request) => find(request.params.siteId));

	app.post('/api/v3/site', async (request) => {
		const body = readBody(newSite, request.body);
		const { sites } = state.world;
		const site: Site = {
			id: Math.max(...sites.keys(), ...state.world.impiloSites.keys()) + 1,
			name: body.name,
			active: body.active ?? true,
			address: body.address ? completeAddress(body.address) : null,
			phoneNumber: body.phoneNumber ?? null,
		};
		sites.set(site.id, site);
		return site;
	});

	// An address is replaced as a whole: whether Impilo merges the two isn't documented.
	app.patch<SitePath>('/api/v3/site/:siteId', async (request) => {
		const site = find(request.params.siteId);
		const { address: newAddress, ...change } = readBody(siteChange, request.body);
		Object.assign(site, change);
		if (newAddress !== undefined) site.address = newAddress && completeAddress(newAddress);
		return site;
	});
}
