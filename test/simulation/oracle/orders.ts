import type { IDataObject } from 'n8n-workflow';

import type { RunRecord } from '../execution';
import type { Contents, Kind, Order } from '../impilo';
import { KINDS, readContents } from '../impilo';
import type { Sent } from '../network';
import type { Ask, Recipient, Row } from '../plan';
import type { World } from '../world';
import type { Finding } from './finding';
import { finding } from './finding';
import type { Outcome } from './outcomes';
import { lastEnd, namesBoth, outcomesOf, wordsOf } from './outcomes';

type OrderAsk = Extract<Ask, { kind: 'order' }>;

/** A row that asks for an order, and what became of it. */
interface OrderRow {
	record: RunRecord;
	row: number;
	ask: OrderAsk;
	outcome: Outcome;
	/** Whether all rows with its ID, of whatever run, ask for one order. */
	isShared: boolean;
}

/** Says what is wrong with the orders of a world. */
export function judgeOrders(world: World): Finding[] {
	const rows = world.records.filter(({ plan }) => plan.operation === 'create').flatMap(readRows);
	return [
		...rows.flatMap((row) => judgeHeld(world, row)),
		...rows.flatMap((row) => judgeFailure(world, rows, row)),
		...rows.flatMap((row) => judgeForgotten(world, row)),
		...groupsOf(rows).flatMap((group) => judgeGroup(world, group)),
		...judgeTwins(world, rows),
		...judgeVoids(world, rows),
		...rows.filter(({ isShared }) => isShared).flatMap((row) => judgeBeside(world, row)),
	];
}

function readRows(record: RunRecord): OrderRow[] {
	const outcomes = outcomesOf(record, record.isOver ? lastEnd(record) : undefined);
	return record.plan.rows.flatMap(({ ask }: Row, row) =>
		ask.kind === 'order'
			? {
					record,
					row,
					ask,
					outcome: outcomes[row] ?? { kind: 'unheard' },
					isShared: ask.ids.length > 0 && record.plan.ifExists !== 'create',
				}
			: [],
	);
}

/** The order that a row has got has to be its own, and to live. */
function judgeHeld(
	{ impilo }: World,
	{ record, row, ask, outcome, isShared }: OrderRow,
): Finding[] {
	if (outcome.kind !== 'success') return [];
	const order = impilo.orders.get(Number(outcome.json.id));
	const place = `${record.name} row ${row}`;
	if (order === undefined) return [finding('lostOrder', place, JSON.stringify(outcome.json))];
	const found: Finding[] = [];
	const say = (kind: string): unknown => found.push(finding(kind, place, 'has order', order.id));
	const isOwn = order.by.run === record.name;
	if (!isRecipient(impilo, order, ask.recipient)) say('strangersOrder');
	else if (!isOwn && !isShared) say('othersOrder');
	else if (
		lacks(impilo.showOrder(order), ask.contents) &&
		record.plan.options.ifContentsDiffer !== 'return'
	) {
		say('otherContents');
	}
	if (isShared && record.plan.ifExists === 'fail' && !isOwn) say('existingUnderFail');
	const { voided } = order;
	// A run of another process can't know that an older order is still to come.
	const isOut =
		voided !== undefined &&
		voided.by.run !== '' &&
		(impilo.traits.risingIds || voided.by.process === record.process);
	if (isOut) say('voidedGiven');
	return found;
}

/** A failure has to be for a reason, doubt likewise; and it may not deny an order that is there. */
function judgeFailure(world: World, rows: readonly OrderRow[], orderRow: OrderRow): Finding[] {
	const { record, row, ask, outcome, isShared } = orderRow;
	const { impilo, network } = world;
	const place = `${record.name} row ${row}`;
	if (outcome.kind === 'unheard' || outcome.kind === 'success') return [];
	const isTwin = [...impilo.orders.values()].filter((order) => sharesId(order, ask.ids)).length > 1;
	if (outcome.isDoubt) {
		const isLost = network.sent.some((sent) => isFor(sent, orderRow) && sent.isInDoubt);
		return isLost || isTwin || record.isStopped
			? []
			: [finding('falseDoubt', place, textOf(outcome))];
	}
	if (outcome.kind === 'stopped') return [];
	const isHeldElsewhere = (order: Order): boolean =>
		rows.some(
			(other) =>
				other !== orderRow &&
				other.record === record &&
				((other.outcome.kind === 'success' && other.outcome.json.id === order.id) ||
					(other.outcome.kind === 'stopped' && other.outcome.isDone)),
		);
	const denied = ordersOf(world, orderRow).find(
		(order) => !order.voided && !isHeldElsewhere(order),
	);
	if (isShared && denied) return [finding('deniedOwn', place, 'order', denied.id, outcome.text)];
	return isExcused(world, rows, orderRow) ? [] : [finding('refusedCalm', place, outcome.text)];
}

