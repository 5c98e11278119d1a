import type { ExplainedRequest, ImpiloClient } from '../api/client';
import { isVoided } from '../api/orderStatus';
import type { Outcome } from '../api/outcome';
import { judge, MAX_TRIES } from '../api/retry';
import { pickOrder } from '../lookup/locator';
import { findOrderId, noSuchOrder, readOrder } from '../lookup/orderFinder';
import { parseOrderReference } from '../lookup/orderReference';
import type { Operation } from '../run/operation';
import { forEachItem } from '../run/operation';

export const voidOrder: Operation = {
	option: {
		name: 'Void',
		value: 'void',
		action: 'Void order',
		description: 'Cancel one order for good',
	},
	fields: [pickOrder({ required: true })],
	execute: forEachItem(async ({ context, client }, itemIndex) => {
		const reference = parseOrderReference(context.getNodeParameter('orderId', itemIndex, ''));
		const id = await findOrderId(client, reference);
		await makeVoid(client, id);
		return [{ json: { id, voided: true } }];
	}),
};

/**
 * Voids an order. An order that turns out to be void already is no failure: the answer to an earlier
 * try may have been lost, or n8n's Retry On Fail has come by again.
 *
 * @throws ImpiloFailure
 */
async function makeVoid(client: ImpiloClient, id: number): Promise<void> {
	const request: ExplainedRequest = {
		method: 'DELETE',
		path: `/order/${id}`,
		purpose: `void order ${id}`,
		notFound: noSuchOrder(id),
	};
	for (let tries = 1; ; tries++) {
		const outcome = await client.change(request);
		const verdict = judge(outcome);
		if (verdict === 'done') return;
		// Voiding twice does no harm, so the short wait is enough.
		const [waitMs] = (verdict === 'ambiguous' && client.checkWaits(outcome, tries)) || [];
		if (waitMs !== undefined) await client.pause(waitMs);
		const mayBeVoid = waitMs !== undefined || isRefusalOfState(outcome);
		if (mayBeVoid && (await isVoidAlready(client, id))) return;
		if (waitMs === undefined || tries === MAX_TRIES) throw client.explain(outcome, request);
	}
}

/** How Impilo refuses an order that it can't void any more isn't documented; not with 401, 403 or 404. */
function isRefusalOfState(outcome: Outcome): boolean {
	return outcome.kind === 'answered' && [400, 409, 410, 422].includes(outcome.status);
}

async function isVoidAlready(client: ImpiloClient, id: number): Promise<boolean> {
	try {
		return isVoided(await readOrder(client, id));
	} catch {
		return false;
	}
}
