import type { FormField } from '../fields/formFields';
import { InputRefusal } from '../fields/refusal';
import { parseBoolean, parseChoice } from '../fields/values';

export function emailLabelField(description: string): FormField {
	return {
		property: {
			displayName: 'Email Label',
			name: 'emailLabel',
			type: 'boolean',
			default: false,
			description,
		},
		key: 'emailLabel',
		read: parseBoolean,
	};
}

export function shippingOptionField(description: string): FormField {
	return {
		property: {
			displayName: 'Shipping Option',
			name: 'shippingOption',
			type: 'options',
			default: 'standard',
			options: [
				{ name: 'Overnight', value: 'overnight' },
				{ name: 'Standard', value: 'standard' },
			],
			description,
		},
		key: 'shippingOption',
		read: (value, field) => parseChoice(value, ['standard', 'overnight'], field),
	};
}

/**
 * A label for returned items that isn't emailed is shipped, and Impilo requires the shipping option
 * (Create Order reference).
 *
 * @throws InputRefusal
 */
export function demandShippingOption(body: {
	returnItems?: unknown;
	emailLabel?: unknown;
	shippingOption?: unknown;
}): void {
	const { returnItems, emailLabel, shippingOption } = body;
	if (returnItems === undefined || emailLabel === true || shippingOption !== undefined) return;
	throw new InputRefusal(
		'Shipping Option',
		'is empty, but the label for the returned items has to be shipped',
		'Under Additional Fields, choose a Shipping Option, or switch on Email Label.',
	);
}
