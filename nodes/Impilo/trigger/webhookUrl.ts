import { InputRefusal } from '../fields/refusal';

/** IPv4 networks that lead nowhere from outside (RFC 1122, 1918, 3927, 6598). */
const PRIVATE_IPV4 =
	/^(0|10|127|169\.254|172\.(1[6-9]|2\d|3[01])|192\.168|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\./;
const IPV4 = /^\d+(\.\d+){3}$/;
/** IPv6 addresses for this machine, this link and one's own network, and IPv4 in disguise (RFC 4291, 4193). */
const PRIVATE_IPV6 = /^\[(::1?\]|::ffff:|f[cd]|fe[89ab])/;
/** Names for one's own network (RFC 6761, 6762, 8375). */
const PRIVATE_NAME = /^[^.:]+$|\.(localhost|local|internal|lan|home\.arpa)$/;

function isPrivate(host: string): boolean {
	if (IPV4.test(host)) return PRIVATE_IPV4.test(host);
	return host === '' || PRIVATE_IPV6.test(host) || PRIVATE_NAME.test(host);
}

/**
 * Makes sure that Impilo's own servers can reach the address of a webhook.
 *
 * @throws InputRefusal with the remedy
 */
export function refuseUnreachableUrl(url: string): void {
	const host = URL.canParse(url) ? new URL(url).hostname.replace(/\.$/, '') : '';
	if (!isPrivate(host)) return;
	throw new InputRefusal(
		'Impilo',
		`cannot reach this n8n: the address of the webhook is ${url}`,
		'n8n needs an address on the internet. Set the environment variable N8N_WEBHOOK_URL of n8n (WEBHOOK_URL before n8n 2.41) to it, e.g. https://n8n.example.com/, or use a tunnel, and activate the workflow again.',
	);
}
