import type { IDataObject, IHookFunctions, IWebhookFunctions } from 'n8n-workflow';

import type { Subscription } from './subscriptions';

/** What the trigger keeps between activations and deliveries, in the workflow's data. */
export interface Registration {
	subscriptions: Subscription[];
	/** SHA-256 of the account's webhook secret, in hex; missing where the sender isn't verified. */
	secretHash?: string;
}

type TriggerContext = Pick<IHookFunctions | IWebhookFunctions, 'getMode' | 'getWorkflowStaticData'>;

const RECENT_EVENTS = 'recentEvents';

/** Whether it's the editor that listens, at its test URL. */
export function isTest(context: TriggerContext): boolean {
	return context.getMode() === 'manual';
}

/** The production and the test URL are registered side by side. */
function placeOf(context: TriggerContext): string {
	return isTest(context) ? 'testRegistration' : 'registration';
}

/** Tells triggers apart in what this process keeps in mind. */
export function triggerKey(context: IWebhookFunctions): string {
	return `${context.getWorkflow().id} ${context.getNode().id}`;
}

/** @returns what was kept, or nothing where the data isn't what this version writes */
export function recall(context: TriggerContext): Registration {
	const kept = context.getWorkflowStaticData('node')[placeOf(context)] as IDataObject | undefined;
	const { subscriptions, secretHash } = kept ?? {};
	return {
		subscriptions: Array.isArray(subscriptions) ? (subscriptions as unknown as Subscription[]) : [],
		secretHash: typeof secretHash === 'string' ? secretHash : undefined,
	};
}

export function keep(context: TriggerContext, registration: Registration): void {
	context.getWorkflowStaticData('node')[placeOf(context)] = {
		...registration,
	} as unknown as IDataObject;
}

export function forget(context: TriggerContext): void {
	delete context.getWorkflowStaticData('node')[placeOf(context)];
}

/** The latest events that started the workflow, the newest last. */
export function recallEvents(context: TriggerContext): string[] {
	const kept = context.getWorkflowStaticData('node')[RECENT_EVENTS];
	return Array.isArray(kept) ? kept.filter((id): id is string => typeof id === 'string') : [];
}

export function keepEvents(context: TriggerContext, ids: readonly string[]): void {
	context.getWorkflowStaticData('node')[RECENT_EVENTS] = [...ids];
}
