import type { IDataObject } from 'n8n-workflow';

import type { RunRecord } from '../execution';
import type { Contents, Kind, Order } from '../impilo';
import { KINDS, readContents } from '../impilo';
import type { Sent } from '../network';
import type { Ask, Recipient } from '../plan';
import { OTHER_ID } from '../plan';
import type { World } from '../world';
import type { Finding } from './finding';
import { finding } from './finding';
import type { Outcome } from './outcomes';
import { namesBoth, outcomesOf, wordsOf } from './outcomes';
import type { AskedRow } from './rows';
import { groupsOf, isLate, judgeGroup, judgeReason, rowsOf } from './rows';

type OrderAsk = Extract<Ask, { kind: 'order' }>;

/** A row that asks for an order. */
interface OrderRow extends AskedRow<OrderAsk> {
	/** Whether all rows with its ID, of whatever run, ask for one order. */
	isShared: boolean;
}

/** Says what is wrong with the orders of a world. */
export function judgeOrders(world: World): Finding[] {
	const rows = readRows(world, 'create');
	return [
		...rows.flatMap((row) => judgeHeld(world, row)),
		...rows.flatMap((row) => judgeFailure(world, rows, row)),
		...rows.flatMap((row) => judgeForgotten(world, row)),
		...groupsOf(rows.filter(({ isShared }) => !isShared)).flatMap((group) =>
			judgeOwn(world, group),
		),
		...judgeLinked(world, rows),
		...judgeTwins(world, rows),
		...judgeVoids(world, rows),
		...rows.filter(({ isShared }) => isShared).flatMap((row) => judgeBeside(world, row)),
	];
}

function readRows(world: World, operation: string): OrderRow[] {
	return rowsOf(world, 'order')
		.filter(({ record }) => record.plan.operation === operation)
		.map((row) => ({
			...row,
			isShared: row.ask.ids.length > 0 && row.record.plan.ifExists !== 'create',
		}));
}

/** The order that a row has got has to be its own, and to live. */
function judgeHeld(world: World, orderRow: OrderRow): Finding[] {
	const { record, row, ask, outcome, isShared } = orderRow;
	if (outcome.kind !== 'success') return [];
	const { impilo } = world;
	const order = impilo.orders.get(Number(outcome.json.id));
	const place = `${record.name} row ${row}`;
	if (order === undefined) return [finding('lostOrder', place, JSON.stringify(outcome.json))];
	const found: Finding[] = [];
	const say = (kind: string): unknown => found.push(finding(kind, place, 'has order', order.id));
	const isOwn = order.by.run === record.name;
	if (ask.isTorn) say('placedTorn');
	else if (!isRecipient(impilo, order, ask.recipient)) say('strangersOrder');
	else if (!isOwn && !isShared) say('othersOrder');
	else if (
		lacks(impilo.showOrder(order), ask.contents) &&
		record.plan.options.ifContentsDiffer !== 'return'
	) {
		say('otherContents');
	}
	// After a lost answer, one that is the same can't be told from its own.
	const isAdopted = world.network.sent.some((sent) => sent.isInDoubt && isFor(sent, orderRow));
	if (isShared && record.plan.ifExists === 'fail' && !isOwn && !isAdopted) say('existingUnderFail');
	const voider = twinVoider(world, order);
	const endMs = record.tries.at(-1)?.endMs ?? 0;
	const isBefore = (order.voided?.atMs ?? Infinity) <= endMs;
	// A run of its own process can be waited for, unless the user stops that. What another process, or a later try, is about to do can't be known.
	const tryAt = (ms = 0): unknown =>
		voider?.tries.filter(({ startMs }) => startMs <= ms).at(-1)?.startMs;
	const isLaterTry = tryAt(order.sentMs) !== tryAt(order.voided?.atMs);
	const isOut =
		voider?.process === record.process && !isLaterTry
			? !record.isStopped && (isBefore || (voider.tries.at(-1)?.endMs ?? endMs) > endMs)
			: voider !== undefined && isBefore && impilo.traits.risingIds;
	if (isOut) say('voidedGiven');
	return found;
}

