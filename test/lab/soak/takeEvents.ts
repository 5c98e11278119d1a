import { setTimeout as wait } from 'node:timers/promises';

import type { Workflow } from '../../../scripts/n8n';
import { connectInLine } from '../../../scripts/n8n';
import { judgeStarts } from './judge';
import { EVENTS_AT_ONCE, type Plan } from './plan';
import type { SoakRig } from './rig';
import { tellWrong, type Finding, type Pace, type Task } from './task';

const TRIGGER = 'Impilo Trigger';
const LAST_START_WITHIN_MS = 30_000;
const POLL_MS = 200;

/** Lets Impilo deliver events to the trigger, some of them more than once. */
export async function openEvents(rig: SoakRig, plan: Plan): Promise<Task> {
	const workflowId = await rig.n8n.createWorkflow(takeEvents(rig));
	await rig.n8n.activate(workflowId);
	return new Events(rig, plan, workflowId);
}

function takeEvents({ events }: SoakRig): Workflow {
	const nodes: Workflow['nodes'] = [
		{
			id: 'soak-events-trigger',
			name: TRIGGER,
			type: 'n8n-nodes-impilo.impiloTrigger',
			typeVersion: 1,
			position: [0, 0],
			webhookId: '3b0f7a52-6a83-4d0c-9b53-2f4f0c8d5e31',
			credentials: { impiloApi: events.credential },
			parameters: { events: ['order.statusFull'], orderStatuses: [], simplify: true, options: {} },
		},
		{
			id: 'soak-events-end',
			name: 'After it',
			type: 'n8n-nodes-base.noOp',
			typeVersion: 1,
			position: [200, 0],
			parameters: {},
		},
	];
	return {
		name: 'soak-events',
		nodes,
		connections: connectInLine(nodes),
		settings: {
			executionOrder: 'v1',
			saveDataSuccessExecution: 'none',
			saveDataErrorExecution: 'none',
		},
	};
}

class Events implements Task {
	done = 0;

	private deliveries = 0;

	private readonly rejected: number[] = [];

	/** Events that n8n was late to take, or couldn't at first: it may have started these without saying so. */
	private readonly triedAgain = new Set<string>();

	constructor(
		private readonly rig: SoakRig,
		private readonly plan: Plan,
		private readonly workflowId: string,
	) {}

	get share(): number {
		return this.done / this.plan.events;
	}

	async work({ goesOn }: Pace): Promise<void> {
		while (this.done < this.plan.events && (await goesOn())) {
			const count = Math.min(EVENTS_AT_ONCE, this.plan.events - this.done);
			const { rejected, triedAgain, deliveries } = await this.rig.events.ask({
				kind: 'sendEvents',
				from: this.done,
				count,
			});
			this.rejected.push(...rejected);
			for (const number of triedAgain) this.triedAgain.add(nameEvent(number));
			this.deliveries = deliveries;
			this.done += count;
		}
	}

	async judge(): Promise<Finding> {
		const starts = await this.waitForStarts();
		const sent = Array.from({ length: this.done }, (_, number) => nameEvent(number));
		const { once, twice, never, stray } = judgeStarts(sent, starts);
		const againstPromise = twice.filter((id) => !this.triedAgain.has(id));
		return {
			done: `Events: ${this.done.toLocaleString('en')} sent in ${this.deliveries.toLocaleString('en')} deliveries; ${once.toLocaleString('en')} started the workflow once, ${twice.length} twice, ${never.length} never. ${this.triedAgain.size.toLocaleString('en')} came again because n8n was late or busy, and may start it twice: rather that than lost.`,
			wrongs: [
				...tellWrong(never, 'events lost'),
				...tellWrong(againstPromise, 'events that started the workflow twice'),
				...tellWrong(stray, 'executions without an event'),
				...tellWrong(
					this.rejected.map(String),
					'deliveries that n8n did not take, four tries long',
				),
			],
		};
	}

	/** How often each event has started the workflow. n8n answers before an execution has ended. */
	private async waitForStarts(): Promise<Map<string, number>> {
		const deadline = Date.now() + LAST_START_WITHIN_MS;
		for (;;) {
			const starts = this.countStarts();
			if (starts.size >= this.done || Date.now() > deadline) return starts;
			await wait(POLL_MS);
		}
	}

	private countStarts(): Map<string, number> {
		const starts = new Map<string, number>();
		for (const { workflowId, nodes } of this.rig.n8n.listFinished()) {
			if (workflowId !== this.workflowId) continue;
			const id = String(nodes[TRIGGER]?.at(-1)?.values[0]);
			starts.set(id, (starts.get(id) ?? 0) + 1);
		}
		return starts;
	}
}

function nameEvent(number: number): string {
	return `soak-event-${number}`;
}
