import type { INode } from 'n8n-workflow';

import type { ImpiloClient } from '../../../nodes/Impilo/api/client';
import type { Findings } from '../../../nodes/Impilo/api/findByValues';
import type { Outcome } from '../../../nodes/Impilo/api/outcome';
import type { EntityHandler, Resolution, Wanted } from '../../../nodes/Impilo/once/entityHandler';
import type { Identifiable } from '../../../nodes/Impilo/once/records';
import { byAge } from '../../../nodes/Impilo/once/records';
import type { Wording } from '../../../nodes/Impilo/once/sendSummary';
import type { OperationRun } from '../../../nodes/Impilo/run/runItems';
import { answered, createClient, createContext, createInstantClock, NODE } from '../standIns';

/** Something of the simplest kind. */
export interface Thing extends Identifiable {
	name: string;
	keys?: readonly string[];
	isGone?: boolean;
}

export interface WantedThing extends Wanted {
	name: string;
}

export const LOST: Outcome = { kind: 'lost', code: 'ECONNRESET' };

/** What becomes of a request to make something: an outcome, or it's made before or after its answer is lost. */
type Fate = Outcome | 'made, then lost' | { isMadeAfterMs: number };

export const WORDS: Wording = {
	one: 'thing',
	made: 'made',
	key: 'key',
	wouldDuplicate: 'they would be made twice',
	existed: 'got a thing that existed.',
	duplicateAdvice: 'Throw one away.',
};

export const STAYS = async <R>(waiting: () => Promise<R>): Promise<R> => await waiting();

/** What has things, as far as the engine can tell; no time passes but what is slept. */
export class World {
	readonly clock = createInstantClock();

	/** What was asked, e.g. `find a,b` and `make bed`. */
	readonly log: string[] = [];

	readonly things: Thing[] = [];

	/** What becomes of the next requests; later ones succeed. */
	fates: Fate[] = [];

	/** What the next look-ups fail with; undefined for those that don't. */
	lookUpFailures: unknown[] = [];

	/** Called at each look-up, before it's answered. */
	onFind: () => void = () => {};

	private readonly late: Array<{ atMs: number; thing: Thing }> = [];

	private lastId = 0;

	add(name: string, ...keys: string[]): Thing {
		const thing = { id: ++this.lastId, name, keys };
		this.things.push(thing);
		return thing;
	}

	count(step: string): number {
		return this.log.filter((line) => line.startsWith(step)).length;
	}

	createClient(concurrency?: number): ImpiloClient {
		return createClient(async ({ body }) => await Promise.resolve(this.make(body as Thing)), {
			clock: this.clock,
			concurrency,
		});
	}

	/** @param changes to the handler, which returns whatever exists, and keeps the oldest of duplicates */
	createHandler(
		changes: Partial<EntityHandler<WantedThing, Thing>> = {},
	): EntityHandler<WantedThing, Thing> {
		return {
			wording: WORDS,
			find: async (client, keys, passage) =>
				await client.gate.send(async () => await this.find(keys), passage),
			isLive: ({ isGone }) => isGone !== true,
			byPreference: byAge,
			refuseExisting: async () => await Promise.resolve(undefined),
			complete: async (_, wanted) => await Promise.resolve(wanted),
			creationOf: ({ name, keys }) => ({
				request: { method: 'POST', path: '/thing', body: { name, keys }, purpose: 'make it' },
				question: 'It is not known whether it was made.',
				doubtRemedy: () => 'Look for it.',
			}),
			matchFound: ({ name }, there) => {
				const [first] = there;
				if (first === undefined) return undefined;
				return first.name === name
					? { is: 'mine', entity: first }
					: { is: 'others', refusal: { happened: 'It is another', remedy: 'Take another key.' } };
			},
			resolveDuplicates: async (_, { shown, duplicates }): Promise<Resolution<Thing>> =>
				await Promise.resolve({ entity: [shown, ...duplicates].sort(byAge)[0] ?? shown }),
			wouldDuplicate: ({ keys }) => keys.length === 0,
			...changes,
		};
	}

	private async find(keys: readonly string[]): Promise<Findings<Thing>> {
		this.log.push(`find ${keys.join()}`);
		this.onFind();
		const failure = this.lookUpFailures.shift();
		if (failure !== undefined) throw failure;
		for (const { atMs, thing } of this.late.splice(0)) {
			if (atMs <= this.clock.now()) this.things.push(thing);
			else this.late.push({ atMs, thing });
		}
		const found = new Map<string, Thing[]>();
		for (const key of keys) {
			const entities = this.things.filter((thing) => thing.keys?.includes(key));
			if (entities.length > 0) found.set(key, entities);
		}
		return await Promise.resolve({ found, failures: new Map() });
	}

	private make({ name, keys = [] }: Thing): Outcome {
		this.log.push(`make ${name}`);
		const fate = this.fates.shift();
		if (fate === undefined) return answered(201, this.add(name, ...keys));
		if (fate === 'made, then lost') {
			this.add(name, ...keys);
			return LOST;
		}
		if ('kind' in fate) return fate;
		const atMs = this.clock.now() + fate.isMadeAfterMs;
		this.late.push({ atMs, thing: { id: ++this.lastId, name, keys } });
		return LOST;
	}
}

export function wantedOf(
	itemIndex: number,
	name: string,
	keys: readonly string[] = [],
	hasGeneratedKeys = false,
): WantedThing {
	return { itemIndex, name, keys, hasGeneratedKeys };
}

/** A run over items, each of which is the same for all tries. */
export function createRun(
	client: ImpiloClient,
	items: Array<Record<string, unknown>>,
	{ continues = false, node = NODE }: { continues?: boolean; node?: INode } = {},
): OperationRun {
	const context = createContext(items, { continues, node });
	return {
		context,
		valuesOf: () => () => undefined,
		client,
		itemCount: items.length,
		concurrency: client.gate.limit,
	};
}