/** A failure has to be for a reason, doubt likewise; and it may not deny an order that is there. */
function judgeFailure(world: World, rows: readonly OrderRow[], orderRow: OrderRow): Finding[] {
	const { record, place, ask, outcome, isShared } = orderRow;
	if (outcome.kind === 'unheard' || outcome.kind === 'success') return [];
	const isHeldElsewhere = (order: Order): boolean =>
		rows.some(
			(other) =>
				other !== orderRow &&
				other.record === record &&
				((other.outcome.kind === 'success' && holdsInPlace(world, other.outcome.json.id, order)) ||
					(other.outcome.kind === 'stopped' && other.outcome.isDone) ||
					('isDoubt' in other.outcome && other.outcome.isDoubt && sharesId(order, other.ask.ids))),
		);
	if (isShared && outcome.kind === 'failure' && !outcome.isDoubt) {
		const isVeryLate = world.network.sent.some((sent) => sent.isVeryLate && isFor(sent, orderRow));
		const words = wordsOf(record);
		const denied = ordersOf(world, orderRow).find((order) => {
			// Nobody can tell who voided it where others do the same at the same time.
			const isToldVoid =
				order.voided &&
				words.some((text) =>
					new RegExp(
						`order ${order.id} of this run was voided|of this run w.* voided.*\\b${order.id}\\b`,
						'i',
					).test(text),
				);
			return !isToldVoid && twinVoider(world, order) === undefined && !isHeldElsewhere(order);
		});
		if (denied && !isVeryLate)
			return [finding('deniedOwn', place, 'order', denied.id, outcome.text)];
	}
	const twins = [...world.impilo.orders.values()].filter((order) =>
		isLinked(ownIds(order), ask.ids),
	);
	return judgeReason(
		world,
		orderRow,
		(sent) => isFor(sent, orderRow),
		isExcused(world, rows, orderRow) || isOvertaken(world, outcome),
		twins.length > 1,
	);
}

/** Whether a row has an order, or another with its ID since it was voided, or came late. */
function holdsInPlace(world: World, id: unknown, order: Order): boolean {
	const held = world.impilo.orders.get(Number(id));
	if (held === undefined || held === order) return held !== undefined;
	const isStopped = world.records.some(({ name, isStopped: was }) => name === order.by.run && was);
	const isElse = order.voided !== undefined || isLate(world, order) || isStopped;
	return isElse && sharesId(held, ownIds(order));
}

/** Whether somebody has voided the order that would have stayed. */
function isOvertaken({ plan }: World, outcome: Outcome): boolean {
	const isVoiding =
		plan.deeds.some((deed) => deed.do === 'void') ||
		plan.runs.some(({ operation }) => operation === 'void');
	return isVoiding && 'text' in outcome && outcome.text.includes('is void now as well');
}

/** Whether anything has happened for which a row may fail. */
function isExcused(
	{ impilo, plan }: World,
	rows: readonly OrderRow[],
	orderRow: OrderRow,
): boolean {
	const { record, ask } = orderRow;
	if (ask.isBad) return true;
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
		(other) =>
			other !== orderRow &&
			(other.ask.ids.some((id) => ask.ids.includes(id)) ||
				(other.record === record && isLinked(other.ask.ids, ask.ids))),
	);
	if (sharing.some((other) => !asksForSame(other.ask, ask) || other.ask.isBad)) return true;
	// A row that was to link them has failed.
	const ofIds = [...impilo.orders.values()].filter((order) => sharesId(order, ask.ids));
	if (new Set(ofIds.map((order) => ownIds(order).join())).size > 1) return true;
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

/** Orders that are each row's own; two may be left where a row says so. */
function judgeOwn(world: World, group: [OrderRow, ...OrderRow[]]): Finding[] {
	const [first] = group;
	const live = ordersOf(world, first).filter((order) => twinVoider(world, order) === undefined);
	const isLate = world.network.sent.some((sent) => isFor(sent, first) && sent.isVeryLate);
	const words = wordsOf(first.record);
	const isSaid = (one: Order): boolean =>
		live.some((other) => other !== one && words.some((text) => namesBoth(text, one.id, other.id)));
	// What comes that late may belong to any of the rows.
	const isOther = ({ outcome }: OrderRow): boolean =>
		outcome.kind === 'failure' && !outcome.isDoubt;
	const most = isLate ? group.filter((row) => !isOther(row)).length : group.length;
	const counted = isLate || live.some(isSaid) ? live.slice(0, most) : live;
	return judgeGroup(group, counted, 'doubled');
}

/** Rows that ask for the same, each with an ID of the next, are for one order. */
function judgeLinked({ impilo }: World, rows: readonly OrderRow[]): Finding[] {
	return rows.flatMap((row): Finding[] => {
		const { record, ask, outcome, isShared, place } = row;
		if (!isShared || ask.ids.length < 2 || outcome.kind !== 'success') return [];
		const placed = [...impilo.orders.values()].filter(
			(order) =>
				order.by.run === record.name && order.voided === undefined && sharesId(order, ask.ids),
		);
		const kinds = new Set(placed.map((order) => ownIds(order).join()));
		return kinds.size > 1
			? [finding('doubledByAnotherId', place, placed.map(({ id }) => id).join())]
			: [];
	});
}

