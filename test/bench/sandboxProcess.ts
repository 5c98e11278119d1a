/** The sandbox in a process of its own, so that what it takes isn't counted for a contestant. */
import { startSandbox, type Fault } from '../../sandbox';

/** Back to a new world, with so many orders in all and these faults. */
export interface PrepareSandbox {
	kind: 'prepare';
	/** At least the thirty of the seed. */
	orders: number;
	faults: Fault[];
}

/** What has happened since it was prepared. */
export interface ReportSandbox {
	kind: 'report';
}

export interface SandboxReport {
	url: string;
	apiKey: string;
	/** The most requests that were under way at once. */
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
			sandbox.seedOrders(question.orders - sandbox.orders.size);
			lastSeededId = sandbox.orders.nextId - 1;
			for (const fault of question.faults) sandbox.misbehave(fault);
		}
		const report: SandboxReport = {
			url: sandbox.url,
			apiKey: sandbox.apiKey,
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
