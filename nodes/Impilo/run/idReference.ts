import type { INodeProperties } from 'n8n-workflow';

import type { IdRequest } from '../api/byId';
import { readById } from '../api/byId';
import type { ImpiloClient } from '../api/client';
import type { Identified } from '../fields/id';
import { nameOf, parseId } from '../fields/id';
import { locator, readLocator } from '../fields/locator';
import type { IdOrName, Naming } from '../fields/named';
import { UnresolvedName } from '../fields/named';
import { readNames } from './names';

/** A field that picks something from a list, by its ID, or by a name. */
export interface IdReference<T> {
	/** The field that picks one; `field` can change any of its properties. */
	pick: (field?: Partial<INodeProperties>) => INodeProperties;
	/**
	 * Reads the field.
	 *
	 * @param field the display name, if it's another one
	 * @throws InputRefusal
	 */
	parse: (parameter: unknown, field?: string) => IdOrName;
	/**
	 * Reads the field, and looks up a name at Impilo.
	 *
	 * @throws InputRefusal also if none or several have the name
	 * @throws ImpiloFailure if Impilo can't be asked
	 */
	find: (client: ImpiloClient, parameter: unknown, field?: string) => Promise<number>;
	/** Reads the field, and then the entity at Impilo. Throws as `find` and `read`. */
	get: (client: ImpiloClient, parameter: unknown) => Promise<T>;
	/** The request for it, and the message if there is none. */
	request: (id: number) => IdRequest & Required<Pick<IdRequest, 'notFound'>>;
	/**
	 * Reads it at Impilo.
	 *
	 * @throws ImpiloFailure if there's none
	 */
	read: (client: ImpiloClient, id: number) => Promise<T>;
}

/**
 * Defines how one kind of thing is picked and read.
 *
 * @param displayName of the field, e.g. "Item"
 * @param search the name of its search, as the resource declares it
 * @param naming what else names it
 */
export function idReference<T extends object>(
	of: Identified,
	displayName: string,
	search: string,
	naming?: Naming,
): IdReference<T> {
	const name = nameOf(of);
	const request: IdReference<T>['request'] = (id) => ({
		name,
		id,
		notFound: {
			happened: `Impilo has no ${name} ${id}`,
			remedy: `Check ${displayName}, and that the credential has the Environment where the ${name} is.`,
		},
	});
	const description =
		naming === undefined
			? `The ${name} at Impilo`
			: `The ${name} at Impilo: from the list, or by its ID or its ${naming.word}`;
	const { pick, parse, suggestOtherMode } = locator<Naming['key']>(
		of,
		{ displayName, name: `${of}Id`, description },
		search,
		naming === undefined ? {} : { [naming.key]: naming.placeholder },
	);
	const parseIdOrName: IdReference<T>['parse'] =
		naming === undefined
			? (parameter, field = displayName) => parseId(readLocator(parameter).value, of, field)
			: (parameter, field = displayName) => {
					const reference = parse(parameter, field);
					if (reference.by === 'id') return reference.id;
					const { by, value } = reference;
					return new UnresolvedName(naming, value, field, suggestOtherMode(value, by, field));
				};
	const find: IdReference<T>['find'] = async (client, parameter, field) => {
		const reference = parseIdOrName(parameter, field);
		return (await readNames(client, reference))(reference);
	};
	const read: IdReference<T>['read'] = async (client, id) => await readById(client, request(id));
	return {
		pick,
		parse: parseIdOrName,
		find,
		get: async (client, parameter) => await read(client, await find(client, parameter)),
		request,
		read,
	};
}