/** Whether anything has happened for which a row may fail. */
function isExcused(
	{ impilo, network, plan }: World,
	rows: readonly OrderRow[],
	orderRow: OrderRow,
): boolean {
	const { record, ask } = orderRow;
	if (ask.isBad || record.isStopped || record.plan.broken) return true;
	if (network.sent.some((sent) => sent.sender.run === record.name && sent.isFaulty)) return true;
	const { patientId } = ask.recipient;
	if (plan.deeds.some((deed) => deed.do === 'email' && deed.patientId === patientId)) return true;
	if (ask.ids.length === 0) return false;
	const fold = (id: string): string => (impilo.traits.ignoresCase ? id.toLowerCase() : id);
	const isOthers = plan.deeds.some(
		(deed) =>
			deed.do === 'order' &&
			deed.externalOrderIds.some((id) => ask.ids.some((own) => fold(own) === fold(id))),
	);
	if (isOthers) return true;
	const sharing = rows.filter(
		(other) => other !== orderRow && other.ask.ids.some((id) => ask.ids.includes(id)),
	);
	if (sharing.some((other) => !asksForSame(other.ask, ask) || other.ask.isBad)) return true;
	// Two orders of one ID, or the ID of another row where it may not be there yet.
	const { ifExists, options } = record.plan;
	if (ifExists === 'fail' && sharing.length > 0) return true;
	const isRacing = sharing.some((other) => other.record.process !== record.process);
	return isRacing && (options.ifPlacedTwice === 'fail' || plan.traits.leavesOut.length > 0);
}

/** "Placed twice" may not be forgotten by a later try while both still live. */
function judgeForgotten(
	{ impilo }: World,
	{ record, row, outcome, isShared }: OrderRow,
): Finding[] {
	if (outcome.kind !== 'success' || !isShared) return [];
	return record.tries.slice(0, -1).flatMap(({ end }) => {
		const earlier = outcomesOf(record, end)[row];
		if (earlier?.kind !== 'failure' || !/placed twice/.test(earlier.text)) return [];
		const ids =
			(/placed twice: orders ([\d, and]+)/.exec(earlier.text)?.[1] ?? '').match(/\d+/g) ?? [];
		const isStillSo =
			ids.length > 1 && ids.every((id) => impilo.orders.get(Number(id))?.voided === undefined);
		return isStillSo ? [finding('failureForgotten', record.name, 'row', row, earlier.text)] : [];
	});
}

/** Rows of one run that ask for the same, each for an order of its own. */
function groupsOf(rows: readonly OrderRow[]): OrderRow[][] {
	const groups = new Map<string, OrderRow[]>();
	for (const row of rows) {
		if (row.isShared) continue;
		const key = JSON.stringify([row.record.name, row.ask]);
		groups.set(key, [...(groups.get(key) ?? []), row]);
	}
	return [...groups.values()];
}

/** As many rows, as many orders: never more, and no fewer than there are successes. */
function judgeGroup(world: World, group: readonly OrderRow[]): Finding[] {
	const [first] = group;
	if (first === undefined || !first.record.isOver) return [];
	const { record } = first;
	const live = ordersOf(world, first).filter(
		({ voided }) => voided === undefined || voided.by.run === '',
	);
	const place = `${record.name} rows ${group.map(({ row }) => row).join()}`;
	const held = group.flatMap(({ outcome }) =>
		outcome.kind === 'success' ? [Number(outcome.json.id)] : [],
	);
	const found: Finding[] = [];
	const isLate = world.network.sent.some((sent) => isFor(sent, first) && sent.isVeryLate);
	const words = wordsOf(record);
	const isSaid = live.some((one) =>
		live.some((other) => other !== one && words.some((text) => namesBoth(text, one.id, other.id))),
	);
	if (live.length > group.length && !isLate && !isSaid) {
		found.push(finding('doubled', place, 'orders', live.map(({ id }) => id).join()));
	}
	if (new Set(held).size < held.length) found.push(finding('sharedOrder', place, held.join()));
	const counted = group.filter(
		({ outcome }) =>
			outcome.kind === 'success' ||
			(outcome.kind !== 'unheard' && outcome.isDoubt) ||
			(outcome.kind === 'stopped' && outcome.isDone),
	);
	const isTold = group.every(({ outcome }) => outcome.kind !== 'unheard');
	if (isTold && !record.isStopped && live.length > counted.length && live.length <= group.length) {
		const isStopped = group.some(({ outcome }) => outcome.kind === 'stopped');
		found.push(
			finding(isStopped ? 'saidNothing' : 'deniedOwn', place, live.map(({ id }) => id).join()),
		);
	}
	return found;
}

