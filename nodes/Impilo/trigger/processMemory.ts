import type { IWebhookFunctions } from 'n8n-workflow';

const MOST_TRIGGERS = 1_000;

/**
 * What this process of n8n remembers of each trigger. The least recently used are dropped, so that it
 * doesn't grow forever.
 */
export class ProcessMemory<T> {
	private readonly values = new Map<string, T>();

	get(context: IWebhookFunctions): T | undefined {
		return this.values.get(keyOf(context));
	}

	set(context: IWebhookFunctions, value: T): void {
		const key = keyOf(context);
		this.values.delete(key);
		this.values.set(key, value);
		if (this.values.size <= MOST_TRIGGERS) return;
		const [oldest = key] = this.values.keys();
		this.values.delete(oldest);
	}
}

function keyOf(context: IWebhookFunctions): string {
	return `${context.getWorkflow().id} ${context.getNode().id}`;
}
