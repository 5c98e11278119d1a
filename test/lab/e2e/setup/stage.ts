import path from 'node:path';

import { chromium, selectors, type Browser } from 'playwright-core';

import { startSandbox, type Sandbox } from '../../../../sandbox';
import { startN8n, type N8n } from '../../../../scripts/n8n';
import { startChatModel, type ChatModel } from './chatModel';
import { findChromium } from './chromium';
import { logIn, type Session } from './session';

export interface CredentialReference {
	id: string;
	name: string;
}

/** What all tests of a run share: one n8n with the built package, one sandbox, one browser. */
export interface Stage {
	readonly n8n: N8n;
	readonly sandbox: Sandbox;
	readonly chatModel: ChatModel;
	readonly browser: Browser;
	/** In which the owner of n8n is logged in. */
	readonly session: Session;
	/** The credentials that n8n has, by their type. */
	readonly credentials: Readonly<Record<string, CredentialReference>>;
	stop(): Promise<void>;
}

/** The name that n8n itself would give the first credential of this type. */
const CREDENTIAL_NAME = 'Impilo account';
const PACKAGE_DIRECTORY = path.join(__dirname, '..', '..', '..', '..');
/** Between two attempts to deliver a webhook, so that an outage is over soon. */
const RETRY_DELAYS_MS = [20, 40, 80];

/**
 * Starts everything.
 *
 * @throws Error that says what to do, where n8n or a browser is missing
 */
export async function openStage(): Promise<Stage> {
	const executablePath = findChromium();
	const stops: Array<() => Promise<unknown>> = [];
	const stop = async (): Promise<void> => {
		for (const stopOne of stops.splice(0).reverse()) await stopOne();
	};
	try {
		const sandbox = await startSandbox({ webhooks: { retryDelaysMs: RETRY_DELAYS_MS } });
		stops.push(sandbox.stop);
		const chatModel = await startChatModel();
		stops.push(chatModel.stop);
		const n8n = await startN8n({ packageDirectory: PACKAGE_DIRECTORY });
		stops.push(n8n.stop);
		// What n8n's editor marks its parts with.
		selectors.setTestIdAttribute('data-test-id');
		const browser = await chromium.launch({ executablePath });
		stops.push(async () => await browser.close());
		const session = await logIn(browser, n8n);
		const impiloApi = await n8n.createCredential({
			name: CREDENTIAL_NAME,
			type: 'impiloApi',
			data: { environment: 'custom', baseUrl: sandbox.url, apiKey: sandbox.apiKey },
		});
		const openAiApi = await n8n.createCredential({
			name: 'Chat model',
			type: 'openAiApi',
			data: { apiKey: 'not-a-secret', url: chatModel.url },
		});
		const credentials = { impiloApi, openAiApi };
		return { n8n, sandbox, chatModel, browser, session, credentials, stop };
	} catch (error) {
		await stop();
		throw error;
	}
}
