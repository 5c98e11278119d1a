import { scaleRetryDelays, startSandbox, type Sandbox } from '../../sandbox';
import { isPortFree } from './portCheck';

/** The Impilo that the credential leads to. */
export interface Target {
	description: string;
	/** The credential's name in n8n. */
	name: string;
	credential: { environment: 'staging' | 'custom'; baseUrl: string; apiKey: string };
	/** Undefined where there is no sandbox. */
	sandboxPort: number | undefined;
	stop(): Promise<void>;
}

/** Slow enough to be watched. */
const ORDERS_MOVE_EVERY_MS = 20_000;
/** Makes 15, 30 and 60 seconds of Impilo's 15, 30 and 60 minutes. */
const WEBHOOK_MINUTE_MS = 1_000;

/**
 * Starts a sandbox, unless the environment names another Impilo with IMPILO_API_KEY.
 *
 * @param lastPort where the sandbox was the last time: if it can be there again, the credentials that
 * lead to it stay right
 */
export async function openTarget(
	environment: NodeJS.ProcessEnv,
	lastPort: number | undefined,
): Promise<Target> {
	const { IMPILO_API_KEY: apiKey, IMPILO_BASE_URL: baseUrl = '' } = environment;
	if (apiKey) {
		return {
			description: baseUrl === '' ? "Impilo's staging" : baseUrl,
			name: baseUrl === '' ? 'Impilo staging' : 'Impilo custom',
			credential: { environment: baseUrl === '' ? 'staging' : 'custom', baseUrl, apiKey },
			sandboxPort: undefined,
			stop: async () => {},
		};
	}
	const sandbox = await startAt(lastPort);
	return {
		description: `a sandbox at ${sandbox.url}, with invented data`,
		name: 'Impilo sandbox',
		credential: { environment: 'custom', baseUrl: sandbox.url, apiKey: sandbox.apiKey },
		sandboxPort: sandbox.port,
		stop: async () => await sandbox.stop(),
	};
}

async function startAt(lastPort = 0): Promise<Sandbox> {
	return await startSandbox({
		port: (await isPortFree(lastPort)) ? lastPort : 0,
		moveOrdersEveryMs: ORDERS_MOVE_EVERY_MS,
		webhooks: { retryDelaysMs: scaleRetryDelays(WEBHOOK_MINUTE_MS) },
	});
}
