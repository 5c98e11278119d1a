import { type Site, seedIds } from './entities';
import type { FastifyInstance } from 'fastify';
import type { SandboxState } from './state';
import { cutPage, findEntity, MAX_PAGE_SIZE, Query, readPageRequest, splitTarget } from './lists';

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

export function createSites(): Map<number, Site> {
	const sites = NAMES.map((name, index): Site => {
		const id = seedIds.site + index;
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

export function addSiteRoutes(app: FastifyInstance, state: SandboxState): void {
	app.get('/api/v3/site', async (request) => {
		const query = new Query(splitTarget(request.url).query);
		const page = readPageRequest(query, MAX_PAGE_SIZE, request.faultPlan.clampSize);
		return cutPage([...state.world.sites.values()], page);
	});

	app.get<{ Params: { siteId: string } }>('/api/v3/site/:siteId', async (request) =>
		findEntity(state.world.sites, 'Site', request.params.siteId),
	);
}
