import type { NodeExecutionHint } from 'n8n-workflow';

import type { ImpiloClient } from '../../api/client';
import { mapConcurrently } from '../../api/concurrency';
import { isGiven } from '../../api/json';
import { readFormFields } from '../../fields/formFields';
import type { IdOrName } from '../../fields/named';
import { InputRefusal } from '../../fields/refusal';
import { parseBoolean, parseChoice, parseCollection } from '../../fields/values';
import { readNewPatient } from '../../patient/fields';
import { findPatientId, parsePatientReference } from '../../patient/reference';
import { isAgentTool } from '../../run/errors';
import { nameItems, outputHint, showHints } from '../../run/hints';
import { resolveNames } from '../../run/names';
import type { ValueOf } from '../../run/parameters';
import type { ReadItem } from '../../run/readItems';
import { groupByKey, readItems, refuseContradictions } from '../../run/readItems';
import type { OperationRun } from '../../run/runItems';
import { readSimplify } from '../../run/simplify';
import { parseSite } from '../../site/site';
import { parseExternalOrderIds } from '../externalIds';
import { demandShippingOption } from '../shipping';
import { combinesItems, groupItems, refuseOthers } from './combine';
import { fingerprintRequest } from './comparison';
import { readContents } from './contents';
import { ADDITIONAL_FIELDS, COMBINE_ITEMS } from './fields';
import type { NewOrder, OrderBody, OrderContents } from './newOrder';

/** Where an external order ID comes from if an item has none. */
export interface IdSource {
	/** Whether External Order IDs has an expression: that it gives nothing wasn't meant. */
	isExpression: boolean;
	/** @returns undefined if none can be made */
	generate: (itemIndex: number) => string | undefined;
}

/**
 * Reads the form of Create for all items, in four steps: the parameters of each item, the IDs of what is
 * given by SKU or name, then either one order for the items with the same external order IDs, or a
 * refusal of those that ask for different things.
 *
 * @param generate makes an external order ID for an item that has none
 * @returns the order of each item, or why it is refused
 */
export async function readOrders(
	run: OperationRun,
	generate: IdSource['generate'],
): Promise<Array<ReadItem<NewOrder>>> {
	const node = run.context.getNode();
	const { externalOrderIds } = node.parameters;
	// An agent leaves out what it has no value for.
	const isExpression =
		typeof externalOrderIds === 'string' && /^=\s*\S/.test(externalOrderIds) && !isAgentTool(node);
	const groups = combinesItems(run) ? await groupItems(run, isExpression) : undefined;
	const { valuesOf } = groups ?? run;
	const read = await readItems(run.itemCount, (itemIndex) =>
		readNewOrder(valuesOf(itemIndex), itemIndex, { isExpression, generate }),
	);
	const orders = await resolveNames(run, read);
	if (groups === undefined) return await refuseDifferentRequests(run, orders);
	const combined = await groups.combine(orders);
	showHints(run.context, hintsOfUncombined(combined));
	return combined;
}

function hintsOfUncombined(orders: ReadonlyArray<ReadItem<NewOrder>>): NodeExecutionHint[] {
	if (orders.length < 2) return [];
	const alone = orders.flatMap((order) =>
		'refusal' in order || order.externalOrderIds.length > 0 ? [] : order.itemIndex,
	);
	if (alone.length === 0) return [];
	return [
		outputHint(
			`${COMBINE_ITEMS} combines items by External Order IDs only, which is empty in ${nameItems(alone)}: each of these becomes a separate order.`,
			'warning',
		),
	];
}

/**
 * Reads the form for one item. Expressions and AI agents may have put anything into it. What is given by
 * SKU or name still has to be looked up at Impilo.
 *
 * @param ids where an external order ID comes from if the item has none
 * @throws InputRefusal that names the field and the remedy
 * @throws the error of n8n if an expression can't be evaluated
 */
