import type { IDataObject, IWebhookFunctions, WorkflowExecuteMode } from 'n8n-workflow';

import {
	deleteRegistration,
	readRecentEvents,
	readRegistration,
	saveRegistration,
} from '../../../nodes/Impilo/trigger/storage';

const WEBHOOK_URL = 'https://n8n.example.com/webhook/1';
const SUBSCRIPTION = { id: '601', type: 'order.status', url: WEBHOOK_URL };

function contextOf(
	saved: Record<string, unknown>,
	mode: WorkflowExecuteMode = 'webhook',
): IWebhookFunctions {
	const context: Pick<IWebhookFunctions, 'getMode' | 'getWorkflowStaticData'> = {
		getMode: () => mode,
		getWorkflowStaticData: () => saved as IDataObject,
	};
	return context as IWebhookFunctions;
}

describe('the registration', () => {
	it.each<[string, unknown]>([
		['nothing', undefined],
		['null', null],
		['text', 'x'],
		['an object without a URL', { subscriptions: [SUBSCRIPTION] }],
		['an object whose URL is a number', { url: 5, subscriptions: [SUBSCRIPTION] }],
	])('is not there where %s was saved', (_, registration) => {
		expect(readRegistration(contextOf({ registration }))).toBeUndefined();
	});

	it.each<[unknown, object[]]>([
		[undefined, []],
		['601', []],
		[[null, '601', SUBSCRIPTION, {}], [SUBSCRIPTION]],
		[[{ ...SUBSCRIPTION, id: 601 }], []],
		[[{ ...SUBSCRIPTION, type: null }], []],
		[[{ ...SUBSCRIPTION, url: null }], []],
	])('has the subscriptions that make sense: of %j, %j', (subscriptions, readable) => {
		const context = contextOf({ registration: { url: WEBHOOK_URL, subscriptions, secretHash: 5 } });

		expect(readRegistration(context)).toEqual({ url: WEBHOOK_URL, subscriptions: readable });
	});

	it('of a test is apart from that of production', () => {
		const saved: Record<string, unknown> = {};
		const test = { url: `${WEBHOOK_URL}-test`, subscriptions: [], secretHash: 'b' };
		const production = { url: WEBHOOK_URL, subscriptions: [SUBSCRIPTION], secretHash: 'a' };
		saveRegistration(contextOf(saved), production);
		saveRegistration(contextOf(saved, 'manual'), test);

		expect(saved).toEqual({ registration: production, testRegistration: test });
		expect(readRegistration(contextOf(saved))).toEqual(production);
		expect(readRegistration(contextOf(saved, 'manual'))).toEqual(test);
		// n8n unregisters a test in another mode.
		expect(readRegistration(contextOf(saved), test.url)).toEqual(test);

		deleteRegistration(contextOf(saved), test.url);
		expect(saved).toEqual({ registration: production });
	});
});

it.each<[unknown, string[]]>([
	[undefined, []],
	['a', []],
	[{ 0: 'a' }, []],
	[
		['a', 5, null, 'b'],
		['a', 'b'],
	],
])('the recent events that make sense are read: of %j, %j', (recentEvents, readable) => {
	expect(readRecentEvents(contextOf({ recentEvents }))).toEqual(readable);
});
