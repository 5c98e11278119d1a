import type { IDataObject, NodeExecutionHint } from 'n8n-workflow';

import { countOf, nameItems, outputHint } from '../../run/hints';
import { eachByItself } from '../../run/runItems';
import type { OrderBody } from '../create/newOrder';
import type { Verdict } from './batch';

export function presentVerdict(verdict: Verdict): IDataObject {
	const { problems, warnings, existingOrderId, order, simplify } = verdict;
	return {
		canBePlaced: problems.length === 0,
		problems: problems.map((problem) => ({ ...problem })),
		warnings,
		existingOrderId,
		order: order && { ...(simplify ? withoutPatientData(order) : order) },
	};
}

/** Keeps only the ID and the site of a patient. Notes may be about one as well. */
export function withoutPatientData(order: OrderBody): OrderBody {
	const { patient, ...others } = order;
	delete others.orderNotes;
	if (patient === undefined) return others;
	const { id, site }: IDataObject = patient;
	return {
		patient: { ...(id === undefined ? {} : { id }), ...(site === undefined ? {} : { site }) },
		...others,
	};
}

const NOTHING_PLACED = 'Nothing was placed: Check only reads.';

/**
 * Summarizes the verdicts of a batch.
 *
 * @param combined with Combine Items Into Orders, the items of each verdict
 */
export function hintsOfVerdicts(
	verdicts: ReadonlyArray<Verdict | { failure: unknown }>,
	combined?: ReadonlyArray<readonly number[]>,
): NodeExecutionHint[] {
	const together = combined ?? eachByItself(verdicts.length);
	const itemsWhere = (isMeant: (verdict: Verdict | { failure: unknown }) => boolean): number[] =>
		verdicts.flatMap((verdict, index) => (isMeant(verdict) ? (together[index] ?? []) : []));
	const failed = itemsWhere((verdict) => 'failure' in verdict);
	const blocked = itemsWhere((verdict) => 'problems' in verdict && verdict.problems.length > 0);
	const returned = itemsWhere((verdict) => 'isReturned' in verdict && verdict.isReturned);
	const warned = itemsWhere(
		(verdict) =>
			'warnings' in verdict && verdict.warnings.length > 0 && verdict.problems.length === 0,
	);
	const checked = verdicts.filter((verdict) => 'problems' in verdict);
	const good = checked.filter(
		({ problems, isReturned }) => problems.length === 0 && !isReturned,
	).length;
	const total = checked.length;

	const parts = [
		blocked.length > 0
			? combined === undefined
				? describeBlocked(blocked, total, verdicts.length)
				: `${countOf(good, 'order')} can be placed. Cannot be placed: ${nameItems(blocked)}.`
			: good > 0 && describeGood(good, total),
		describeFirstProblem(verdicts, together),
		returned.length > 0 &&
			`Create would return an existing order, and place nothing, for ${nameItems(returned)}.`,
		failed.length > 0 && `Impilo could not be asked about ${nameItems(failed)}.`,
		warned.length > 0 && `There are warnings for ${nameItems(warned)}.`,
		NOTHING_PLACED,
	];
	const message = parts.filter((part) => part !== false).join(' ');
	return [outputHint(message, blocked.length + failed.length > 0 ? 'warning' : 'info')];
}

/** People read the hint before the output. */
function describeFirstProblem(
	verdicts: ReadonlyArray<Verdict | { failure: unknown }>,
	together: ReadonlyArray<readonly number[]>,
): string | false {
	for (const [index, verdict] of verdicts.entries()) {
		const [problem] = 'problems' in verdict ? verdict.problems : [];
		if (problem === undefined) continue;
		const what = `${problem.message}. ${problem.howToFix}`;
		return verdicts.length === 1 ? what : `First, ${nameItems(together[index] ?? [])}: ${what}`;
	}
	return false;
}

function describeGood(good: number, total: number): string {
	if (total === 1) return 'The order can be placed.';
	return `${good === total ? `All ${total} orders` : countOf(good, 'order')} can be placed.`;
}

function describeBlocked(blocked: readonly number[], total: number, itemCount: number): string {
	if (itemCount === 1) return 'The order cannot be placed.';
	return `${blocked.length} of ${countOf(total, 'order')} cannot be placed: ${nameItems(blocked)}.`;
}
