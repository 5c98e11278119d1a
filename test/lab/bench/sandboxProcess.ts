/** The sandbox in a process of its own, so that what it takes isn't counted for a contestant. */
import { startSandbox, type Fault } from '../../../sandbox';

/** Back to a new world, with so many orders and patients in all and these faults. */
export interface PrepareSandbox {
	kind: 'prepare';
	/** By default the thirty of the seed. */
	orders?: number;
	/** By default the forty of the seed. */
	patients?: number;
	faults: Fault[];
}

/** What has happened since it was prepared. */
export interface ReportSandbox {
	kind: 'report';
}

export interface SandboxReport {
	url: string;
	apiKey: string;
	/** Requests to the API. */
	requests: number;
	/** The most of them that were under way at once. */
	peakInFlight: number;
	/** The external order IDs of each order that was placed. */
	placed: string[][];
}

async function run(): Promise<void> {
	const sandbox = await startSandbox({ inventory: 'unlimited', recordRequests: false });
	let lastSeededId = 0;
	process.on('message', (question: PrepareSandbox | ReportSandbox) => {
		if (question.kind === 'prepare') {
			sandbox.reset();
			const { orders = 0, patients = 0 } = question;
			sandbox.seedOrders(Math.max(0, orders - sandbox.orders.size));
			sandbox.seedPatients(Math.max(0, patients - sandbox.patients.size));
			lastSeededId = sandbox.orders.nextId - 1;
			for (const fault of question.faults) sandbox.misbehave(fault);
		}
		const report: SandboxReport = {
			url: sandbox.url,
			apiKey: sandbox.apiKey,
			requests: sandbox.requestCount,
			peakInFlight: sandbox.peakInFlight,
			placed: [...sandbox.orders]
				.filter(({ id }) => id > lastSeededId)
				.map(({ externalOrderIds }) => externalOrderIds ?? []),
		};
		process.send?.(report);
	});
	process.once('disconnect', () => process.exit());
}

run().catch((error: unknown) => {
	console.error(error);
	process.exit(1);
});
