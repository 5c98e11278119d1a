import { type Item, type Kit, pickById, seedIds } from './entities';
import type { FastifyInstance } from 'fastify';
import type { SandboxState } from './state';
import { matchExactly } from './filters';
import { type Query, answerList, findEntity } from './lists';

interface KitSeed {
	name: string | null;
	/** How many of which item, the device that gives the kit its identifier first. */
	contents: Array<[itemId: number, count: number]>;
}

const KITS: KitSeed[] = [
	{
		name: 'Hypertension Starter Kit',
		contents: [
			[301, 1],
			[302, 1],
			[315, 1],
			[319, 1],
		],
	},
	{
		name: 'Diabetes Starter Kit',
		contents: [
			[305, 1],
			[306, 2],
			[307, 1],
			[319, 1],
		],
	},
	{
		name: 'Heart Failure Kit',
		contents: [
			[304, 1],
			[301, 1],
			[303, 1],
			[311, 1],
		],
	},
	{
		name: 'COPD Kit',
		contents: [
			[303, 1],
			[309, 1],
			[308, 1],
		],
	},
	{
		name: 'Sleep Study Kit',
		contents: [
			[310, 1],
			[311, 1],
			[314, 1],
		],
	},
	{
		name: 'Tablet Kit',
		contents: [
			[312, 1],
			[313, 1],
			[314, 1],
			[318, 1],
		],
	},
	{
		name: 'Diabetes Refill Kit',
		contents: [
			[306, 4],
			[307, 2],
			[321, 1],
		],
	},
	{
		name: 'Hypertension Refill Kit',
		contents: [
			[315, 2],
			[316, 1],
		],
	},
	{ name: 'Return Kit', contents: [[320, 1]] },
	{
		name: null,
		contents: [
			[308, 1],
			[319, 1],
		],
	},
	{
		name: 'Loaner Monitoring Kit',
		contents: [
			[301, 1],
			[303, 1],
			[311, 1],
		],
	},
	{
		name: 'Hypertension Starter Kit (2019)',
		contents: [
			[301, 1],
			[319, 1],
		],
	},
];

export function createKits(items: ReadonlyMap<number, Item>): Map<number, Kit> {
	const kits = KITS.map(({ name, contents }, index): Kit => {
		const id = seedIds.kit + index;
		return {
			id,
			name,
			archived: id === seedIds.archivedKit,
			kitItems: contents.map(([itemId, count], position) => ({
				count,
				drivesExternalIdentifier: position === 0,
				item: pickById(items, itemId),
			})),
		};
	});
	return new Map(kits.map((kit) => [kit.id, kit]));
}

export function addKitRoutes(app: FastifyInstance, state: SandboxState): void {
	app.get('/api/v3/kit', async (request) =>
		answerList(request, state.world.kits.values(), { createFilter: createKitFilter }),
	);

	app.get<{ Params: { kitId: string } }>('/api/v3/kit/:kitId', async (request) =>
		findEntity(state.world.kits, 'Kit', request.params.kitId),
	);
}

function createKitFilter(query: Query): (kit: Kit) => boolean {
	const itemId = query.readInteger('itemId');
	const isArchived = matchExactly(query.readBoolean('archived'));
	return (kit) =>
		(itemId === undefined || kit.kitItems.some(({ item }) => item.id === itemId)) &&
		isArchived(kit.archived);
}
