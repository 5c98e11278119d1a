import type { INodeListSearchItems } from 'n8n-workflow';

import type { ListRequest } from '../api/pages';
import { isId, LIST_PAGE, listEntry, listSearch, searchByName } from '../run/listSearch';
import type { ImpiloDevice } from './device';
import { mainIdentifierOf } from './view';

function toEntry(device: ImpiloDevice): INodeListSearchItems | undefined {
	const name = device.item?.name ?? `Device ${device.id}`;
	return listEntry(device.id, [name, mainIdentifierOf(device), device.currentStatus]);
}

/** By the name of the item; the typed text may also be an ID or an identifier. */
export const searchDevices = listSearch(async (client, filter, token) => {
	const list = (query: ListRequest['query']): ListRequest => ({
		path: '/device',
		query: { sort: 'itemName', ...query },
		purpose: 'list devices',
	});
	const exactly = [
		...(filter === '' ? [] : [list({ identifier: filter })]),
		...(isId(filter) ? [list({ id: filter })] : []),
	];
	const byName = list(filter === '' ? {} : { itemName: filter });
	return await searchByName(client, byName, exactly, token, LIST_PAGE, toEntry);
});
