import { parseArgs } from 'node:util';
import { sandboxKeys, seedIds, startSandbox, type Sandbox } from './index';

const USAGE = `Usage: npm run sandbox -- [--port <number>] [--orders <number>]

  --port    where to listen on 127.0.0.1; 0, the default, takes any free port
  --orders  orders to generate beside the thirty that are always there`;

interface Arguments {
	port: number;
	orders: number;
}

/** Throws a TypeError for an unknown option, an Error for a value that isn't a number. */
function readArguments(): Arguments | undefined {
	const { values } = parseArgs({
		options: {
			port: { type: 'string', default: '0' },
			orders: { type: 'string', default: '0' },
			help: { type: 'boolean', short: 'h', default: false },
		},
	});
	if (values.help) return undefined;
	return { port: readNumber('--port', values.port), orders: readNumber('--orders', values.orders) };
}

function readNumber(option: string, text: string): number {
	if (!/^\d+$/.test(text)) throw new Error(`${option} takes a whole number, not "${text}".`);
	return Number(text);
}

function describe(sandbox: Sandbox): string {
	return `The Impilo sandbox is running: a local stand-in with invented data, not Impilo.

  URL       ${sandbox.url}
  API key   ${sandbox.apiKey}

In the credential choose the environment "Custom" and enter both.

To try
  patients  ${seedIds.patient}, ${seedIds.otherPatient}
  kits      ${seedIds.kits.join(', ')} (loaner kit: ${seedIds.loanerKit})
  items     ${seedIds.item}, ${seedIds.otherItem} (few left: ${seedIds.scarceItem}; not orderable: ${seedIds.nonOrderableItem})
  sites     ${seedIds.site}, ${seedIds.otherSite} (inactive: ${seedIds.inactiveSite})
  orders    ${sandbox.orders.size}, from ${seedIds.placedOrder} on

Keys that are refused: ${sandboxKeys.expired}, ${sandboxKeys.accessDenied}
What else it can do: ${sandbox.url}/sandbox

Everything is in memory and gone when it stops. Ctrl-C stops it.`;
}

async function run(): Promise<void> {
	const chosen = readArguments();
	if (!chosen) {
		console.log(USAGE);
		return;
	}
	const sandbox = await startSandbox(chosen);
	const stop = () => void sandbox.stop();
	process.once('SIGINT', stop);
	process.once('SIGTERM', stop);
	console.log(describe(sandbox));
}

run().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
});
