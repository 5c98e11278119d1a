/**
 * The bare loop that nodes are compared with: `fetch`, so many requests under way, nothing else. Run by
 * n8n's Node.js as it is, so it imports nothing, and has no syntax but types to be left out.
 */

export interface FetchJob {
	url: string;
	headers: Record<string, string>;
	bodies: object[];
	concurrency: number;
}

export interface FetchResult {
	durationMs: number;
	cpuMs: number;
	/** How many were answered with a success. */
	placed: number;
}

async function placeAll({ url, headers, bodies, concurrency }: FetchJob): Promise<FetchResult> {
	const startedAt = performance.now();
	const cpuBefore = process.cpuUsage();
	const orders: unknown[] = [];
	let next = 0;
	const work = async (): Promise<void> => {
		while (next < bodies.length) {
			const index = next++;
			const response = await fetch(url, {
				method: 'POST',
				headers: { ...headers, 'content-type': 'application/json' },
				body: JSON.stringify(bodies[index]),
			});
			const order: unknown = await response.json();
			if (response.ok) orders[index] = order;
		}
	};
	await Promise.all(Array.from({ length: concurrency }, work));
	const { user, system } = process.cpuUsage(cpuBefore);
	return {
		durationMs: performance.now() - startedAt,
		cpuMs: (user + system) / 1000,
		placed: orders.filter((order) => order !== undefined).length,
	};
}

process.on('message', (job: FetchJob) => {
	void placeAll(job).then((result) => process.send?.(result));
});
process.once('disconnect', () => process.exit());
