import { seedIds } from '../../sandbox';
import { createWithImpilo, type IncomingOrder } from '../bench/createWorkflows';
import { ORDERS_AT_ONCE, type Plan } from './plan';
import type { SoakRig } from './rig';
import { openRunner, tellWrong, type Finding, type Runner, type Task } from './task';

const WORKFLOWS = 2;
const CONCURRENCY = 10;
const VOIDED = 'voided';

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

	get isComplete(): boolean {
		return this.done >= this.plan.orders;
	}

	async work(isOver: () => boolean): Promise<void> {
		await Promise.all(
			this.runners.map(async (runner) => {
				while (!isOver() && this.next < this.plan.orders) await this.place(runner);
			}),
		);
	}

	async judge(): Promise<Finding> {
		const { placed, requests, faults } = await this.rig.orders.ask({ kind: 'report' });
		const live = new Map<string, number[]>();
		for (const [externalOrderId, id, status] of placed) {
			if (status === VOIDED) continue;
			live.set(externalOrderId, [...(live.get(externalOrderId) ?? []), id]);
		}
		const asked = Array.from({ length: this.next }, (_, number) => nameOrder(number));
		const countLive = (name: string): number => live.get(name)?.length ?? 0;
		const lost = asked.filter((name) => countLive(name) === 0);
		const twice = [...live].filter(([, ids]) => ids.length > 1).map(([name]) => name);
		const stray = [...live.keys()].filter((name) => !this.given.has(name));
		const wrongAnswers = asked.filter(
			(name) => countLive(name) === 1 && live.get(name)?.[0] !== this.given.get(name),
		);
		const voided = placed.length - [...live.values()].flat().length;
		const struck = Object.entries(faults).map(([kind, times]) => `${kind} ${times}`);
		return {
			done: `Orders: ${this.next.toLocaleString('en')} asked for; ${asked.filter((name) => countLive(name) === 1).length.toLocaleString('en')} there once, ${twice.length} twice, ${lost.length} lost, ${voided} voided. Impilo got ${requests.toLocaleString('en')} requests; faults that struck: ${struck.join(', ')}.`,
			wrongs: [
				...tellWrong(lost, 'orders lost'),
				...tellWrong(twice, 'orders placed twice'),
				...tellWrong(stray, 'orders that nobody asked for, or that came without an answer'),
				...tellWrong(wrongAnswers, 'items that did not get their own order'),
				...tellWrong(this.failed, 'executions of Create with failed items'),
			],
		};
	}

	private async place(runner: Runner): Promise<void> {
		const from = this.next;
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
