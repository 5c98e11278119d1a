import type { IDataObject, IHookFunctions, IWebhookFunctions } from 'n8n-workflow';

import { isObject } from '../api/isObject';
import type { Subscription } from './subscriptions';

/** What the trigger keeps of an activation, in the workflow's data. */
export interface Registration {
	/** The URL that Impilo was told. */
	url: string;
	subscriptions: Subscription[];
	/** SHA-256 of the account's webhook secret, in hex; missing where the sender isn't verified. */
	secretHash?: string;
}

type TriggerContext = IHookFunctions | IWebhookFunctions;

const RECENT_EVENTS = 'recentEvents';

/** Whether it's the editor that listens, at its test URL. */
export function isTest(context: TriggerContext): boolean {
	return context.getMode() === 'manual';
}

/** Tells triggers apart in what this process keeps in mind. */
export function triggerKey(context: IWebhookFunctions): string {
	return `${context.getWorkflow().id} ${context.getNode().id}`;
}

/** The production and the test URL are registered side by side. */
type Place = 'registration' | 'testRegistration';

/**
 * @param url the URL of the moment: n8n doesn't tell in which mode it was registered when it's to be
 * taken back
 */
function placeOf(context: TriggerContext, url?: string): Place {
	const isTestUrl = url !== undefined && readFrom(context, 'testRegistration')?.url === url;
	return isTest(context) || isTestUrl ? 'testRegistration' : 'registration';
}

/** @returns undefined where nothing was kept, or not by this version */
function readFrom(context: TriggerContext, place: Place): Registration | undefined {
	const kept = context.getWorkflowStaticData('node')[place];
	if (!isObject(kept) || typeof kept.url !== 'string') return undefined;
	const { url, subscriptions, secretHash } = kept;
	return {
		url,
		subscriptions: Array.isArray(subscriptions)
			? (subscriptions as unknown[]).flatMap((entry) => (isSubscription(entry) ? [entry] : []))
			: [],
		secretHash: typeof secretHash === 'string' ? secretHash : undefined,
	};
}

function isSubscription(value: unknown): value is Subscription {
	return isObject(value) && [value.id, value.type, value.url].every((v) => typeof v === 'string');
}

/** What was kept when this trigger was last registered. */
export function recall(context: TriggerContext, url?: string): Registration | undefined {
	return readFrom(context, placeOf(context, url));
}

export function keep(
	context: TriggerContext,
	{ url, subscriptions, secretHash }: Registration,
): void {
	const kept: IDataObject = { url, subscriptions: subscriptions.map((entry) => ({ ...entry })) };
	if (secretHash !== undefined) kept.secretHash = secretHash;
	context.getWorkflowStaticData('node')[placeOf(context, url)] = kept;
}

export function forget(context: TriggerContext, url: string): void {
	delete context.getWorkflowStaticData('node')[placeOf(context, url)];
}

/** The latest events that started the workflow, the newest last. */
export function recallEvents(context: TriggerContext): string[] {
	const kept = context.getWorkflowStaticData('node')[RECENT_EVENTS];
	return Array.isArray(kept) ? kept.filter((id): id is string => typeof id === 'string') : [];
}

export function keepEvents(context: TriggerContext, ids: readonly string[]): void {
	context.getWorkflowStaticData('node')[RECENT_EVENTS] = [...ids];
}
