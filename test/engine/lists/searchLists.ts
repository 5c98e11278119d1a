import type { ICredentialDataDecryptedObject, INodeListSearchResult } from 'n8n-workflow';

import { searchList } from '../harness';
import type { ImpiloRig } from '../impiloRun';

interface Search {
	filter?: string;
	paginationToken?: string;
	credential?: ICredentialDataDecryptedObject;
}

/** The lists of the editor, in the credential of a rig. */
export function searchLists(rig: ImpiloRig) {
	const search = async (
		method: string,
		{ filter, paginationToken, credential = {} }: Search = {},
	): Promise<INodeListSearchResult> =>
		await searchList({
			package: rig.package,
			method,
			filter,
			paginationToken,
			credentials: { impiloApi: { ...rig.credentials.impiloApi, ...credential } },
		});
	return {
		search,
		/** Scrolls to the end of a list, as a user does. */
		scroll: async (method: string, filter?: string): Promise<INodeListSearchResult[]> => {
			const pages = [await search(method, { filter })];
			for (;;) {
				const paginationToken = pages.at(-1)?.paginationToken as string | undefined;
				if (paginationToken === undefined) return pages;
				pages.push(await search(method, { filter, paginationToken }));
			}
		},
	};
}
