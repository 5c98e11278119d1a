import { UncertainChange } from '../../api/changeOnce';
import type { ImpiloClient } from '../../api/client';
import { ImpiloFailure } from '../../api/failure';
import { allFound } from '../../api/findByValues';
import type { KnownIds } from '../../run/ledger';
import { Recheck } from '../../run/recheck';
import { findOrdersByExternalId } from '../externalIds';
import type { ImpiloOrder } from '../order';
import { isVoided } from '../statuses';
import { makeVoid } from '../void';
import type { NewOrder } from './form';
import type { Tally } from './report';
import { isSameOrder } from './sameOrder';

/** An order that an item has got, and that may have a twin. */
export interface CheckedOrder {
	order: ImpiloOrder;
	/** What the item asked for. */
	asked: NewOrder;
	/** Whether this run knows that it has placed the order itself: no other is ever voided. */
	isOwn: boolean;
	/** Whether the order was placed by another run of this process, which looks after it. */
	isOfOtherRun: boolean;
	/** IDs, as text, of the orders that were known before to have these external order IDs. */
	known: KnownIds;
}

/** What became of an order: the one that lives, or why the item fails. */
type Result = { order: ImpiloOrder } | { failure: ImpiloFailure };

/**
 * Finds out whether another process of n8n has placed the same orders at the same time. Both have
 * looked the external order IDs up before and found nothing, so they are looked up once more after
 * placing. A twin is another order with the same external order ID that wasn't known before: the order
 * with the lowest ID stays, and the run that has placed another voids it.
 */
export class TwinCheck {
	private readonly recheck: Recheck<CheckedOrder, Map<string, ImpiloOrder[]>>;

	/** By the order's ID as text. */
	private readonly results = new Map<string, Result>();

	/** @param isExpected whether an order, by its ID, is one that the run knows of: never a twin */
	constructor(
		private readonly client: ImpiloClient,
		private readonly tally: Tally,
		private readonly isExpected: (orderId: string) => boolean,
	) {
		this.recheck = new Recheck(client, {
			keysOf: ({ asked }) => asked.externalOrderIds,
			find: async (ids) => allFound(await findOrdersByExternalId(client, ids)),
			decide: async (checked, found, isLast) => await this.decide(checked, found, isLast),
			giveUp: (entries) => tally.unchecked.push(...entries.map(({ asked }) => asked.itemIndex)),
		});
	}

	/** Takes an order in; it's looked at as soon as there are enough for one request. */
	add(checked: CheckedOrder): void {
		const id = String(checked.order.id);
		if (this.results.has(id)) return;
		this.results.set(id, checked);
		this.recheck.add(checked);
	}

	/** Looks at all that haven't been looked at yet, and waits for what's under way. */
	async finish(): Promise<void> {
		await this.recheck.finish();
	}

	/**
	 * The order that lives.
	 *
	 * @throws ImpiloFailure where the order was placed twice and stays so
	 */
	resultOf(order: ImpiloOrder): ImpiloOrder {
		const result = this.results.get(String(order.id)) ?? { order };
		if ('failure' in result) throw result.failure;
		return result.order;
	}

	/** @returns false where it has to be looked at again */
	private async decide(
		checked: CheckedOrder,
		found: ReadonlyMap<string, ImpiloOrder[]>,
		isLast: boolean,
	): Promise<boolean> {
		const { order, asked, isOwn, isOfOtherRun, known } = checked;
		const id = String(order.id);
		const orders = asked.externalOrderIds.flatMap((externalId) => found.get(externalId) ?? []);
		const shown = orders.find((other) => String(other.id) === id);
		if (shown === undefined) {
			if (isLast) this.tally.unchecked.push(asked.itemIndex);
			return isLast;
		}
		const isTwin = (other: ImpiloOrder): boolean => {
			const otherId = String(other.id);
			return otherId !== id && !isVoided(other) && !known.has(otherId) && !this.isExpected(otherId);
		};
		const twins = [...new Map(orders.filter(isTwin).map((twin) => [twin.id, twin])).values()];
		const isNewPatient = asked.patient === undefined && asked.body.site === undefined;
		const others = twins.filter((twin) => !isSameOrder(shown, twin, isNewPatient));
		if (isVoided(shown)) {
			// By its own run, which has found the twin, or by a person.
			const [stays = shown] = sortByAge(twins.filter((twin) => !others.includes(twin)));
			this.results.set(id, { order: stays });
			return true;
		}
		if (twins.length === 0) return true;
		const live = sortByAge([...twins, shown]);
		const ids = live.map((one) => String(one.id));
		const oldest = live[0] ?? shown;
		const fail = (failure: ImpiloFailure): boolean => {
			this.results.set(id, { failure });
			this.tally.keptTwice.push(ids);
			return true;
		};
		if (others.length > 0) {
			return fail(
				placedTwice(ids, 'They ask for different things, so neither was voided.', CHOOSE),
			);
		}
		if (asked.ifPlacedTwice === 'fail' && !isOfOtherRun) {
			return fail(placedTwice(ids, 'Both were kept, as If Placed Twice says.'));
		}
		if (isOwn && oldest !== shown) {
			const refusal = await this.voidOwn(id, ids);
			if (refusal !== undefined) return fail(refusal);
			this.tally.voided.push([id, String(oldest.id)]);
		} else {
			if (!isLast) return false;
			if (!isOwn && !isOfOtherRun) {
				return fail(placedTwice(ids, 'It is not known which of them this run has placed.'));
			}
			this.tally.placedTwice.set(ids.join(), ids);
		}
		if (oldest === shown) return true;
		this.results.set(
			id,
			asked.ifExists === 'fail'
				? { failure: refuseTwin(id, String(oldest.id)) }
				: { order: oldest },
		);
		return true;
	}

	/** @returns why the order couldn't be voided; undefined where it's void */
	private async voidOwn(id: string, ids: readonly string[]): Promise<ImpiloFailure | undefined> {
		return await makeVoid(this.client, Number(id)).then(
			() => undefined,
			(failure: unknown) => {
				if (!(failure instanceof ImpiloFailure)) throw failure;
				const reason =
					failure instanceof UncertainChange
						? `It is not known whether order ${id} was voided.`
						: `Order ${id} could not be voided.`;
				return placedTwice(ids, `${reason} ${failure.message}`, undefined, failure);
			},
		);
	}
}

const CHOOSE =
	'An external order ID stands for one order: void the one that is wrong, and give each order its own ID.';

/** @param ids of the orders, the oldest first */
function placedTwice(
	ids: readonly string[],
	why: string,
	remedy = `Void order ${ids.slice(1).join(' and ')} at Impilo, e.g. with the operation Void, and continue with order ${ids[0]}.`,
	answer: { status?: number; apiMessage?: string } = {},
): ImpiloFailure {
	return new ImpiloFailure(
		{
			happened: `The order was placed twice: orders ${ids.join(' and ')}. ${why}`,
			remedy: `Another run placed the same external order ID at the same time. ${remedy}`,
		},
		answer,
	);
}

function sortByAge(orders: readonly ImpiloOrder[]): ImpiloOrder[] {
	return [...orders].sort((one, other) => Number(one.id) - Number(other.id));
}

function refuseTwin(voidedId: string, id: string): ImpiloFailure {
	return new ImpiloFailure({
		happened: `An order with this external order ID already exists: order ${id}`,
		remedy: `Another run placed it at the same time, so order ${voidedId} of this run was voided. To continue with the existing order instead, set If External Order ID Exists to Return the Existing Order.`,
	});
}
