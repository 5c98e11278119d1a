import type { INodeProperties } from 'n8n-workflow';

import type { ImpiloClient } from '../api/client';
import type { IdRequest } from '../api/readById';
import { readById } from '../api/readById';
import type { Identified } from '../fields/id';
import { parseId } from '../fields/id';
import { locatorField, readLocator } from '../fields/locator';

/** What is picked from a list or by its ID, and in no other way. */
export interface IdReference<T> {
	/** The field that picks one; `field` can change any of its properties. */
	pick: (field?: Partial<INodeProperties>) => INodeProperties;
	/**
	 * Reads the field.
	 *
	 * @param field the display name, where it's another one
	 * @throws InputRefusal
	 */
	parse: (parameter: unknown, field?: string) => number;
	/** How it is asked for and changed at Impilo, and what is said where there's none. */
	request: (id: number) => IdRequest & Required<Pick<IdRequest, 'notFound'>>;
	/**
	 * Reads it at Impilo.
	 *
	 * @throws ImpiloFailure when there's none
	 */
	read: (client: ImpiloClient, id: number) => Promise<T>;
}

/**
 * Says how one kind of thing is picked and read.
 *
 * @param name as in Impilo's addresses, e.g. "item"
 * @param displayName of the field, e.g. "Item"
 * @param search the name of its search, as the resource declares it
 */
export function idReference<T extends object>(
	name: Identified,
	displayName: string,
	search: string,
): IdReference<T> {
	const request: IdReference<T>['request'] = (id) => ({
		path: `/${name}`,
		name,
		id,
		notFound: {
			happened: `Impilo has no ${name} ${id}`,
			remedy: `Check ${displayName}, and that Environment of the credential is the one where the ${name} is.`,
		},
	});
	return {
		pick: (field = {}) =>
			locatorField(
				{ displayName, name: `${name}Id`, description: `The ${name} at Impilo`, ...field },
				search,
			),
		parse: (parameter, field = displayName) => parseId(readLocator(parameter).value, name, field),
		request,
		read: async (client, id) => await readById<T>(client, request(id)),
	};
}
