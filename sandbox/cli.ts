import { parseArgs } from 'node:util';
import {
	type Fault,
	type Sandbox,
	type SandboxOptions,
	WEBHOOK_ENVELOPES,
	type WebhookEnvelope,
	sandboxKeys,
	scaleRetryDelays,
	seedIds,
	startSandbox,
} from '.';

const USAGE = `Usage: npm run sandbox -- [options]

  --port <number>                where to listen on 127.0.0.1; 0, the default, takes any free port
  --orders <number>              orders to generate beside the thirty that are always there
  --patients <number>            patients to generate beside the forty that are always there
  --orders-move-every <seconds>  move placed orders on, status by status, until they are delivered,
                                 and returns until they are completed; 0, the default, leaves them
                                 where they are
  --shuffle-order-ids            give a new order a lower ID than an earlier one now and then
  --latency <ms>                 how long placing an order takes; the order is there only after it
  --list-lag <ms>                how long lists of orders leave out an order that was placed
  --refuse-void                  refuse to void any order
  --webhook-minute <ms>          how long a minute of the wait for a webhook's next attempt lasts;
                                 1000, the default, makes 15, 30 and 60 seconds of 15, 30 and 60 minutes
  --webhook-envelope <name>      "payload", the default, sends events as {id, type, payload};
                                 "data" as {event, data}: Impilo's documentation shows both`;

const ORDERS_PATH = '/api/v3/order';

/** How Impilo refuses to void an order isn't documented. */
const VOID_REFUSED: Fault = {
	kind: 'refuse',
	message: 'Order cannot be voided',
	status: 400,
	match: { method: 'DELETE', path: `${ORDERS_PATH}/\\d+` },
};

interface Arguments {
	options: SandboxOptions;
	faults: Fault[];
}

/** Throws a TypeError for an unknown option, an Error for a value that makes no sense. */
function readArguments(): Arguments | undefined {
	const { values } = parseArgs({
		options: {
			port: { type: 'string', default: '0' },
			orders: { type: 'string', default: '0' },
			patients: { type: 'string', default: '0' },
			'orders-move-every': { type: 'string', default: '0' },
			'shuffle-order-ids': { type: 'boolean', default: false },
			latency: { type: 'string', default: '0' },
			'list-lag': { type: 'string', default: '0' },
			'refuse-void': { type: 'boolean', default: false },
			'webhook-minute': { type: 'string', default: '1000' },
			'webhook-envelope': { type: 'string', default: 'payload' },
			help: { type: 'boolean', short: 'h', default: false },
		},
	});
	if (values.help) return undefined;
	const latencyMs = readNumber('--latency', values.latency);
	const listLagMs = readNumber('--list-lag', values['list-lag']);
	return {
		options: {
			port: readNumber('--port', values.port),
			orders: readNumber('--orders', values.orders),
			patients: readNumber('--patients', values.patients),
			moveOrdersEveryMs: readNumber('--orders-move-every', values['orders-move-every']) * 1000,
			shuffleOrderIds: values['shuffle-order-ids'],
			webhooks: {
				retryDelaysMs: scaleRetryDelays(readNumber('--webhook-minute', values['webhook-minute'])),
				envelope: readEnvelope(values['webhook-envelope']),
			},
		},
		faults: [
			{ kind: 'latency', ms: latencyMs, match: { method: 'POST', path: ORDERS_PATH } },
			{ kind: 'listLag', ms: listLagMs, match: { method: 'GET', path: ORDERS_PATH } },
			...(values['refuse-void'] ? [VOID_REFUSED] : []),
		],
	};
}

function readNumber(option: string, text: string): number {
	if (!/^\d+$/.test(text)) throw new Error(`${option} takes a whole number, not "${text}".`);
	return Number(text);
}

function readEnvelope(text: string): WebhookEnvelope {
	const envelope = WEBHOOK_ENVELOPES.find((name) => name === text);
	if (envelope) return envelope;
	throw new Error(`--webhook-envelope takes ${WEBHOOK_ENVELOPES.join(' or ')}, not "${text}".`);
}

function describe(sandbox: Sandbox): string {
	return `The Impilo sandbox is running: a local stand-in with invented data, not Impilo.

  URL       ${sandbox.url}
  API key   ${sandbox.apiKey}

In the credential choose the environment "Custom" and enter both.

To try
  patients  ${seedIds.patient}, ${seedIds.otherPatient} (not enrolled: ${seedIds.notEnrolledPatient}; archived: ${seedIds.archivedPatient}; ${sandbox.patients.size} in all)
  kits      ${seedIds.kits.join(', ')} (loaner kit: ${seedIds.loanerKit})
  items     ${seedIds.item}, ${seedIds.otherItem} (few left: ${seedIds.scarceItem}; not orderable: ${seedIds.nonOrderableItem})
  sites     ${seedIds.site}, ${seedIds.otherSite} (inactive: ${seedIds.inactiveSite}; Impilo's: ${seedIds.impiloSite}, ${seedIds.otherImpiloSite})
  devices   ${seedIds.deviceWithPatient} (with patient ${seedIds.patientWithDevice}), ${seedIds.deviceAtSite} (at site ${seedIds.siteWithDevices}, ${seedIds.deviceAtSiteIdentifier})
  orders    ${sandbox.orders.size}, from ${seedIds.placedOrder} on
  returns   ${seedIds.placedReturn} (placed), ${seedIds.inTransitReturn} (in transit), ${seedIds.orderReturn} (of order ${seedIds.returnIssuedOrder})

Keys that are refused: ${sandboxKeys.expired}, ${sandboxKeys.accessDenied}
A key that can't read the webhook secret: ${sandboxKeys.secretUnreadable}
What else it can do: ${sandbox.url}/sandbox

Everything is in memory and gone when it stops. Ctrl-C stops it.`;
}

async function run(): Promise<void> {
	const chosen = readArguments();
	if (!chosen) {
		console.log(USAGE);
		return;
	}
	const sandbox = await startSandbox(chosen.options);
	for (const fault of chosen.faults) sandbox.misbehave(fault);
	const stop = () => void sandbox.stop();
	process.once('SIGINT', stop);
	process.once('SIGTERM', stop);
	console.log(describe(sandbox));
}

run().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
});
