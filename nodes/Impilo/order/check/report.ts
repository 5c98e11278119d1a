import type { NodeExecutionHint } from 'n8n-workflow';

import { countOf, listSomeItems, outputHint } from '../../run/hints';
import type { Verdict } from './batch';

const NOTHING_PLACED = 'Nothing was placed: Check only reads.';

/** Sums up what a batch was found to be, for the output. */
export function hintsOfVerdicts(
	verdicts: ReadonlyArray<Verdict | { failure: unknown }>,
): NodeExecutionHint[] {
	const numbered = verdicts.map((verdict, itemIndex) => ({ verdict, itemIndex }));
	const itemsWhere = (isMeant: (verdict: Verdict | { failure: unknown }) => boolean): number[] =>
		numbered.filter(({ verdict }) => isMeant(verdict)).map(({ itemIndex }) => itemIndex);
	const failed = itemsWhere((verdict) => 'failure' in verdict);
	const blocked = itemsWhere((verdict) => 'problems' in verdict && verdict.problems.length > 0);
	const returned = itemsWhere((verdict) => 'isReturned' in verdict && verdict.isReturned);
	const warned = itemsWhere(
		(verdict) =>
			'warnings' in verdict && verdict.warnings.length > 0 && verdict.problems.length === 0,
	);
	const total = verdicts.length - failed.length;

	const parts = [
		blocked.length > 0
			? tellBlocked(blocked, total, verdicts.length)
			: total > 0 && `${total === 1 ? 'The order' : `All ${total} orders`} can be placed.`,
		returned.length > 0 &&
			`Create would return an order that exists, and place nothing, for ${nameItems(returned)}.`,
		failed.length > 0 && `Impilo could not be asked about ${nameItems(failed)}.`,
		warned.length > 0 && `There are warnings for ${nameItems(warned)}.`,
		NOTHING_PLACED,
	];
	const message = parts.filter((part) => part !== false).join(' ');
	return [outputHint(message, blocked.length + failed.length > 0 ? 'warning' : 'info')];
}

function tellBlocked(blocked: readonly number[], total: number, itemCount: number): string {
	if (itemCount === 1) return 'The order cannot be placed.';
	return `${blocked.length} of ${countOf(total, 'order')} cannot be placed: ${nameItems(blocked)}.`;
}

/** "item 4", "items 4, 7–8" */
function nameItems(items: readonly number[]): string {
	return `${items.length === 1 ? 'item' : 'items'} ${listSomeItems(items)}`;
}