/** Where two orders have one ID, and one of them is ours, somebody has to be told. */
function judgeTwins({ impilo, network, records }: World, rows: readonly OrderRow[]): Finding[] {
	const shared = rows.filter(({ isShared }) => isShared);
	const live = [...impilo.orders.values()].filter(({ voided }) => voided === undefined);
	const ours = live.filter((order) => rowOf(shared, order) !== undefined);
	const words = records.flatMap(wordsOf);
	const found: Finding[] = [];
	for (const one of ours) {
		for (const other of live) {
			const isOurs = ours.includes(other);
			if (other === one || (isOurs && other.id < one.id) || !sharesId(other, one.externalOrderIds))
				continue;
			const heardMs = sentFor(network.sent, one)?.answeredMs ?? one.madeMs;
			if (!isOurs && other.listedMs > heardMs) continue;
			const isSaid = words.some((text) => namesBoth(text, one.id, other.id));
			const concerned = shared.filter(({ ask }) => sharesId(one, ask.ids));
			const isOpen = [one, ...(isOurs ? [other] : [])].some(({ by }) =>
				concerned.some((row) => row.record.name === by.run && isLeftOpen(row, network.sent)),
			);
			if (isSaid || isOpen) continue;
			const isSameRun = one.by.run === other.by.run;
			const kind = isSameRun ? 'doubled' : isOurs ? 'doubledAcross' : 'twinUnsaid';
			found.push(
				finding(kind, 'orders', one.id, 'and', other.id, 'of', one.by.run, 'and', other.by.run),
			);
		}
	}
	return found;
}

/** Whether a run has said that it can't tell, or couldn't say anything. */
function isLeftOpen({ record, outcome }: OrderRow, sent: readonly Sent[]): boolean {
	if (!record.isOver || record.isStopped || outcome.kind === 'unheard') return true;
	if (sent.some(({ sender, isVeryLate }) => sender.run === record.name && isVeryLate)) return true;
	if (outcome.kind !== 'success' && outcome.isDoubt) return true;
	return wordsOf(record).some((text) => /could not be checked/.test(text));
}

/** Nothing is voided but a run's own order, and only where its like lives. */
function judgeVoids({ impilo, records }: World, rows: readonly OrderRow[]): Finding[] {
	return [...impilo.orders.values()].flatMap((order): Finding[] => {
		const { voided, id, by } = order;
		const voider = records.find(({ name }) => name === voided?.by.run);
		if (voided === undefined || voider === undefined) return [];
		const place = `${voider.name} voided order ${id} of ${by.run || 'somebody else'}`;
		if (voider.plan.operation === 'void') {
			const isMeant = voider.plan.rows.some(
				({ ask }) => ask.kind === 'void' && order.externalOrderIds.includes(ask.externalOrderId),
			);
			return isMeant ? [] : [finding('strangersVoided', place)];
		}
		if (by.run !== voider.name) return [finding('strangersVoided', place)];
		const twins = [...impilo.orders.values()].filter(
			(other) =>
				other !== order &&
				sharesId(other, order.externalOrderIds) &&
				other.madeMs <= voided.atMs &&
				(other.voided === undefined || other.voided.atMs >= voided.atMs),
		);
		if (twins.length === 0) return [finding('voidedAlone', place)];
		const ask = rowOf(rows, order)?.ask;
		const isKept = twins.some(
			(twin) =>
				ask === undefined ||
				(isRecipient(impilo, twin, ask.recipient) && holds(twin.contents, ask.contents)),
		);
		return isKept
			? []
			: [finding('wrongTwinVoided', place, 'beside', twins.map((twin) => twin.id).join())];
	});
}

