import type { ImpiloClient } from '../../api/client';
import { Doubt, ImpiloFailure } from '../../api/failure';
import type { Explanation } from '../../api/failure';
import { GateClosed } from '../../api/gate';
import { listOf } from '../../api/json';
import type { FoundMatch } from '../../once/createOnce';
import type { EntityHandler, Resolution, Unresolved } from '../../once/entityHandler';
import { byAge } from '../../once/records';
import type { Wording } from '../../once/sendSummary';
import { RunCoordinator } from '../../once/runCoordinator';
import { findPatientId, identifyPatient } from '../../patient/reference';
import { findOrdersByExternalId } from '../externalIds';
import type { ImpiloOrder } from '../order';
import { ORDER_REFUSALS } from '../refusals';
import { isVoided } from '../statuses';
import { ensureVoided } from '../void';
import { areIdentical, compareOrder, showsAllContents } from './comparison';
import { needsPatientId, whyNotExisting } from './whyNotExisting';
import { isGeneratedId } from './generatedId';
import type { NewOrder } from './newOrder';
import { OrderNotes } from './orderNotes';

export const ORDER_RUNS = new RunCoordinator<ImpiloOrder>();

export const ORDER_WORDING: Wording = {
	one: 'order',
	made: 'placed',
	key: 'external order ID',
	wouldDuplicate: 'they would be placed twice',
	existed:
		'got an order that already existed at Impilo with the same external order ID. Nothing was placed again.',
	duplicateAdvice: 'The oldest was returned. Void the others at Impilo if they are not wanted.',
};

/** Whether a new execution would find the order instead of placing another. */
export function isSafeToRepeat({ keys, hasGeneratedKeys }: NewOrder): boolean {
	return keys.length > 0 && !hasGeneratedKeys;
}

