import type { CreateOrderBody, OrderContents } from '../api/types';
import { readLocator } from '../lookup/locator';
import type { PatientReference } from '../lookup/patientReference';
import { parsePatientReference } from '../lookup/patientReference';
import { parseThingId } from '../lookup/thingId';
import { InputRefusal } from '../run/refusal';
import {
	parseBoolean,
	parseCollection,
	parseChoice,
	parseExternalOrderIds,
	parseText,
	readJson,
} from '../run/fieldValues';
import type { NewPatientFields } from './newPatient';
import { listPersonalValues, readNewPatient } from './newPatient';
import type { ContentsFields } from './orderContents';
import { readContentsFromFields, readContentsFromJson } from './orderContents';

const RECIPIENTS = ['patient', 'newPatient', 'site'] as const;
const SHIPPING_OPTIONS = ['standard', 'overnight'] as const;

/** The form of Create for one item; expressions and AI agents may have put anything into it. */
export interface OrderForm extends NewPatientFields, ContentsFields {
	recipient?: unknown;
	patientId?: unknown;
	siteId?: unknown;
	contents?: unknown;
	contentsJson?: unknown;
	externalOrderIds?: unknown;
	additionalFields?: unknown;
}

/** An order that has passed every check that can be made before sending. */
export interface OrderRequest {
	/** Still to be turned into an ID where the patient is named by something else. */
	patient?: PatientReference;
	/** Complete but for an existing patient. */
	body: CreateOrderBody;
	externalOrderIds: string[];
	/** Values that must not appear in any message. */
	personal: string[];
}

/**
 * Makes the request of Create from the form.
 *
 * @throws InputRefusal that names the field and the remedy
 */
export function buildOrderRequest(form: OrderForm): OrderRequest {
	const recipient = parseChoice(form.recipient, RECIPIENTS, 'Ship To');
	if (recipient === undefined) {
		throw new InputRefusal('Ship To is empty', 'Choose a patient, a new patient or a site.');
	}
	const contents = readContents(form);
	const externalOrderIds = parseExternalOrderIds(form.externalOrderIds, 'External Order IDs');
	const body: CreateOrderBody = {
		...contents,
		...readAdditionalFields(form.additionalFields, contents),
		...(externalOrderIds.length > 0 && { externalOrderIds }),
	};
	const notes = (body.orderNotes ?? []).map(({ note }) => note);
	if (recipient === 'site') {
		body.site = { id: parseThingId(readLocator(form.siteId).value, 'site', 'Site') };
		return { body, externalOrderIds, personal: notes };
	}
	if (recipient === 'newPatient') {
		const patient = readNewPatient(form);
		body.patient = patient;
		return { body, externalOrderIds, personal: [...listPersonalValues(patient), ...notes] };
	}
	const patient = parsePatientReference(form.patientId);
	return {
		patient,
		body,
		externalOrderIds,
		personal: patient.by === 'id' ? notes : [patient.value, ...notes],
	};
}

function readContents(form: OrderForm): OrderContents {
	const contents =
		parseChoice(form.contents, ['fields', 'json'], 'Specify Contents') === 'json'
			? readContentsFromJson(form.contentsJson)
			: readContentsFromFields(form);
	if (Object.values(contents).every((lines) => lines === undefined)) {
		throw new InputRefusal(
			'The order is empty',
			'Add at least one line under Order Items, Order Kits or Returns. With Contents JSON, fill at least one of its lists.',
		);
	}
	return contents;
}

function readAdditionalFields(
	value: unknown,
	contents: OrderContents,
): Pick<CreateOrderBody, 'emailLabel' | 'shippingOption' | 'orderNotes'> {
	const fields = parseCollection(value, 'Additional Fields');
	const emailLabel = parseBoolean(fields.get('emailLabel'), 'Email Label');
	const shippingOption = parseChoice(
		fields.get('shippingOption'),
		SHIPPING_OPTIONS,
		'Shipping Option',
	);
	if (contents.returnItems !== undefined && emailLabel !== true && shippingOption === undefined) {
		throw new InputRefusal(
			'Shipping Option is empty, and the label for the returned items is to be shipped',
			'Under Additional Fields, choose a Shipping Option, or switch on Email Label.',
		);
	}
	const orderNotes = readOrderNotes(fields.get('orderNotes'));
	return {
		...(emailLabel !== undefined && { emailLabel }),
		...(shippingOption !== undefined && { shippingOption }),
		...(orderNotes.length > 0 && { orderNotes }),
	};
}

/** One note as text, or a list of texts or of `{ note }` as Impilo gives them. */
function readOrderNotes(value: unknown): Array<{ note: string }> {
	const list = typeof value === 'string' && /^\s*\[/.test(value) ? readJson(value) : value;
	const entries: unknown[] = Array.isArray(list) ? list : [list];
	return entries
		.map((entry) =>
			parseText(
				typeof entry === 'object' && entry !== null && 'note' in entry ? entry.note : entry,
				'Order Notes',
			),
		)
		.filter((note) => note !== '')
		.map((note) => ({ note }));
}