export function readNewOrder(
	valueOf: ValueOf,
	itemIndex: number,
	ids: IdSource,
): NewOrder<IdOrName> {
	const contents = readContents(valueOf);
	const additional = readAdditionalFields(valueOf('additionalFields'), contents);
	const recipient = readRecipient(valueOf);
	const options = parseCollection(valueOf('options'), 'Options');
	const given = parseExternalOrderIds(valueOf('externalOrderIds'), 'External Order IDs');
	const hasEmptyIdExpression = given.length === 0 && ids.isExpression;
	const ifExists =
		parseChoice(valueOf('ifExists'), ['return', 'create', 'fail'], 'If External Order ID Exists') ??
		'return';
	// With Create Another Order, several orders may have the user's IDs.
	const lacksKey = !hasEmptyIdExpression && (ifExists === 'create' || given.length === 0);
	const isGenerating =
		lacksKey &&
		parseBoolean(options.get('generateExternalOrderId'), 'Generate External Order ID') !== false;
	const generated = [isGenerating ? ids.generate(itemIndex) : undefined].filter(isGiven);
	const externalOrderIds = [...given, ...generated];
	const body: OrderBody<IdOrName> = { ...contents, ...additional, ...recipient.body };
	if (externalOrderIds.length > 0) body.externalOrderIds = externalOrderIds;
	return {
		itemIndex,
		body,
		patient: recipient.patient,
		externalOrderIds: given,
		keys: generated.length > 0 || ifExists === 'create' ? generated : given,
		hasGeneratedKeys: generated.length > 0,
		hasEmptyIdExpression,
		ifExists,
		ifContentsDiffer:
			parseChoice(options.get('ifContentsDiffer'), ['fail', 'return'], 'If Contents Differ') ??
			'fail',
		ifPlacedTwice:
			parseChoice(options.get('ifPlacedTwice'), ['void', 'fail'], 'If Placed Twice') ?? 'void',
		personal: [...recipient.personal, ...(body.orderNotes ?? []).map(({ note }) => note)],
		simplify: readSimplify(valueOf),
	};
}

function readAdditionalFields(
	value: unknown,
	contents: OrderContents<IdOrName>,
): Omit<OrderBody<IdOrName>, keyof OrderContents> {
	const given = parseCollection(value, 'Additional Fields');
	const { body } = readFormFields(ADDITIONAL_FIELDS, (name) => given.get(name));
	demandShippingOption({ ...contents, ...body });
	return body;
}

interface Recipient extends Pick<NewOrder, 'patient'> {
	body: Pick<OrderBody<IdOrName>, 'patient' | 'site'>;
	personal: string[];
}

function readRecipient(valueOf: ValueOf): Recipient {
	switch (parseChoice(valueOf('recipient'), ['patient', 'newPatient', 'site'], 'Ship To')) {
		case 'patient': {
			const patient = parsePatientReference(valueOf('patientId'));
			return { body: {}, patient, personal: patient.by === 'id' ? [] : [patient.value] };
		}
		case 'newPatient': {
			const { body, personal } = readNewPatient(valueOf);
			return { body: { patient: body }, personal };
		}
		case 'site':
			return { body: { site: { id: parseSite(valueOf('siteId')) } }, personal: [] };
		case undefined:
			throw new InputRefusal('Ship To', 'is empty', 'Choose a patient, a new patient or a site.');
	}
}

const SHARES_ID = 'Another item has the same external order ID.';
const IF_ONE_ORDER = `If these items are lines of one order, turn on ${COMBINE_ITEMS}.`;

/**
 * Refuses items that share an external order ID if they ask for different things, or if it isn't known what
 * one of them asks for: it may be a line of the order.
 */
async function refuseDifferentRequests(
	run: OperationRun,
	read: ReadonlyArray<ReadItem<NewOrder>>,
): Promise<Array<ReadItem<NewOrder>>> {
	const { patientIds, failures } = await findSharedPatients(run.client, read);
	const orders = read.map((order): ReadItem<NewOrder> => {
		if ('refusal' in order || !failures.has(order)) return order;
		return { refusal: failures.get(order), read: order };
	});
	const compared = refuseContradictions(
		orders,
		idsToCompare,
		(sharing) => {
			const byId = nameDifferently(sharing);
			return (order) => fingerprintRequest(order, byId ? patientIds.get(order) : undefined);
		},
		(other) =>
			new InputRefusal(
				'External Order IDs',
				`shares an ID with item ${other}, which asks for something else`,
				`An external order ID stands for one order. ${IF_ONE_ORDER} Otherwise give each order its own ID.`,
			),
	);
	return await refuseBesideRefused(run, orders, compared);
}

