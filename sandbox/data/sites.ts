import type { Site } from '../entities';
import { seedIds } from './seedIds';

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
