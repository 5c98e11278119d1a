import type { Workflow } from '../../../scripts/n8n';
import { buildWorkflow, impilo, splitOut } from '../bench/workflowParts';
import { LIST_LENGTH, ORDERS_AT_ONCE, type Plan } from './plan';
import type { SoakRig } from './rig';
import { openRunner, tellWrong, type Finding, type Pace, type Runner, type Task } from './task';

const CONCURRENCY = 10;

/** Reads orders: half of them by their IDs, half as a list. */
export async function openReading(rig: SoakRig, plan: Plan): Promise<Task> {
	const { seededOrderIds } = await rig.orders.ask({ kind: 'report' });
	const byId = await openRunner(rig.n8n, readById(rig));
	const asList = await openRunner(rig.n8n, readList(rig));
	return new Reading(plan, seededOrderIds, byId, asList);
}

function readById({ orders }: SoakRig): Workflow {
	return buildWorkflow('soak-read-by-id', [
		splitOut('Orders', 'body.orders'),
		impilo(orders.credential, {
			operation: 'get',
			orderId: { __rl: true, mode: 'id', value: '={{ $json.id }}' },
			simplify: true,
			options: { concurrency: CONCURRENCY },
		}),
	]);
}

function readList({ orders }: SoakRig): Workflow {
	return buildWorkflow('soak-read-list', [
		impilo(orders.credential, {
			operation: 'getAll',
			returnAll: false,
			limit: '={{ $json.body.limit }}',
			simplify: true,
		}),
	]);
}

class Reading implements Task {
	done = 0;

	private readonly wrongs: string[] = [];

	constructor(
		private readonly plan: Plan,
		private readonly orderIds: readonly number[],
		private readonly byId: Runner,
		private readonly asList: Runner,
	) {}

	get share(): number {
		return this.done / this.plan.reads;
	}

	async work(pace: Pace): Promise<void> {
		const listed = Math.floor(this.plan.reads / 2);
		await Promise.all([
			this.readByIds(this.plan.reads - listed, pace),
			this.readLists(listed, pace),
		]);
	}

	async judge(): Promise<Finding> {
		return {
			done: `Reads: ${this.done.toLocaleString('en')} orders read, half of them by ID, half as lists; ${this.wrongs.length} executions gave others, or not all.`,
			wrongs: tellWrong(this.wrongs, 'executions of Get and Get Many gave others, or not all'),
		};
	}

	private async readByIds(count: number, { goesOn }: Pace): Promise<void> {
		for (let from = 0; from < count && (await goesOn()); from += ORDERS_AT_ONCE) {
			const length = Math.min(ORDERS_AT_ONCE, count - from);
			const ids = Array.from(
				{ length },
				(_, index) => this.orderIds[(from + index) % this.orderIds.length],
			);
			const { execution, node } = await this.byId.run({ orders: ids.map((id) => ({ id })) });
			if (node.values.join() !== ids.join()) this.wrongs.push(execution.id);
			this.done += length;
		}
	}

	private async readLists(count: number, { goesOn }: Pace): Promise<void> {
		for (let from = 0; from < count && (await goesOn()); from += LIST_LENGTH) {
			const limit = Math.min(LIST_LENGTH, count - from);
			const { execution, node } = await this.asList.run({ limit });
			const isRight = new Set(node.values).size === limit && node.itemCounts[0] === limit;
			if (!isRight) this.wrongs.push(execution.id);
			this.done += limit;
		}
	}
}