/** Nothing is placed where an order with the ID was there for all to see when the try began. */
function judgeBeside(world: World, orderRow: OrderRow): Finding[] {
	const { impilo } = world;
	const { record } = orderRow;
	return ordersOf(world, orderRow).flatMap((order) => {
		const began =
			record.tries.filter(({ startMs }) => startMs <= order.sentMs).at(-1)?.startMs ?? 0;
		const before = [...impilo.orders.values()].find(
			(other) =>
				other !== order &&
				other.listedMs < began &&
				(other.voided === undefined || other.voided.atMs > order.sentMs) &&
				sharesId(other, order.externalOrderIds),
		);
		return before
			? [finding('placedBeside', record.name, 'order', order.id, 'beside', before.id)]
			: [];
	});
}

/** Orders that the run of a row has placed for such a row. */
function ordersOf({ impilo }: World, { record, ask }: OrderRow): Order[] {
	return [...impilo.orders.values()].filter(
		(order) =>
			order.by.run === record.name &&
			ask.ids.join() === ownIds(order).join() &&
			isRecipient(impilo, order, ask.recipient) &&
			areEqual(order.contents, ask.contents),
	);
}

/** The user's IDs of an order, without those that the node makes. */
function ownIds({ externalOrderIds }: Pick<Order, 'externalOrderIds'>): string[] {
	return externalOrderIds.filter((id) => !id.startsWith('n8n-'));
}

function rowOf(rows: readonly OrderRow[], order: Order): OrderRow | undefined {
	return rows.find(({ record, ask }) => record.name === order.by.run && sharesId(order, ask.ids));
}

function sentFor(sent: readonly Sent[], order: Order): Sent | undefined {
	return sent.find(({ sender, sentMs, path, method }) => {
		return (
			method === 'POST' &&
			path === '/order' &&
			sender.run === order.by.run &&
			sentMs === order.sentMs
		);
	});
}

/** Whether a request places the order of a row. */
function isFor({ method, path, sender, body }: Sent, { record, ask }: OrderRow): boolean {
	if (method !== 'POST' || path !== '/order' || sender.run !== record.name) return false;
	const ids = ownIds({ externalOrderIds: (body.externalOrderIds as string[] | undefined) ?? [] });
	return ids.join() === ask.ids.join() && areEqual(readContents(body), ask.contents);
}

function sharesId(order: Order, ids: readonly string[]): boolean {
	return order.externalOrderIds.some((id) => ids.includes(id));
}

function isRecipient(impilo: World['impilo'], order: Order, recipient: Recipient): boolean {
	if (recipient.siteId !== undefined) return order.siteId === recipient.siteId;
	if (recipient.patientId !== undefined) return order.patientId === recipient.patientId;
	const patient = impilo.patients.get(order.patientId ?? 0);
	return patient?.fields.firstName === recipient.newPatient;
}

function countsOf(lines: Contents[Kind]): Map<number, number> {
	return new Map(lines);
}

/** Whether there is all of what is asked for, and perhaps more. */
function holds(contents: Contents, asked: Contents): boolean {
	return KINDS.every((kind) => {
		const there = countsOf(contents[kind] ?? []);
		return (asked[kind] ?? []).every(([id, count]) => there.get(id) === count);
	});
}

function areEqual(one: Contents, other: Contents): boolean {
	return holds(one, other) && holds(other, one);
}

function asksForSame(one: OrderAsk, other: OrderAsk): boolean {
	return (
		JSON.stringify(one.recipient) === JSON.stringify(other.recipient) &&
		areEqual(one.contents, other.contents)
	);
}

/** Whether Impilo shows that something is missing: what it leaves out isn't known. */
function lacks(shown: IDataObject, asked: Contents): boolean {
	const there = readContents(shown);
	return KINDS.some((kind) => {
		const lines = there[kind] ?? [];
		const counts = countsOf(lines);
		return lines.length > 0 && (asked[kind] ?? []).some(([id, count]) => counts.get(id) !== count);
	});
}

function textOf(outcome: Outcome): string {
	return 'text' in outcome ? outcome.text : outcome.kind;
}
