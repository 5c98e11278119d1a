import { setTimeout as wait } from 'node:timers/promises';

import { seedIds } from '../../../sandbox';
import type { SoakRig } from './rig';
import { tellWrong, type Finding, type Pace, type Task } from './task';

/** As somebody who types and looks. */
const PAUSE_MS = 300;

interface Search {
	method: string;
	field: string;
	filter?: string;
	/** Whether the list has to have this entry. */
	finds?: number;
}

const SEARCHES: Search[] = [
	{ method: 'searchPatients', field: 'patientId' },
	{ method: 'searchPatients', field: 'patientId', filter: 'doe', finds: seedIds.patient },
	{ method: 'searchPatients', field: 'patientId', filter: 'nobody has this name' },
	{ method: 'searchOrders', field: 'orderId' },
	{ method: 'searchOrders', field: 'orderId', filter: 'seeded-1', finds: seedIds.placedOrder + 30 },
	{ method: 'searchOrders', field: 'orderId', filter: 'shipped' },
	{ method: 'searchItems', field: 'itemId' },
	{ method: 'searchKits', field: 'kitId' },
	{ method: 'searchSites', field: 'siteId' },
];

/** Opens and searches lists as the editor does, for as long as the others are at work. */
export function openSearching(rig: SoakRig): Task {
	return new Searching(rig);
}

class Searching implements Task {
	done = 0;

	/** There's no end to it. */
	readonly share = 1;

	private longestMs = 0;

	private readonly wrongs: string[] = [];

	constructor(private readonly rig: SoakRig) {}

	async work({ goesOn }: Pace): Promise<void> {
		while (await goesOn()) {
			const search = SEARCHES[this.done % SEARCHES.length];
			if (search !== undefined) await this.search(search);
			this.done++;
			await wait(PAUSE_MS);
		}
	}

	async judge(): Promise<Finding> {
		return {
			done: `Searches: ${this.done.toLocaleString('en')} lists opened or searched; ${this.wrongs.length} failed, the longest took ${(this.longestMs / 1000).toFixed(1)} s.`,
			wrongs: tellWrong(this.wrongs, 'searches failed'),
		};
	}

	private async search({ method, field, filter, finds }: Search): Promise<void> {
		const startedMs = Date.now();
		const answer = await this.rig.n8n.rest
			.request('POST', '/dynamic-node-parameters/resource-locator-results', {
				methodName: method,
				path: `parameters.${field}`,
				nodeTypeAndVersion: { name: 'n8n-nodes-impilo.impilo', version: 1 },
				currentNodeParameters: { resource: 'order', operation: 'create' },
				credentials: { impiloApi: this.rig.orders.credential },
				filter,
			})
			.catch((error: unknown) => String(error));
		this.longestMs = Math.max(this.longestMs, Date.now() - startedMs);
		const values = readValues(answer);
		const isRight = values !== undefined && (finds === undefined || values.includes(finds));
		if (!isRight) this.wrongs.push(`${method} "${filter ?? ''}": ${describe(answer)}`);
	}
}

function readValues(answer: unknown): unknown[] | undefined {
	if (typeof answer !== 'object' || answer === null || !('results' in answer)) return undefined;
	return (answer.results as Array<{ value: unknown }>).map(({ value }) => value);
}

function describe(answer: unknown): string {
	return typeof answer === 'string' ? answer : JSON.stringify(answer).slice(0, 200);
}
