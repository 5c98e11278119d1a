import type { IDataObject, IHookFunctions, IWebhookFunctions } from 'n8n-workflow';

import { isObject } from '../api/json';
import type { Subscription } from './subscriptions';

/** What the trigger saves of an activation, in the workflow's static data. */
export interface Registration {
	/** The URL that events are sent to. */
	url: string;
	subscriptions: Subscription[];
	/** SHA-256 of the account's webhook secret, in hex; missing if the sender isn't verified. */
	secretHash?: string;
}

type TriggerContext = IHookFunctions | IWebhookFunctions;

const RECENT_EVENTS = 'recentEvents';

/** Whether the editor is listening for a test event. */
export function isTest(context: TriggerContext): boolean {
	return context.getMode() === 'manual';
}

/** The production and the test URL are registered independently of each other. */
type Place = 'registration' | 'testRegistration';

/**
 * @param url identifies a test URL when it's unregistered: n8n then doesn't say in which mode it was
 * registered
 */
function placeOf(context: TriggerContext, url?: string): Place {
	const isTestUrl = url !== undefined && readFrom(context, 'testRegistration')?.url === url;
	return isTest(context) || isTestUrl ? 'testRegistration' : 'registration';
}

/** @returns undefined if nothing readable was saved */
function readFrom(context: TriggerContext, place: Place): Registration | undefined {
	const saved = context.getWorkflowStaticData('node')[place];
	if (!isObject(saved) || typeof saved.url !== 'string') return undefined;
	const { url, subscriptions, secretHash } = saved;
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

/** What was saved when this trigger was last registered. */
export function readRegistration(context: TriggerContext, url?: string): Registration | undefined {
	return readFrom(context, placeOf(context, url));
}

export function saveRegistration(
	context: TriggerContext,
	{ url, subscriptions, secretHash }: Registration,
): void {
	const saved: IDataObject = { url, subscriptions: subscriptions.map((entry) => ({ ...entry })) };
	if (secretHash !== undefined) saved.secretHash = secretHash;
	context.getWorkflowStaticData('node')[placeOf(context, url)] = saved;
}

export function deleteRegistration(context: TriggerContext, url: string): void {
	delete context.getWorkflowStaticData('node')[placeOf(context, url)];
}

/** The latest events that started the workflow, the newest last. */
export function readRecentEvents(context: TriggerContext): string[] {
	const saved = context.getWorkflowStaticData('node')[RECENT_EVENTS];
	return Array.isArray(saved) ? saved.filter((id): id is string => typeof id === 'string') : [];
}

export function saveRecentEvents(context: TriggerContext, ids: readonly string[]): void {
	context.getWorkflowStaticData('node')[RECENT_EVENTS] = [...ids];
}
