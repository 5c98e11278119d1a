import type { RunRecord } from '../execution';
import type { Order } from '../impilo';
import type { Sent } from '../network';
import type { Ask } from '../plan';
import type { World } from '../world';
import type { Finding } from './finding';
import { finding } from './finding';
import type { Outcome } from './outcomes';
import { lastEnd, outcomesOf } from './outcomes';

/** A row of a run, and what became of it. */
export interface AskedRow<A extends Ask = Ask> {
	record: RunRecord;
	row: number;
	/** Names it in findings. */
	place: string;
	ask: A;
	outcome: Outcome;
}

/** The rows of all runs that ask for some kinds of things. */
export function rowsOf<K extends Ask['kind']>(
	{ records }: World,
	...kinds: readonly K[]
): Array<AskedRow<Extract<Ask, { kind: K }>>> {
	const isKind = (ask: Ask): ask is Extract<Ask, { kind: K }> =>
		kinds.some((kind) => kind === ask.kind);
	return records.flatMap((record) => {
		const outcomes = outcomesOf(record, record.isOver ? lastEnd(record) : undefined);
		return record.plan.rows.flatMap(({ ask, joins }, row) => {
			// The first speaks for all rows of an order.
			if (!isKind(ask) || joins !== undefined) return [];
			const outcome = outcomes[row] ?? { kind: 'unheard' };
			return { record, row, place: `${record.name} row ${row}`, ask, outcome };
		});
	});
}

/** Rows of one run that ask for the same, each for a thing of its own. */
export function groupsOf<R extends AskedRow>(
	rows: readonly R[],
): Array<[first: R, ...others: R[]]> {
	const groups = new Map<string, [R, ...R[]]>();
	for (const row of rows) {
		const key = JSON.stringify([row.record.name, row.ask]);
		const group = groups.get(key);
		if (group === undefined) groups.set(key, [row]);
		else group.push(row);
	}
	return [...groups.values()];
}

/** A thing that a run has made at Impilo. */
interface Made {
	id: number;
}

/**
 * As many rows, as many things: never more, no two rows with one, and none that a row denies.
 *
 * @param made by the run for these rows
 * @param kinds what to call too many of them
 */
export function judgeGroup(
	group: readonly [AskedRow, ...AskedRow[]],
	made: readonly Made[],
	tooMany: string,
): Finding[] {
	const [{ record }] = group;
	if (!record.isOver) return [];
	const place = `${record.name} rows ${group.map(({ row }) => row).join()}`;
	const ids = made.map(({ id }) => id).join();
	const found: Finding[] = [];
	if (made.length > group.length) found.push(finding(tooMany, place, ids));
	const held = group.flatMap(({ outcome }) =>
		outcome.kind === 'success' ? [Number(outcome.json.id)] : [],
	);
	if (new Set(held).size < held.length) found.push(finding('shared', place, held.join()));
	const isTold = group.every(({ outcome }) => outcome.kind !== 'unheard') && !record.isStopped;
	const counted = group.filter(({ outcome }) => isDoneOrDoubted(outcome)).length;
	if (isTold && made.length > counted && made.length <= group.length) {
		const isSilent = group.some(({ outcome }) => outcome.kind === 'stopped');
		found.push(finding(isSilent ? 'saidNothing' : 'deniedOwn', place, ids));
	}
	return found;
}

function isDoneOrDoubted(outcome: Outcome): boolean {
	if (outcome.kind === 'success') return true;
	return (
		outcome.kind !== 'unheard' &&
		(outcome.isDoubt || (outcome.kind === 'stopped' && outcome.isDone))
	);
}

/**
 * A failure has to be for a reason, and doubt for a lost answer.
 *
 * @param isExcused whether there's a reason beside faults for the row to fail
 */
export function judgeReason(
	{ network }: World,
	{ record, place, outcome }: AskedRow,
	isFor: (sent: Sent) => boolean,
	isExcused: boolean,
	isDoubtExcused = false,
): Finding[] {
	if (outcome.kind !== 'failure' && outcome.kind !== 'stopped') return [];
	const ofRun = network.sent.filter(({ sender }) => sender.run === record.name);
	const text = 'text' in outcome ? outcome.text : '';
	if (outcome.isDoubt) {
		const isReal =
			isDoubtExcused || record.isStopped || ofRun.some((sent) => sent.isInDoubt && isFor(sent));
		return isReal ? [] : [finding('falseDoubt', place, text)];
	}
	if (outcome.kind === 'stopped') return [];
	const isReason =
		isExcused ||
		record.isStopped ||
		record.plan.broken !== undefined ||
		ofRun.some(({ isFaulty }) => isFaulty);
	return isReason ? [] : [finding('refusedCalm', place, text)];
}

/** Whether a thing was made only after its sender had given up its request. */
export function isLate(
	{ network }: World,
	{ by, sentMs, madeMs }: Pick<Order, 'by' | 'sentMs' | 'madeMs'>,
): boolean {
	return network.sent.some(
		(sent) =>
			sent.sender.run === by.run &&
			sent.sentMs === sentMs &&
			sent.method === 'POST' &&
			(sent.answeredMs ?? madeMs) < madeMs,
	);
}
