import type { INodeProperties, INodePropertyMode } from 'n8n-workflow';

import { isObject } from '../api/json';

/** A resource locator as the user set it, or what came in its place. */
export interface Locator {
	mode: string;
	value: unknown;
}

/** An expression or an AI agent may put a plain value where a locator is expected: it counts as an ID. */
export function readLocator(parameter: unknown): Locator {
	if (!isObject(parameter) || !('value' in parameter)) return { mode: 'id', value: parameter };
	const { mode, value } = parameter;
	return { mode: typeof mode === 'string' ? mode : 'id', value };
}

/** What a mode is called in the editor and in saved workflows. */
type ModeName = Pick<INodePropertyMode, 'displayName' | 'name'>;

const FROM_LIST: ModeName = { displayName: 'From List', name: 'list' };

/** A mode in which something is named by text. */
export function textMode(
	displayName: string,
	name: string,
	placeholder: string,
): INodePropertyMode {
	const modeName: ModeName = { displayName, name };
	return { ...modeName, type: 'string', placeholder };
}

/**
 * A field that picks one thing: from a list with search, by its ID, or in other ways.
 *
 * @param searchListMethod the name of the search, as its resource declares it
 */
export function locatorField(
	field: Pick<INodeProperties, 'displayName' | 'name' | 'description'> & Partial<INodeProperties>,
	searchListMethod: string,
	...otherModes: INodePropertyMode[]
): INodeProperties {
	const list: INodePropertyMode = {
		...FROM_LIST,
		type: 'list',
		typeOptions: { searchListMethod, searchable: true },
	};
	return {
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		...field,
		modes: [list, textMode('By ID', 'id', 'e.g. 1042'), ...otherModes],
	};
}
