import { seedIds } from '../../../sandbox';
import { createWithImpilo, type IncomingOrder } from '../bench/createWorkflows';
import { judgePlacements } from './judge';
import { ORDERS_AT_ONCE, type Plan } from './plan';
import type { SoakRig } from './rig';
import { openRunner, tellWrong, type Finding, type Pace, type Runner, type Task } from './task';

const WORKFLOWS = 2;
const CONCURRENCY = 10;

/** Places orders, several workflows at the same time, each with an external order ID of its own. */
export async function openPlacing(rig: SoakRig, plan: Plan): Promise<Task> {
	const runners = await Promise.all(
		Array.from(
			{ length: WORKFLOWS },
			async (_, index) =>
				await openRunner(
					rig.n8n,
					createWithImpilo(
						`soak-place-${index}`,
						{
							credential: rig.orders.credential,
							apiUrl: rig.orders.apiUrl,
							nodeSettings: { onError: 'continueErrorOutput' },
						},
						{ withExternalOrderId: true, concurrency: CONCURRENCY },
					),
				),
		),
	);
	return new Placing(rig, plan, runners);
}

class Placing implements Task {
	done = 0;

	private next = 0;

	private readonly failed: string[] = [];

	/** The ID that the workflow got for each order, by its external order ID. */
	private readonly given = new Map<string, unknown>();

	constructor(
		private readonly rig: SoakRig,
		private readonly plan: Plan,
		private readonly runners: readonly Runner[],
	) {}

	get share(): number {
		return this.done / this.plan.orders;
	}

	async work({ goesOn }: Pace): Promise<void> {
		await Promise.all(
			this.runners.map(async (runner) => {
				while (this.next < this.plan.orders && (await goesOn())) await this.place(runner);
			}),
		);
	}

	async judge(): Promise<Finding> {
		const { placed, requests, faults } = await this.rig.orders.ask({ kind: 'report' });
		const asked = Array.from({ length: this.next }, (_, number) => nameOrder(number));
		const found = judgePlacements(asked, this.given, placed);
		const struck = Object.entries(faults).map(([kind, times]) => `${kind} ${times}`);
		return {
			done: `Orders: ${asked.length.toLocaleString('en')} asked for; ${found.once.toLocaleString('en')} there once, ${found.twice.length} twice, ${found.lost.length} lost, ${found.voided} voided. Impilo got ${requests.toLocaleString('en')} requests; faults that struck: ${struck.join(', ')}.`,
			wrongs: [
				...tellWrong(found.lost, 'orders lost'),
				...tellWrong(found.twice, 'orders placed twice'),
				...tellWrong(found.stray, 'orders that nobody asked for'),
				...tellWrong(found.mixedUp, 'items that did not get their own order'),
				...tellWrong(this.failed, 'executions of Create with failed items'),
			],
		};
	}

	private async place(runner: Runner): Promise<void> {
		const from = this.next;
		// The other workflow may have taken the last ones while this one waited.
		if (from >= this.plan.orders) return;
		const count = Math.min(ORDERS_AT_ONCE, this.plan.orders - from);
		this.next += count;
		const orders = Array.from({ length: count }, (_, index): IncomingOrder => ({
			externalOrderId: nameOrder(from + index),
			patientId: seedIds.patient + (index % 2),
			kitId: seedIds.kit,
		}));
		const { execution, node } = await runner.run({ orders });
		orders.forEach(({ externalOrderId }, index) => {
			this.given.set(externalOrderId, node.values[index]);
		});
		const isWhole = execution.status === 'success' && node.itemCounts[0] === count;
		if (!isWhole) this.failed.push(`${execution.id} (${node.error ?? execution.status})`);
		this.done += count;
	}
}

function nameOrder(number: number): string {
	return `soak-${number}`;
}