/** @param compared the same orders, with the refusals of those that contradict each other */
async function refuseBesideRefused(
	{ itemCount, valuesOf }: OperationRun,
	orders: ReadonlyArray<ReadItem<NewOrder>>,
	compared: Array<ReadItem<NewOrder>>,
): Promise<Array<ReadItem<NewOrder>>> {
	if (!compared.some((order) => 'refusal' in order)) return compared;
	const rows = await readItems(itemCount, (itemIndex) => {
		const order = orders[itemIndex];
		const ids =
			order === undefined || 'refusal' in order
				? parseExternalOrderIds(valuesOf(itemIndex)('externalOrderIds'), 'External Order IDs')
				: order.externalOrderIds;
		return { itemIndex, ids };
	});
	const byId = groupByKey(rows, ({ ids }) => ids);
	/** The refused item that an item shares an ID with, also by way of others. */
	const causes = new Map<number, number>();
	const queue = compared.flatMap((order, itemIndex) => ('refusal' in order ? itemIndex : []));
	for (const itemIndex of queue) {
		const row = rows[itemIndex];
		if (row === undefined || 'refusal' in row) continue;
		for (const id of row.ids) {
			const sharing = byId.get(id) ?? [];
			// Once is enough: thousands may share it.
			byId.delete(id);
			for (const other of sharing.length > 1 ? sharing : []) {
				if (causes.has(other.itemIndex)) continue;
				causes.set(other.itemIndex, causes.get(itemIndex) ?? itemIndex);
				if (!isAnother(orders[other.itemIndex])) queue.push(other.itemIndex);
			}
		}
	}
	return compared.map((order, itemIndex) => {
		const cause = causes.get(itemIndex);
		const isContradicted = order !== orders[itemIndex];
		if (cause === undefined || isContradicted || isAnother(order)) return order;
		if ('refusal' in order) return { ...order, refusal: suggestCombining(order.refusal) };
		const refused = compared[cause];
		const refusal = refused && 'refusal' in refused ? suggestCombining(refused.refusal) : undefined;
		return { refusal: refuseOthers(cause, refusal), read: order };
	});
}

function isAnother(order: ReadItem<NewOrder> | undefined): boolean {
	return order !== undefined && 'ifExists' in order && order.ifExists === 'create';
}

/** A row that only adds a line to the order of another one lacks the rest, and is refused for that. */
function suggestCombining(refusal: unknown): unknown {
	return refusal instanceof InputRefusal
		? refusal.withAdvice(`${SHARES_ID} ${IF_ONE_ORDER}`)
		: refusal;
}

/** With Create Another Order, items may share IDs and ask for different things. */
function idsToCompare({ ifExists, externalOrderIds }: NewOrder): readonly string[] {
	return ifExists === 'create' ? [] : externalOrderIds;
}

/** Whether items name their patients in different ways, e.g. one by ID and one by email. */
function nameDifferently(orders: readonly NewOrder[]): boolean {
	return new Set(orders.map(({ patient }) => patient?.by)).size > 1;
}

/**
 * Finds the patients of items that share an external order ID and name their patients in different ways.
 *
 * @returns also why a patient couldn't be found
 */
async function findSharedPatients(
	client: ImpiloClient,
	orders: ReadonlyArray<ReadItem<NewOrder>>,
): Promise<{ patientIds: Map<NewOrder, number>; failures: Map<NewOrder, unknown> }> {
	const differing = new Set<NewOrder>();
	for (const sharing of groupByKey(orders, idsToCompare).values()) {
		if (nameDifferently(sharing)) for (const order of sharing) differing.add(order);
	}
	const patientIds = new Map<NewOrder, number>();
	const failures = new Map<NewOrder, unknown>();
	await mapConcurrently([...differing], client.gate.limit, async (order) => {
		const { patient } = order;
		if (patient === undefined) return;
		await findPatientId(client, patient).then(
			(id) => patientIds.set(order, id),
			(failure: unknown) => failures.set(order, failure),
		);
	});
	return { patientIds, failures };
}
