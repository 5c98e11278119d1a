import type { INodeProperties, INodePropertyMode } from 'n8n-workflow';

import { isObject } from '../api/json';
import type { Identified } from './id';
import { parseId } from './id';
import { parseRequiredText, refuseBadEmail, refuseUnaddressable } from './values';

/** A resource locator as the user set it, or what came in its place. */
interface Located {
	mode: string;
	value: unknown;
}

/** An expression or an AI agent may put a plain value where a locator is expected: it counts as an ID. */
export function readLocator(parameter: unknown): Located {
	if (!isObject(parameter) || !('value' in parameter)) return { mode: 'id', value: parameter };
	const { mode, value } = parameter;
	return { mode: typeof mode === 'string' ? mode : 'id', value };
}

/** The ways to pick something, by their names in saved workflows, and what the editor has room for. */
const WAYS = {
	list: 'From List',
	id: 'By ID',
	email: 'Email',
	externalIdentifier: 'Own ID',
	externalOrderId: 'Own ID',
	identifier: 'Serial',
	name: 'Name',
	sku: 'By SKU',
};

/** What a short name doesn't say. */
const HINTS: Partial<Record<Way, string>> = {
	externalIdentifier: 'The external identifier: the ID in your own system',
	externalOrderId: 'The external order ID: your own ID for the order',
	identifier: 'The serial number, or another identifier such as the IMEI',
};

type Way = keyof typeof WAYS;

/** A way to pick something by text that isn't its ID. */
export type TextWay = Exclude<Way, 'list' | 'id'>;

/** How the user named something. */
export type Reference<W extends TextWay> = { by: 'id'; id: number } | { by: W; value: string };

/** How one kind of thing is picked: from a list with search, by its ID, or in other ways. */
export interface Locator<W extends TextWay> {
	/** The field that picks one; `property` can change any of its properties. */
	pick: (property?: Partial<INodeProperties>) => INodeProperties;
	/**
	 * Reads the field. Where it isn't picked in the way that its value looks like, the refusal says so.
	 *
	 * @param field the display name, where it's another one, with the line where there are several
	 * @throws InputRefusal
	 */
	parse: (parameter: unknown, field?: string) => Reference<W>;
	/** The way that a value looks like, for where nothing has been found in the one that was chosen; or ''. */
	tellOtherWay: (value: string, chosen: W, field?: string) => string;
}

/**
 * Says how one kind of thing is picked.
 *
 * @param search the name of its search, as its resource declares it
 * @param textWays the other ways, each with its placeholder, in their order
 */
export function locator<W extends TextWay>(
	of: Identified,
	property: Pick<INodeProperties, 'displayName' | 'name' | 'description'>,
	search: string,
	textWays: Partial<Record<W, string>>,
): Locator<W> {
	const ways = Object.keys(textWays) as W[];
	const tellOtherWay = (value: string, chosen: Way, field: string): string =>
		tellSwitch(field, chosen, findFittingWays(value, chosen, ways));
	return {
		pick: (changed = {}) => ({
			type: 'resourceLocator',
			default: { mode: 'list', value: '' },
			...property,
			...changed,
			modes: [
				{
					displayName: WAYS.list,
					name: 'list',
					type: 'list',
					typeOptions: { searchListMethod: search, searchable: true },
				},
				textMode('id', 'e.g. 1042'),
				...ways.map((way) => textMode(way, textWays[way] ?? '')),
			],
		}),
		parse: (parameter, field = property.displayName) => {
			const { mode, value } = readLocator(parameter);
			const by = ways.find((way) => way === mode);
			if (by === undefined) {
				const chosen = mode === 'list' ? 'list' : 'id';
				const tell = (text: string): string => tellOtherWay(text, chosen, field);
				return { by: 'id', id: parseId(value, of, field, tell) };
			}
			const text = parseRequiredText(value, field);
			refuseUnaddressable(text, field);
			if (by === 'email') refuseBadEmail(text, field, tellOtherWay(text, by, field));
			return { by, value: text };
		},
		tellOtherWay: (value, chosen, field = property.displayName) =>
			tellOtherWay(value, chosen, field),
	};
}

function textMode(way: Way, placeholder: string): INodePropertyMode {
	const names = { displayName: WAYS[way], name: way };
	return { ...names, type: 'string', placeholder, hint: HINTS[way] };
}

/** Which of the ways a value looks like: dragging a column onto the field switches it to By ID. */
function findFittingWays(value: string, chosen: Way, ways: readonly TextWay[]): Way[] {
	const isById = chosen === 'id' || chosen === 'list';
	if (/^\d+$/.test(value) && !isById) return ['id'];
	const others = ways.filter((way) => way !== chosen);
	if (value.includes('@') && others.includes('email')) return ['email'];
	return isById || chosen === 'email' ? others : [];
}

/** That it's used as something else is right only if it is that: digits may be anybody's ID. */
function tellSwitch(field: string, from: Way, to: readonly Way[]): string {
	if (to.length === 0) return '';
	const condition = to.includes('id') ? 'If it is an ID at Impilo' : 'To use it';
	// Behind the line, in "Order Items, line 2: Item".
	const label = field.split(': ').pop() ?? field;
	return `${condition}, switch ${label} from ${WAYS[from]} to ${to.map((way) => WAYS[way]).join(' or ')}.`;
}
