import { InputRefusal } from '../run/refusal';

/** Names and addresses that lead nowhere from outside one's own network (RFC 1918, 3927, 4193, 6761, 6762). */
const PRIVATE_HOSTS = [
	/^[^.:]+$/,
	/\.(localhost|local|internal|lan|home\.arpa)$/,
	/^(0|10|127)\./,
	/^169\.254\./,
	/^172\.(1[6-9]|2\d|3[01])\./,
	/^192\.168\./,
	/^\[(::1?|f[cd].*|fe80.*)\]$/,
];

/**
 * Makes sure that Impilo's own servers can reach the address of a webhook.
 *
 * @throws InputRefusal with the remedy
 */
export function refuseUnreachableUrl(url: string): void {
	const host = URL.canParse(url) ? new URL(url).hostname.toLowerCase() : '';
	if (!PRIVATE_HOSTS.some((pattern) => pattern.test(host)) && host !== '') return;
	throw new InputRefusal(
		`Impilo cannot reach this n8n: the address of the webhook is ${url}`,
		'n8n needs an address on the internet. Set WEBHOOK_URL to it where n8n is started, e.g. https://n8n.example.com/, or use a tunnel, and activate the workflow again.',
	);
}
