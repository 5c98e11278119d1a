import type { IncomingHttpHeaders } from 'node:http';

export interface ReceivedRequest {
	method: string;
	path: string;
	query: { raw: string; parsed: Record<string, string[]> };
	headers: IncomingHttpHeaders;
	/** Parsed JSON; the text as it came where it isn't JSON. */
	body: unknown;
	at: Date;
	/** What was answered; undefined where nothing was. */
	status: number | undefined;
}

/** What came in, in order, and how much of it at once. */
export class RequestLog {
	readonly requests: ReceivedRequest[] = [];
	private inFlight = 0;
	private peak = 0;

	constructor(private readonly recording: boolean) {}

	get peakInFlight(): number {
		return this.peak;
	}

	record(request: ReceivedRequest): void {
		if (this.recording) this.requests.push(request);
	}

	/** Counts a request as in flight. The function it returns ends that, however often it is called. */
	enter(): () => void {
		this.inFlight += 1;
		this.peak = Math.max(this.peak, this.inFlight);
		let left = false;
		return () => {
			if (left) return;
			left = true;
			this.inFlight -= 1;
		};
	}

	clear(): void {
		this.requests.length = 0;
	}

	resetPeak(): void {
		this.peak = this.inFlight;
	}
}