/** How one run of Create finds, compares and places orders. */
export function orderHandler(): EntityHandler<NewOrder, ImpiloOrder> {
	const notes = new OrderNotes();
	/** IDs, as text, of the orders that this run has voided. */
	const voidedHere = new Set<string>();
	return {
		wording: ORDER_WORDING,
		find: findOrdersByExternalId,
		isLive: (order) => !isVoided(order),
		byPreference: byAge,
		refuseExisting: async (client, order, live) => {
			if (order.hasGeneratedKeys) return undefined;
			const [existing] = live;
			const { patient } = order;
			const complete =
				patient !== undefined && existing !== undefined && needsPatientId(order, existing)
					? withPatientId(order, await findPatientId(client, patient))
					: order;
			const refusal = whyNotExisting(complete, live);
			if (refusal === undefined) {
				if (existing !== undefined) notes.noteExisting(complete, existing);
				return undefined;
			}
			return new ImpiloFailure({ ...refusal, remedy: `Nothing was placed. ${refusal.remedy}` });
		},
		complete: async (client, order) => {
			if (order.patient === undefined) return order;
			const { id, personal } = await identifyPatient(client, order.patient);
			return { ...withPatientId(order, id), personal: [...order.personal, ...personal] };
		},
		creationOf: (order) => ({
			request: {
				method: 'POST',
				path: '/order',
				body: order.body,
				purpose: 'place the order',
				refusals: ORDER_REFUSALS,
				personal: order.personal,
			},
			question: 'It is not known whether Impilo has placed this order.',
			doubtRemedy: (reason) => {
				const isAboutOrder =
					reason instanceof ImpiloFailure && REFUSAL_STATUSES.includes(reason.status ?? 0);
				const advice = isSafeToRepeat(order) ? SAFE_TO_REPEAT : NOT_SAFE_TO_REPEAT;
				return isAboutOrder ? `${reason.remedy} ${advice}` : advice;
			},
		}),
		matchFound,
		resolveDuplicates,
		wouldDuplicate: (order) => !isSafeToRepeat(order),
		onCreated: (order, placed) => notes.notePlaced(order, placed),
		hints: () => notes.hints,
	};

	async function resolveDuplicates(
		...[client, { wanted, shown, duplicates: found, isOwn, wasResent, isLast }]: Parameters<
			EntityHandler<NewOrder, ImpiloOrder>['resolveDuplicates']
		>
	): Promise<Resolution<ImpiloOrder> | Unresolved<ImpiloOrder>> {
		const id = String(shown.id);
		const isNewPatient = wanted.patient === undefined && wanted.body.site === undefined;
		const isIdentical = (duplicate: ImpiloOrder): boolean =>
			areIdentical(shown, duplicate, isNewPatient) && showsAllContents(wanted, duplicate);
		const duplicates = found.filter((one) => !isAnotherOnPurpose(one, wanted));
		const identical = duplicates.filter(isIdentical);
		/** The result of an item whose order was voided. */
		const replaceWith = (stays: ImpiloOrder): Resolution<ImpiloOrder> =>
			wanted.ifExists === 'fail' && !wanted.hasGeneratedKeys && !wasResent
				? { failure: refuseDuplicate(id, String(stays.id)), ids: [], survivor: stays }
				: { entity: stays };
		if (isVoided(shown)) {
			const [stays] = identical;
			// Not voided by this run, so by a person: the item doesn't fail.
			if (!voidedHere.has(id)) {
				const entity = (wanted.ifExists === 'fail' ? undefined : stays) ?? shown;
				return identical.length > 1
					? { entity, duplicates: identical.map((one) => String(one.id)) }
					: { entity };
			}
			if (stays === undefined) return { failure: nothingStays(id), ids: [] };
			notes.noteVoided(id, String(stays.id), causeOf(wasResent));
			return replaceWith(stays);
		}
		if (duplicates.length === 0) return { entity: shown };
		const live = [...duplicates, shown].sort(byAge);
		const ids = live.map((one) => String(one.id));
		const [oldest = shown] = live;
		const fail = (
			why: string,
			remedy?: string,
			answer?: ImpiloFailure,
		): Resolution<ImpiloOrder> => ({
			failure: placedTwice(ids, why, wasResent, remedy, answer),
			ids,
		});
		if (identical.length < duplicates.length) {
			return fail('They ask for different things, so neither was voided.', CHOOSE);
		}
		if (wanted.ifPlacedTwice === 'fail') return fail('Both were kept, as set in If Placed Twice.');
		const isNewer = isOwn && oldest !== shown;
		for (const newer of wanted.hasGeneratedKeys ? live.slice(1) : isNewer ? [shown] : []) {
			const refusal = await voidDuplicate(client, String(newer.id));
			if (refusal !== undefined) return fail(refusal.why, undefined, refusal.answer);
			if (newer === shown) voidedHere.add(id);
			else notes.noteVoided(String(newer.id), String(oldest.id), causeOf(wasResent));
		}
		if (isNewer) {
			// The other run may void its order as well, in favour of a third: check again.
			if (!isLast) return { meanwhile: replaceWith(oldest) };
			return await resolveDuplicates(client, {
				wanted,
				shown: { ...shown, currentStatus: 'voided' },
				duplicates: found,
				isOwn,
				wasResent,
				isLast,
			});
		}
		if (wanted.hasGeneratedKeys) return { entity: shown };
		if (!isLast) return { meanwhile: { entity: shown } };
		if (!isOwn || wasResent) return fail('It is not known which of them this run has placed.');
		return { entity: oldest, duplicates: ids };
	}
}

/** @returns why it couldn't be voided; undefined if it's void */
async function voidDuplicate(
	client: ImpiloClient,
	id: string,
): Promise<{ why: string; answer?: ImpiloFailure } | undefined> {
	if (!Number.isSafeInteger(Number(id))) {
		return { why: `Order ${id} could not be voided: its ID is too large to be exact.` };
	}
	return await ensureVoided(client, Number(id), { isFollowUp: true }).then(
		() => undefined,
		(failure: unknown) => {
			const isKnown = failure instanceof ImpiloFailure || failure instanceof GateClosed;
			if (!isKnown) throw failure;
			const why =
				failure instanceof Doubt
					? `It is not known whether order ${id} was voided.`
					: `Order ${id} could not be voided.`;
			const answer = failure instanceof ImpiloFailure ? failure : undefined;
			return { why: `${why} ${failure.message}`, answer };
		},
	);
}

function withPatientId(order: NewOrder, id: number): NewOrder {
	return { ...order, body: { ...order.body, patient: { id } } };
}

