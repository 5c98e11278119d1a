/** The documented header: the account's secret as it is, not a signature. */
export const SECRET_HEADER = 'Impilo-Webhook-Secret';

export interface EventPost {
	url: string;
	/** JSON. */
	body: string;
	/** Undefined where the account has none; whether Impilo sends the header then is unknown. */
	secret: string | undefined;
	timeoutMs: number;
	/** Gives up at once. */
	signal: AbortSignal;
}

/** Resolves with the status that was answered; null where nothing was, or not in time. */
export async function postEvent({
	url,
	body,
	secret,
	timeoutMs,
	signal,
}: EventPost): Promise<number | null> {
	const attempt = new AbortController();
	const giveUp = () => attempt.abort();
	const timer = setTimeout(giveUp, timeoutMs);
	signal.addEventListener('abort', giveUp, { once: true });
	try {
		const response = await fetch(url, {
			method: 'POST',
			headers: {
				'Content-Type': 'application/json',
				...(secret === undefined ? {} : { [SECRET_HEADER]: secret }),
			},
			body,
			// An address that has moved is not an answer.
			redirect: 'manual',
			signal: attempt.signal,
		});
		// Nobody reads the answer, but unread it would hold on to its connection.
		await response.arrayBuffer().catch(() => undefined);
		return response.status;
	} catch {
		return null;
	} finally {
		clearTimeout(timer);
		signal.removeEventListener('abort', giveUp);
	}
}
