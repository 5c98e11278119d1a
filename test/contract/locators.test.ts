import type { INodeProperties } from 'n8n-workflow';

import { parseDeviceReference } from '../../nodes/Impilo/device/device';
import { Impilo } from '../../nodes/Impilo/Impilo.node';
import { parseItem } from '../../nodes/Impilo/item/item';
import { parseKit } from '../../nodes/Impilo/kit/kit';
import { parseOrderReference } from '../../nodes/Impilo/order/reference';
import { parsePatientReference } from '../../nodes/Impilo/patient/reference';
import { parseSite } from '../../nodes/Impilo/site/site';
import { refusalOf } from '../unit/standIns';

/** All locators of a form, those in collections and lines included. */
function locatorsIn(properties: readonly INodeProperties[]): INodeProperties[] {
	return properties.flatMap((property) => {
		const inner = (property.options ?? []).flatMap((entry) => {
			if ('values' in entry) return entry.values;
			return 'type' in entry ? [entry] : [];
		});
		return [...(property.type === 'resourceLocator' ? [property] : []), ...locatorsIn(inner)];
	});
}

const LOCATORS = locatorsIn(new Impilo().description.properties);

/** What the editor calls the ways to pick one, by the name of the field. */
const WAYS: Record<string, string[][]> = {
	// Lines of returned devices hold IDs only.
	deviceId: [
		['From List', 'By ID', 'Serial'],
		['From List', 'By ID'],
	],
	itemId: [['From List', 'By ID', 'By SKU']],
	kitId: [['From List', 'By ID', 'Name']],
	orderId: [['From List', 'By ID', 'Own ID']],
	patientId: [['From List', 'By ID', 'Own ID', 'Email']],
	relatedOrderId: [['From List', 'By ID', 'Own ID']],
	returnId: [['From List', 'By ID']],
	siteId: [['From List', 'By ID', 'Name']],
	supportTicketId: [['From List', 'By ID']],
};

it('everything is picked in the same ways wherever it is picked', () => {
	const found: Record<string, Set<string>> = {};
	for (const { name, modes } of LOCATORS) {
		const ways = JSON.stringify((modes ?? []).map(({ displayName }) => displayName));
		found[name] = (found[name] ?? new Set()).add(ways);
	}
	const expected = Object.entries(WAYS).map(([name, ways]) => [
		name,
		new Set(ways.map((way) => JSON.stringify(way))),
	]);

	expect(found).toEqual(Object.fromEntries(expected));
});

it.each([
	['orderId', 'externalOrderId', /external order ID/],
	['patientId', 'externalIdentifier', /external identifier/],
	['deviceId', 'identifier', /serial number.*IMEI/],
])('of %s, %s has a hint for what its short name does not say', (field, mode, told) => {
	const hints = LOCATORS.filter(({ name }) => name === field).flatMap(({ modes = [] }) =>
		modes.filter(({ name }) => name === mode).map(({ hint }) => hint),
	);

	expect(hints.length).toBeGreaterThan(0);
	for (const hint of hints) expect(hint).toMatch(told);
});

type Parse = (parameter: unknown, field?: string) => unknown;

const GIVE_ID = 'Or enter the ID that Impilo shows, a whole number such as 1042.';

describe('a value that does not fit the way it is given in', () => {
	it.each<[Parse, string, string]>([
		[parsePatientReference, 'MRN-20481', 'switch Patient from By ID to Own ID or Email.'],
		[parsePatientReference, 'Nathan Smith', 'switch Patient from By ID to Own ID or Email.'],
		[parsePatientReference, 'nathan@example.com', 'switch Patient from By ID to Email.'],
		[parseItem, '12-301', 'switch Item from By ID to By SKU.'],
		[parseItem, 'BPM-1', 'switch Item from By ID to By SKU.'],
		[parseKit, 'Starter Kit', 'switch Kit from By ID to Name.'],
		[parseSite, 'Springfield Clinic', 'switch Site from By ID to Name.'],
		[parseOrderReference, 'PO-2026-0117', 'switch Order from By ID to Own ID.'],
		[parseDeviceReference, 'SN-20481', 'switch Device from By ID to Serial.'],
	])('%p is told for %p', (parse, value, told) => {
		const refusal = refusalOf(() => parse({ mode: 'id', value }));
		expect(refusal.message).toMatch(/^\w+ is not a whole positive number$/);
		expect(refusal.remedy).toBe(`To use it, ${told} ${GIVE_ID}`);

		// An expression that gives the value itself, or one in place of a list's choice.
		expect(refusalOf(() => parse(value))).toEqual(refusal);
		expect(refusalOf(() => parse({ mode: 'list', value })).remedy).toContain(
			told.replace('By ID', 'From List'),
		);
	});

	it('is told for a line by the name of its field', () => {
		expect(refusalOf(() => parseItem('BPM-1', 'Order Items, line 2: Item')).remedy).toContain(
			'switch Item from By ID to By SKU.',
		);
	});

	it.each(['1,000', '-3', '1.5', '0'])('is not told for %p, which is no text', (value) => {
		expect(refusalOf(() => parseItem(value)).remedy).toBe(GIVE_ID.replace('Or enter', 'Enter'));
	});

	it.each<[Parse, string]>([
		[parseItem, 'Item from By ID to By SKU'],
		[parsePatientReference, 'Patient from By ID to Own ID or Email'],
	])('is never taken for an ID where it begins with a zero: %p', (parse, told) => {
		expect(refusalOf(() => parse({ mode: 'id', value: '00301' }))).toEqual({
			message: expect.stringMatching(
				/^\w+ begins with a zero, which no ID at Impilo does$/,
			) as unknown,
			remedy: `To use it, switch ${told}. If it is an ID, enter it without the zero.`,
		});
	});

	it.each<[string, string]>([
		['1042', 'If it is an ID at Impilo, switch Patient from Email to By ID.'],
		['MRN-20481', 'To use it, switch Patient from Email to Own ID.'],
	])('is told where %p is given as an email address', (value, told) => {
		expect(refusalOf(() => parsePatientReference({ mode: 'email', value }))).toEqual({
			message: 'Patient is not an email address',
			remedy: `Enter one address, e.g. nathan@example.com. ${told}`,
		});
	});
});