/** These refusals are about the order, so that their remedy helps. */
const REFUSAL_STATUSES = [400, 401, 403, 404, 409, 422];

const SAFE_TO_REPEAT =
	'Run the workflow again later: the order has an external order ID, so it is looked up first and not placed twice.';

const NOT_SAFE_TO_REPEAT =
	'Check at Impilo whether the order is there before you run this item again. To make repeats safe, fill External Order IDs with a value that stays the same for this order, e.g. the ID of the row or the form entry, and set If External Order ID Exists to Return the Existing Order.';

/**
 * Nothing is sent again while a live order has the IDs: one for another recipient refuses the item. Only a
 * void one for another recipient is ignored.
 */
function matchFound(
	order: NewOrder,
	found: readonly ImpiloOrder[],
): FoundMatch<ImpiloOrder> | undefined {
	const live = found.filter((one) => !isVoided(one)).sort(byAge);
	const [oldest] = live;
	if (order.hasGeneratedKeys) {
		// Even if somebody has voided it since.
		const own = oldest ?? found[0];
		return own && { is: 'mine', entity: own };
	}
	const same = live.find(
		(one) => !isAnotherOnPurpose(one, order) && compareOrder(order, one).is === 'same',
	);
	if (same !== undefined) return { is: 'mine', entity: same };
	// A void one may be the item's, voided by a person since.
	const [unclear] = [...live, ...found.filter(isVoided)]
		.map((entity) => ({ entity, ...compareOrder(order, entity) }))
		.filter(({ is }) => is !== 'otherRecipient');
	if (unclear === undefined) {
		const refusal = oldest && whyNotExisting({ ...order, ifExists: 'return' }, [oldest]);
		return refusal && { is: 'others', refusal };
	}
	const { entity, is } = unclear;
	const what = `Impilo now shows order ${entity.id ?? 'without an ID'} under its external order ID`;
	if (isVoided(entity)) return { is: 'doubtful', what: `${what}, voided.` };
	if (is === 'otherContents') return { is: 'doubtful', what: `${what}, with other contents.` };
	return {
		is: 'doubtful',
		what: isAnotherOnPurpose(entity, order)
			? `${what}, placed by a run that creates another order each time.`
			: `${what}, but not enough of it to compare.`,
	};
}

const CHOOSE =
	'An external order ID stands for one order: void the one that is wrong, and give each order its own ID.';

/**
 * @param ids of the orders, the oldest first
 * @param wasResent whether the item's order was sent more than once
 */
function placedTwice(
	ids: readonly string[],
	why: string,
	wasResent: boolean,
	remedy = `Void order ${ids.slice(1).join(' and ')} at Impilo, e.g. with the operation Void, and continue with order ${ids[0]}.`,
	answer: { status?: number; apiMessage?: string } = {},
): ImpiloFailure {
	return new ImpiloFailure(
		{
			happened: `The order was placed twice: orders ${ids.join(' and ')}. ${why}`,
			remedy: `${causeOf(wasResent)}. ${remedy}`,
		},
		answer,
	);
}

/** Why there are two orders. */
function causeOf(wasResent: boolean): string {
	return wasResent
		? 'An answer was lost and the order sent again, or another run placed an order with the same external order ID at the same time'
		: 'Another run placed an order with the same external order ID at the same time';
}

function nothingStays(voidedId: string): ImpiloFailure {
	return new ImpiloFailure({
		happened: `Order ${voidedId} of this run was voided, because another run had placed the same order, and that one is void now as well`,
		remedy: 'Run the workflow again for this item: the order is then placed.',
	});
}

/** Whether it was placed with Create Another Order: it then has another generated ID. */
function isAnotherOnPurpose({ externalOrderIds }: ImpiloOrder, { keys }: NewOrder): boolean {
	return listOf(externalOrderIds).some((id) => isGeneratedId(id) && !keys.includes(id));
}

function refuseDuplicate(voidedId: string, id: string): ImpiloFailure {
	const refusal: Explanation = {
		happened: `An order with this external order ID already exists: order ${id}`,
		remedy: `Another run placed it at the same time, so order ${voidedId} of this run was voided. To continue with the existing order instead, set If External Order ID Exists to Return the Existing Order.`,
	};
	return new ImpiloFailure(refusal);
}
