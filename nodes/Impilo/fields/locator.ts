import type { INodeProperties, INodePropertyMode } from 'n8n-workflow';

import { isObject } from '../api/json';
import type { Identified } from './id';
import { isId, parseId } from './id';
import { isEmail, parseRequiredText, refuseBadEmail, refuseUnusableInUrl } from './values';

/** A resource locator, or a value that came instead. */
interface Located {
	mode: string;
	value: unknown;
}

/** An expression or an AI agent may give a plain value: it counts as an ID. */
export function readLocator(parameter: unknown): Located {
	if (!isObject(parameter) || !('value' in parameter)) return { mode: 'id', value: parameter };
	const { mode, value } = parameter;
	return { mode: typeof mode === 'string' ? mode : 'id', value };
}

/** The modes of locators, by their names in saved workflows, in words that the editor has room for. */
const MODES = {
	list: 'From List',
	id: 'By ID',
	email: 'Email',
	externalIdentifier: 'Own ID',
	externalOrderId: 'Own ID',
	identifier: 'Serial',
	name: 'Name',
	sku: 'By SKU',
};

type Mode = keyof typeof MODES;

/** What a short name doesn't say. */
const HINTS: Partial<Record<Mode, string>> = {
	externalIdentifier: 'The external identifier: the ID in your own system',
	externalOrderId: 'The external order ID: your own ID for the order',
	identifier: 'The serial number, or another identifier such as the IMEI',
};

/** Modes for text that isn't an ID. */
export type TextMode = Exclude<Mode, 'list' | 'id'>;

export type Reference<W extends TextMode> = { by: 'id'; id: number } | { by: W; value: string };

/** The field that picks one of a type of entity, and how it's read. */
export interface Locator<W extends TextMode> {
	/** @param property changes of the field */
	pick: (property?: Partial<INodeProperties>) => INodeProperties;
	/**
	 * A refusal also says which other mode the value looks right for.
	 *
	 * @param field the display name, if it's another one, with the line if there are several
	 * @throws InputRefusal
	 */
	parse: (parameter: unknown, field?: string) => Reference<W>;
	/** If nothing was found: says which other mode the value looks right for; or ''. */
	suggestOtherMode: (value: string, chosen: W, field?: string) => string;
}

/**
 * @param search the name of the list search of the resource
 * @param textModes the other modes with their placeholders, in their order
 */
export function locator<W extends TextMode>(
	of: Identified,
	property: Pick<INodeProperties, 'displayName' | 'name' | 'description'>,
	search: string,
	textModes: Partial<Record<W, string>>,
): Locator<W> {
	const modes = Object.keys(textModes) as W[];
	const suggestOtherMode = (value: string, chosen: Mode, field: string): string =>
		suggestSwitch(field, chosen, findFittingModes(value, chosen, modes));
	return {
		pick: (changed = {}) => ({
			type: 'resourceLocator',
			default: { mode: 'list', value: '' },
			...property,
			...changed,
			modes: [
				{
					displayName: MODES.list,
					name: 'list',
					type: 'list',
					typeOptions: { searchListMethod: search, searchable: true },
				},
				toTextMode('id', 'e.g. 1042'),
				...modes.map((mode) => toTextMode(mode, textModes[mode] ?? '')),
			],
		}),
		parse: (parameter, field = property.displayName) => {
			const { mode, value } = readLocator(parameter);
			const by = modes.find((name) => name === mode);
			if (by === undefined) {
				const chosen = mode === 'list' ? 'list' : 'id';
				const tell = (text: string): string => suggestOtherMode(text, chosen, field);
				return { by: 'id', id: parseId(value, of, field, tell) };
			}
			const text = parseRequiredText(value, field);
			refuseUnusableInUrl(text, field);
			if (by === 'email') refuseBadEmail(text, field, suggestOtherMode(text, by, field));
			return { by, value: text };
		},
		suggestOtherMode: (value, chosen, field = property.displayName) =>
			suggestOtherMode(value, chosen, field),
	};
}

function toTextMode(mode: Mode, placeholder: string): INodePropertyMode {
	const names = { displayName: MODES[mode], name: mode };
	return { ...names, type: 'string', placeholder, hint: HINTS[mode] };
}

/** Dragging a column onto the field switches it to By ID, so the value may not fit the mode. */
function findFittingModes(value: string, chosen: Mode, modes: readonly TextMode[]): Mode[] {
	const isById = chosen === 'id' || chosen === 'list';
	if (isId(value) && !isById) return ['id'];
	if (isEmail(value) && modes.includes('email')) return chosen === 'email' ? [] : ['email'];
	return isById || chosen === 'email' ? modes.filter((mode) => mode !== chosen) : [];
}

/** Digits may also be an external identifier: hence the condition. */
function suggestSwitch(field: string, from: Mode, to: readonly Mode[]): string {
	if (to.length === 0) return '';
	const condition = to.includes('id') ? 'If it is an ID at Impilo' : 'To use it';
	// E.g. "Item" in "Order Items, line 2: Item".
	const label = field.split(': ').pop() ?? field;
	return `${condition}, switch ${label} from ${MODES[from]} to ${to.map((mode) => MODES[mode]).join(' or ')}.`;
}
