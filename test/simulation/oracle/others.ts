import type { IDataObject } from 'n8n-workflow';

import type { Order } from '../impilo';
import type { Sent } from '../network';
import type { World } from '../world';
import type { Finding } from './finding';
import { finding } from './finding';
import type { AskedRow } from './rows';
import { groupsOf, judgeGroup, judgeReason, rowsOf } from './rows';

/** Says what is wrong with what can't be looked up: returns, sites and disenrollments, once for each row. */
export function judgeOthers(world: World): Finding[] {
	const rows = rowsOf(world, 'return', 'site', 'disenrollment');
	return [
		...groupsOf(rows).flatMap((group) => {
			const [{ record, ask }] = group;
			const made = world.impilo.others.filter(
				({ kind, by, body }) =>
					kind === ask.kind && by.run === record.name && isWithin(ask.body, body),
			);
			if (ask.kind !== 'disenrollment') return judgeGroup(group, made, `${ask.kind}Twice`);
			return judgeDisenrollment(group, made.length);
		}),
		...rows.flatMap((row) => {
			// Several rows with one patient take turns, and only the first has returns to ask for.
			const isDisenrolled = row.ask.kind === 'disenrollment';
			return judgeReason(
				world,
				row,
				({ method, body, path }) =>
					method === 'POST' &&
					(isDisenrolled
						? path.endsWith(`/${String(row.ask.body.id)}`)
						: isWithin(row.ask.body, body)),
				false,
			);
		}),
	];
}

/** However many rows, a patient's returns are asked for once, and the row that did doesn't deny it. */
function judgeDisenrollment(group: readonly [AskedRow, ...AskedRow[]], times: number): Finding[] {
	const [{ record, place }] = group;
	const found: Finding[] = [];
	if (times > 1) found.push(finding('disenrollmentTwice', place, times, 'times'));
	if (times === 0 || !record.isOver || record.isStopped) return found;
	const outcomes = group.map(({ outcome }) => outcome);
	const isTold = outcomes.some(
		(outcome) =>
			outcome.kind === 'unheard' ||
			(outcome.kind === 'success'
				? outcome.json.returnsRequested === true
				: outcome.isDoubt || outcome.kind === 'stopped'),
	);
	if (!isTold) found.push(finding('deniedOwn', place, 'returns', JSON.stringify(outcomes)));
	return found;
}

/** Says what is wrong with orders that were to be voided by their external order IDs. */
export function judgeVoiding(world: World): Finding[] {
	const { impilo, records } = world;
	return rowsOf(world, 'void').flatMap((row): Finding[] => {
		const { ask, outcome, place, record } = row;
		const orders = [...impilo.orders.values()].filter((order) =>
			order.externalOrderIds.includes(ask.externalOrderId),
		);
		if (outcome.kind === 'success') {
			const order = impilo.orders.get(Number(outcome.json.id));
			return order?.voided && orders.includes(order)
				? []
				: [finding('notVoided', place, JSON.stringify(outcome.json))];
		}
		const startMs = record.tries.at(-1)?.startMs ?? 0;
		const isOne =
			orders.length > 0 &&
			orders.every((order) => isSettled(order, startMs)) &&
			orders.filter((order) => isLive(order, startMs)).length <= 1;
		const isShipped = orders.some(({ status }) => status === 'shipped');
		const isFor = ({ method }: Sent): boolean => method === 'DELETE';
		const isMoving = records.some(({ plan }) => plan.operation === 'create') || !isOne;
		const reasons = judgeReason(
			world,
			row,
			isFor,
			isShipped || impilo.traits.ignoresCase || (isMoving && !isOne),
		);
		return reasons.map(({ details }) => finding('voidRefused', details));
	});
}

/** Whether nothing has happened to an order since a moment. */
function isSettled({ listedMs, voided }: Order, ms: number): boolean {
	return listedMs < ms && (voided === undefined || voided.atMs < ms);
}

function isLive({ voided }: Order, ms: number): boolean {
	return voided === undefined || voided.atMs > ms;
}

function isWithin(part: IDataObject, whole: IDataObject): boolean {
	return Object.entries(part).every(
		([key, value]) => JSON.stringify(whole[key]) === JSON.stringify(value),
	);
}
