/** A sandbox in a process of its own, so that what it takes isn't counted for n8n. */
import { startSandbox, type ActiveFault, type Fault, type WebhookLog } from '../../../sandbox';
import { AGAIN_LATER_EVERY, TWICE_AT_ONCE_EVERY } from './plan';

/** From now on, everything goes wrong that is asked for. */
export interface Misbehave {
	kind: 'misbehave';
	faults: Fault[];
}

/** Delivers events with the IDs `soak-event-<number>`, some of them twice, and waits for the answers. */
export interface SendEvents {
	kind: 'sendEvents';
	/** The number of the first. */
	from: number;
	count: number;
}

/** What there is now. */
export interface ReportSandbox {
	kind: 'report';
}

export interface SandboxReport {
	url: string;
	apiKey: string;
	/** IDs of the orders that were there from the start. */
	seededOrderIds: number[];
	/** External order ID, ID and status of each order that was placed since. */
	placed: Array<[externalOrderId: string, id: number, status: string]>;
	/** Requests to the API. */
	requests: number;
	/** How often each kind of fault has struck. */
	faults: Record<string, number>;
	/** Deliveries of events, repeats included. */
	deliveries: number;
	/** Numbers of events of which a delivery was answered late or with an error, so that it came again. */
	triedAgain: number[];
	/** Numbers of events that n8n didn't take, in all tries of a delivery. */
	rejected: number[];
}

export type SandboxQuestion = Misbehave | SendEvents | ReportSandbox;

const SEEDED_ORDERS = 2_000;
const SEEDED_PATIENTS = 500;
/** Seconds instead of a quarter, half and whole hour. */
const RETRY_DELAYS_MS = [2_000, 5_000, 10_000];
/** An event that n8n is slow to take may start the workflow again: that isn't what this is about. */
const DELIVERY_TIMEOUT_MS = 30_000;

const NOTHING_SENT: Pick<SandboxReport, 'triedAgain' | 'rejected'> = {
	triedAgain: [],
	rejected: [],
};

async function run(): Promise<void> {
	const sandbox = await startSandbox({
		orders: SEEDED_ORDERS,
		patients: SEEDED_PATIENTS,
		inventory: 'unlimited',
		recordRequests: false,
		webhooks: { retryDelaysMs: RETRY_DELAYS_MS, timeoutMs: DELIVERY_TIMEOUT_MS },
	});
	const seededOrderIds = [...sandbox.orders].map(({ id }) => id);
	const lastSeededId = sandbox.orders.nextId - 1;
	const active: Array<{ kind: string; fault: ActiveFault }> = [];
	let deliveries = 0;

	const report = (
		sent: Pick<SandboxReport, 'triedAgain' | 'rejected'> = NOTHING_SENT,
	): SandboxReport => {
		const faults: Record<string, number> = {};
		for (const { kind, fault } of active) faults[kind] = (faults[kind] ?? 0) + fault.applied;
		return {
			url: sandbox.url,
			apiKey: sandbox.apiKey,
			seededOrderIds,
			placed: [...sandbox.orders]
				.filter(({ id }) => id > lastSeededId)
				.map(({ externalOrderIds, id, currentStatus }) => [
					externalOrderIds?.join() ?? '',
					id,
					currentStatus ?? '',
				]),
			requests: sandbox.requestCount,
			faults,
			deliveries,
			...sent,
		};
	};

	const sendEvents = async ({ from, count }: SendEvents): Promise<typeof NOTHING_SENT> => {
		const orders = sandbox.orders.list();
		const send = (number: number): void => {
			const order = orders[number % SEEDED_ORDERS];
			sandbox.webhooks.sendEvent('order.statusFull', order, { id: `soak-event-${number}` });
		};
		for (let number = from; number < from + count; number++) {
			send(number);
			if (number % TWICE_AT_ONCE_EVERY === 0) send(number);
			const earlier = number - count;
			if (earlier >= 0 && earlier % AGAIN_LATER_EVERY === 0) send(earlier);
		}
		await sandbox.webhooks.settled();
		const { logs } = sandbox.webhooks;
		deliveries += logs.length;
		const numbersWhere = (isMeant: (log: WebhookLog) => boolean): number[] =>
			logs.filter(isMeant).map(({ payload }) => readNumber(payload));
		const triedAgain = numbersWhere(({ retryAttempts }) => retryAttempts > 0);
		const rejected = numbersWhere(({ lastResponseStatus }) => lastResponseStatus !== 200);
		sandbox.webhooks.clearLogs();
		return { triedAgain, rejected };
	};

	process.on('message', (question: SandboxQuestion) => {
		void answer(question).then((answered) => process.send?.(answered));
	});
	process.once('disconnect', () => process.exit());

	const answer = async (question: SandboxQuestion): Promise<SandboxReport> => {
		switch (question.kind) {
			case 'misbehave':
				for (const fault of question.faults) {
					active.push({ kind: nameFault(fault), fault: sandbox.misbehave(fault) });
				}
				return report();
			case 'sendEvents':
				return report(await sendEvents(question));
			case 'report':
				return report();
		}
	};
}

function readNumber(payload: string): number {
	const { id } = JSON.parse(payload) as { id: string };
	return Number(id.slice(id.lastIndexOf('-') + 1));
}

function nameFault(fault: Fault): string {
	switch (fault.kind) {
		case 'status':
		case 'statusAfterCommit':
			return `answered ${fault.status}`;
		case 'loseAnswer':
			return fault.when === 'afterCommit' ? 'answer lost' : 'request lost';
		case 'truncate':
			return 'answer cut in half';
		default:
			return fault.kind;
	}
}

run().catch((error: unknown) => {
	console.error(error);
	process.exit(1);
});