/** Where two orders have one ID, and one of them is ours, somebody has to be told. */
function judgeTwins(world: World, rows: readonly OrderRow[]): Finding[] {
	const { impilo, network, records } = world;
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
			// It was placed beside others on purpose.
			const isAnother = records.some(
				({ name, plan }) => name === other.by.run && plan.ifExists === 'create',
			);
			if (isAnother) continue;
			const heardMs = sentFor(network.sent, one)?.answeredMs ?? one.madeMs;
			if (!isOurs && other.listedMs > heardMs) continue;
			const isSaid = words.some((text) => namesBoth(text, one.id, other.id));
			const concerned = shared.filter(({ ask }) => sharesId(one, ask.ids));
			const isOpen = [one, ...(isOurs ? [other] : [])].some(({ by }) =>
				concerned.some((row) => row.record.name === by.run && isLeftOpen(row, network.sent)),
			);
			if (isSaid || isOpen) continue;
			const isSameRun = one.by.run === other.by.run;
			const isAdopted = !isSameRun && [one, other].some((order) => isLate(world, order));
			const kind = isSameRun
				? 'doubled'
				: isAdopted
					? 'lateBesideAdopted'
					: isOurs
						? 'doubledAcross'
						: 'twinUnsaid';
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
function judgeVoids({ impilo, records, network }: World, rows: readonly OrderRow[]): Finding[] {
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
		// Others may void the twin as well, after the run has seen it.
		const looks = network.sent.filter(
			({ sender, path, sentMs }) =>
				sender.run === voider.name && path === '/order' && sentMs <= voided.atMs,
		);
		const seenMs = looks.at(-1)?.sentMs ?? voided.atMs;
		const twins = [...impilo.orders.values()].filter(
			(other) =>
				other !== order &&
				sharesId(other, order.externalOrderIds) &&
				other.madeMs <= voided.atMs &&
				(other.voided === undefined || other.voided.atMs >= seenMs),
		);
		if (twins.length === 0) return [finding('voidedAlone', place)];
		// Not all of them may have got as far as being compared.
		const asks = rows
			.filter(({ record, ask }) => record.name === by.run && sharesId(order, ask.ids))
			.map(({ ask }) => ask);
		const isKept = twins.some(
			(twin) =>
				asks.length === 0 ||
				asks.some(
					(ask) => isRecipient(impilo, twin, ask.recipient) && holds(twin.contents, ask.contents),
				),
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

/** The run that has voided an order as a twin; undefined where somebody wanted it voided. */
function twinVoider({ records }: World, { voided }: Order): RunRecord | undefined {
	const voider = records.find(({ name }) => name === voided?.by.run);
	return voider?.plan.operation === 'create' ? voider : undefined;
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
	return isLinked(ids, ask.ids) && areEqual(readContents(body), ask.contents);
}

/** Whether IDs are of one order; all those of a row are. */
function isLinked([one]: readonly string[], [other]: readonly string[]): boolean {
	return one?.replace(OTHER_ID, '') === other?.replace(OTHER_ID, '');
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

/** What Check says of a row, as far as it's certain. */
export function judgeChecks(world: World): Finding[] {
	const { impilo, plan } = world;
	const rows = readRows(world, 'check');
	const creates = readRows(world, 'create');
	return rows.flatMap((row): Finding[] => {
		const { record, ask, outcome, place } = row;
		const isAlone = plan.deeds.length === 0 && creates.length === 0 && !ask.isBad;
		if (outcome.kind !== 'success')
			return judgeReason(world, row, () => false, isExcused(world, rows, row));
		const { canBePlaced, existingOrderId } = outcome.json;
		const [{ startMs } = { startMs: 0 }] = record.tries.slice(-1);
		const there = [...impilo.orders.values()].filter(
			(order) => sharesId(order, ask.ids) && order.listedMs < startMs && order.voided === undefined,
		);
		const returned = [...impilo.orders.values()].filter(({ id }) => id === existingOrderId);
		const isOthers = (returned.length > 0 ? returned : there).some(
			(order) =>
				!isRecipient(impilo, order, ask.recipient) || lacks(impilo.showOrder(order), ask.contents),
		);
		const isWrong = canBePlaced === true && record.plan.ifExists === 'return' && isOthers;
		if (isWrong) return [finding('checkedWrong', place, JSON.stringify(outcome.json))];
		const sharing = rows.filter(
			(other) => isLinked(other.ask.ids, ask.ids) && other.record === record,
		);
		const isRefused = canBePlaced === false && isAlone && sharing.length === 1;
		return isRefused ? [finding('checkedWrong', place, JSON.stringify(outcome.json))] : [];
	});
}
