const FIRST_ID = 9001;

/** One delivery: an event, and a subscription it was for. The field names are documented. */
export interface WebhookLog {
	id: number;
	webhookId: number;
	webhookType: string;
	/** Where it was sent, also if the subscription has another URL now. */
	webhookUrl: string;
	/**
	 * The JSON text that was sent, envelope included. Impilo documents a text; whether it is the
	 * whole envelope is unknown.
	 */
	payload: string;
	createTimestamp: string;
	/** Null where nothing was answered, or not yet. */
	lastResponseStatus: number | null;
	/** How often it was tried again: 0 to 3. */
	retryAttempts: number;
	lastRetryTimestamp: string | null;
}

/** The deliveries, oldest first; in which order Impilo lists them is unknown. */
export class WebhookLogs {
	readonly rows: WebhookLog[] = [];
	private nextId = FIRST_ID;

	add(row: Omit<WebhookLog, 'id'>): WebhookLog {
		const stored = { id: this.nextId, ...row };
		this.nextId += 1;
		this.rows.push(stored);
		return stored;
	}

	clear(): void {
		this.rows.length = 0;
		this.nextId = FIRST_ID;
	}
}
