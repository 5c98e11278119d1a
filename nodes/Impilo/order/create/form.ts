import type { IDataObject } from 'n8n-workflow';

import { isGiven } from '../../api/json';
import type { Personal } from '../../api/request';
import { readFormFields } from '../../fields/formFields';
import type { IdOrName } from '../../fields/named';
import { InputRefusal } from '../../fields/refusal';
import { parseBoolean, parseChoice, parseCollection } from '../../fields/values';
import { readNewPatient } from '../../patient/fields';
import type { PatientReference } from '../../patient/reference';
import { parsePatientReference } from '../../patient/reference';
import type { Wanted } from '../../once/kind';
import type { ValueOf } from '../../run/parameters';
import { readSimplify } from '../../run/simplify';
import { parseSite } from '../../site/site';
import { parseExternalOrderIds } from '../externalIds';
import { demandShippingOption } from '../shipping';
import type { LineOrigins, OrderContents } from './contents';
import { readContentsFromFields, readContentsFromJson } from './contents';
import { ADDITIONAL_FIELDS } from './fields';

/** The body of `POST /api/v3/order`; exactly one of `patient` and `site` is there. */
export interface OrderBody<Id = number> extends OrderContents<Id> {
	patient?: { id: number } | IDataObject;
	site?: { id: Id };
	externalOrderIds?: string[];
	emailLabel?: boolean;
	shippingOption?: string;
	orderNotes?: Array<{ note: string }>;
}

/** The order of one item, after every check that can be made without Impilo. */
export interface NewOrder<Id = number> extends Wanted {
	/** Complete but for an existing patient. */
	body: OrderBody<Id>;
	/** The existing patient, whose ID may still have to be found. */
	patient?: PatientReference;
	/** As the user gave them. */
	externalOrderIds: readonly string[];
	/** Whether External Order IDs is filled, but with an expression that gave nothing. */
	lacksId: boolean;
	/** What to do where an order with one of the external order IDs exists. */
	ifExists: (typeof IF_EXISTS)[number];
	/** What to do where that order contains something else. */
	ifContentsDiffer: (typeof IF_CONTENTS_DIFFER)[number];
	/** What to do where another run has placed the order at the same time. */
	ifPlacedTwice: (typeof IF_PLACED_TWICE)[number];
	/** What must not appear in any message. */
	personal: readonly Personal[];
	/** Whether the output is the simplified order. */
	simplify: boolean;
	/** Only with Combine Items Into Orders. */
	combined?: CombinedItems;
}

/** How an order was made of items. */
export interface CombinedItems {
	/** Where the lines of the body come from. */
	origins: LineOrigins;
	/** Items that ask for exactly the same, each group by itself. */
	alike: ReadonlyArray<readonly number[]>;
}

/** Where an external order ID comes from if an item has none. */
export interface IdSource {
	/** Whether External Order IDs is filled with an expression: that it gives nothing wasn't meant. */
	isExpression: boolean;
	/** @returns undefined where none can be made */
	generate: (itemIndex: number) => string | undefined;
}

const RECIPIENTS = ['patient', 'newPatient', 'site'] as const;
const IF_EXISTS = ['return', 'create', 'fail'] as const;
const IF_CONTENTS_DIFFER = ['fail', 'return'] as const;
const IF_PLACED_TWICE = ['void', 'fail'] as const;

/**
 * Reads the form of Create for one item; expressions and AI agents may have put anything into it. What is
 * named by SKU or name is left to be found out at Impilo.
 *
 * @param ids where an external order ID comes from if the item has none
 * @throws InputRefusal that names the field and the remedy
 * @throws the error of n8n where an expression can't be evaluated
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
	const lacksId = given.length === 0 && ids.isExpression;
	const ifExists =
		parseChoice(valueOf('ifExists'), IF_EXISTS, 'If External Order ID Exists') ?? 'return';
	// With Create Another Order, the IDs of the user don't tell this order from the others that have them.
	const lacksKey = ifExists === 'create' ? !lacksId : given.length === 0 && !lacksId;
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
		areKeysOwn: generated.length > 0,
		lacksId,
		ifExists,
		ifContentsDiffer:
			parseChoice(options.get('ifContentsDiffer'), IF_CONTENTS_DIFFER, 'If Contents Differ') ??
			'fail',
		ifPlacedTwice:
			parseChoice(options.get('ifPlacedTwice'), IF_PLACED_TWICE, 'If Placed Twice') ?? 'void',
		personal: [...recipient.personal, ...(body.orderNotes ?? []).map(({ note }) => note)],
		simplify: readSimplify(valueOf),
	};
}

function readRecipient(valueOf: ValueOf): {
	body: Pick<OrderBody<IdOrName>, 'patient' | 'site'>;
	patient?: PatientReference;
	personal: string[];
} {
	const recipient = parseChoice(valueOf('recipient'), RECIPIENTS, 'Ship To');
	if (recipient === undefined) {
		throw new InputRefusal('Ship To', 'is empty', 'Choose a patient, a new patient or a site.');
	}
	if (recipient === 'site') {
		return { body: { site: { id: parseSite(valueOf('siteId')) } }, personal: [] };
	}
	if (recipient === 'newPatient') {
		const { body, personal } = readNewPatient(valueOf);
		return { body: { patient: body }, personal };
	}
	const patient = parsePatientReference(valueOf('patientId'));
	return { body: {}, patient, personal: patient.by === 'id' ? [] : [patient.value] };
}

/**
 * Whether the contents are given as JSON.
 *
 * @throws InputRefusal
 */
export function isContentsJson(valueOf: ValueOf): boolean {
	return parseChoice(valueOf('contents'), ['fields', 'json'], 'Specify Contents') === 'json';
}

function readContents(valueOf: ValueOf): OrderContents<IdOrName> {
	return isContentsJson(valueOf)
		? readContentsFromJson(valueOf('contentsJson'))
		: readContentsFromFields(valueOf);
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
